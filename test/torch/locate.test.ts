import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { includesOf, locateLibtorch } from '../../src/torch/locate.js'

let folder: string
let prefix: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uno-libtorch-'))
  prefix = join(folder, 'torch')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function file(path: string, text = '') {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** What decides in a libtorch: its version header and its libraries. */
function libtorch(at: string, ...libraries: string[]) {
  const header =
    '#define TORCH_VERSION_MAJOR 2\n#define TORCH_VERSION_MINOR 14\n#define TORCH_VERSION_PATCH 1\n'
  file(join(at, 'include/torch/csrc/api/include/torch/version.h'), header)
  file(join(at, 'lib/libc10.so'), 'std::__cxx11::basic_string')
  for (const name of ['libtorch_cpu.so', ...libraries]) file(join(at, 'lib', name))
}

test('a prefix is taken as it is', () => {
  libtorch(prefix)
  const found = locateLibtorch({ UNO_LIBTORCH: prefix })
  expect(found).toEqual({
    version: '2.14.1',
    from: 'UNO_LIBTORCH',
    prefix,
    libraries: join(prefix, 'lib'),
    cuda: false,
    cxx11Abi: true,
    openmp: undefined,
  })
  expect(includesOf(found)).toEqual([join(prefix, 'include/torch/csrc/api/include'), join(prefix, 'include')])
})

test('CUDA, an OpenMP of its own and the old string are noticed', () => {
  libtorch(prefix, 'libtorch_cuda.so', 'libgomp-98b21ff3.so.1')
  file(join(prefix, 'lib/libc10.so'), '_ZN3c105ErrorC1ESs')
  expect(locateLibtorch({ UNO_LIBTORCH: prefix })).toMatchObject({
    cuda: true,
    cxx11Abi: false,
    openmp: join(prefix, 'lib/libgomp-98b21ff3.so.1'),
  })
})

test('wheels may keep their OpenMP in a folder beside', () => {
  libtorch(prefix)
  file(join(`${prefix}.libs`, 'libgomp-a34b3233.so.1.0.0'))
  expect(locateLibtorch({ UNO_LIBTORCH: prefix }).openmp).toBe(
    join(`${prefix}.libs`, 'libgomp-a34b3233.so.1.0.0'),
  )
})

test('a folder that is no libtorch is refused by what it lacks', () => {
  libtorch(prefix)
  rmSync(join(prefix, 'lib/libtorch_cpu.so'))
  expect(() => locateLibtorch({ UNO_LIBTORCH: prefix })).toThrow(
    `${prefix} (UNO_LIBTORCH) is not a libtorch: no ${prefix}/lib/libtorch_cpu.so; give the folder with include/ and lib/`,
  )
})

/** A python3 that answers as if PyTorch lay at `answer`. */
function python(answer: string) {
  file(join(folder, 'bin/python3'), `#!/bin/sh\necho "${answer}"\n`)
  chmodSync(join(folder, 'bin/python3'), 0o755)
  vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`)
}

test('"python" asks python3', () => {
  libtorch(prefix)
  python(prefix)
  expect(locateLibtorch({ UNO_LIBTORCH: 'python' })).toMatchObject({
    version: '2.14.1',
    from: 'python3',
    prefix,
  })
})

test('a python3 without PyTorch is said to be one', () => {
  python('')
  expect(() => locateLibtorch({ UNO_LIBTORCH: 'python' })).toThrow(
    'UNO_LIBTORCH=python, but python3 has no PyTorch',
  )
})

test('no python3 at all, likewise', () => {
  vi.stubEnv('PATH', folder)
  expect(() => locateLibtorch({ UNO_LIBTORCH: 'python' })).toThrow('python3 has no PyTorch')
})
