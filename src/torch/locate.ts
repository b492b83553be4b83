/** Where libtorch is: `UNO_LIBTORCH` (a prefix, or `python` for python3's PyTorch), then Debian's libtorch-dev. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'

export interface Libtorch {
  /** As its headers say, `1.13.0`. */
  version: string
  from: 'UNO_LIBTORCH' | 'python3' | 'libtorch-dev'
  prefix: string
  /** The folder of its libraries; none where the linker finds them by itself. */
  libraries?: string
  cuda: boolean
  /** Whether it was compiled with C++11's std::string; PyPI's wheels were not before 2.6. */
  cxx11Abi: boolean
  /** The OpenMP runtime that it brings along; another beside it would be a second pool of threads. */
  openmp?: string
}

const installDebian =
  'install it with: apt-get install --no-install-recommends libtorch-dev libopenblas0-pthread'

/** @throws UserError saying what was looked for, and the remedy */
export function locateLibtorch(environment: NodeJS.ProcessEnv = process.env): Libtorch {
  const asked = environment.UNO_LIBTORCH
  if (asked === 'python') return fromPython()
  if (asked) return fromPrefix(asked, 'UNO_LIBTORCH')
  if (!existsSync(versionHeader('/usr')))
    throw new UserError(
      `libtorch not found: no ${versionHeader('/usr')}; ${installDebian}, or set UNO_LIBTORCH`,
    )
  return { version: versionAt('/usr'), from: 'libtorch-dev', prefix: '/usr', cuda: false, cxx11Abi: true }
}

/** The folders to search for its headers, ATen's and the C++ front end's. */
export const includesOf = ({ prefix }: Libtorch): string[] =>
  ['include/torch/csrc/api/include', ...(prefix === '/usr' ? [] : ['include'])].map(path =>
    join(prefix, path),
  )

function fromPrefix(prefix: string, from: Libtorch['from']): Libtorch {
  for (const part of [
    versionHeader(prefix),
    join(prefix, 'lib/libtorch_cpu.so'),
    join(prefix, 'lib/libc10.so'),
  ])
    if (!existsSync(part))
      throw new UserError(
        `${prefix} (${from}) is not a libtorch: no ${part}; give the folder with include/ and lib/`,
      )
  const libraries = join(prefix, 'lib')
  return {
    version: versionAt(prefix),
    from,
    prefix,
    libraries,
    cuda: existsSync(join(libraries, 'libtorch_cuda.so')),
    cxx11Abi: readFileSync(join(libraries, 'libc10.so')).includes('__cxx11'),
    openmp: bundledOpenmp(prefix),
  }
}

function fromPython(): Libtorch {
  const program =
    'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0] if s else "")'
  const { stdout, error } = spawnSync('python3', ['-c', program], { encoding: 'utf8' })
  const prefix = stdout?.trim()
  if (error || !prefix)
    throw new UserError(
      'UNO_LIBTORCH=python, but python3 has no PyTorch; activate the environment that has one',
    )
  // Debian's python3-torch is a thin layer over the system's libtorch, whose headers are a package of their own.
  if (!existsSync(versionHeader(prefix)) && prefix.startsWith('/usr/lib/python3/')) return locateLibtorch({})
  return fromPrefix(prefix, 'python3')
}

function bundledOpenmp(prefix: string): string | undefined {
  for (const folder of [join(prefix, 'lib'), `${prefix}.libs`]) {
    const name = existsSync(folder) && readdirSync(folder).find(file => /^libgomp.*\.so/.test(file))
    if (name) return join(folder, name)
  }
}

const versionHeader = (prefix: string) => join(prefix, 'include/torch/csrc/api/include/torch/version.h')

function versionAt(prefix: string): string {
  const header = readFileSync(versionHeader(prefix), 'utf8')
  return ['MAJOR', 'MINOR', 'PATCH'].map(part => header.match(`TORCH_VERSION_${part} (\\d+)`)?.[1]).join('.')
}
