/**
 * Native addons, compiled from `native/` when they are first wanted or no longer fit their sources.
 *
 * First use rather than npm's install step, because it fails more kindly: npm hides what install scripts
 * print and many people run with `--ignore-scripts`; and metrics, recipes and help need no addon at all. Plain
 * g++ rather than CMake: nothing else to install, and the objects below are content-addressed anyway.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { FaultError } from './errors.js'
import { whileLocked } from './lock.js'
import { availableMemory, usableCores } from './machine.js'

/** How an addon is made. */
export interface AddonSource {
  /** The result is `<name>.node`. */
  name: string
  /** What it is, for people. */
  title: string
  /** Folders below `native/` whose `*.cpp` are compiled. */
  folders: string[]
  compile: string[]
  link: string[]
  /** What else the result depends on: the version of the library behind it. */
  identity: string
  /** Debian packages without which it does not compile. */
  packages: string
}

const root = join(import.meta.dirname, '..')
const headers = join(dirname(createRequire(import.meta.url).resolve('node-api-headers')), 'include')
const common = ['-std=c++20', '-O3', '-fPIC', '-fvisibility=hidden', `-I${headers}`]

/**
 * The path of an addon that fits its sources; compiles it if there is none yet.
 *
 * @throws FaultError naming the compiler's first complaint and the remedy
 */
export function compiledAddon(source: AddonSource): string {
  const objects = objectsOf(source)
  const key = hash(...objects.map(object => object.name), ...source.link)
  const isCurrent = (folder: string) =>
    existsSync(join(folder, `${source.name}.node`)) && keyIn(folder, source.name) === key
  const folders = [join(root, 'build'), cacheFolder()]
  const folder = folders.find(isCurrent) ?? firstWritable(folders)
  const path = join(folder, `${source.name}.node`)
  if (isCurrent(folder)) return path
  return whileLocked(`${path}.lock`, () => {
    if (!isCurrent(folder)) build(source, objects, folder, key)
    return path
  })
}

interface ObjectFile {
  source: string
  /** Named by everything that decides its content, so an object that exists is right. */
  name: string
}

function objectsOf({ folders, compile, identity }: AddonSource): ObjectFile[] {
  const files = folders.flatMap(folder => {
    const path = join(root, 'native', folder)
    return existsSync(path)
      ? readdirSync(path)
          .sort()
          .map(file => join(path, file))
      : []
  })
  const shared = hash(...[...common.slice(0, -1), ...compile, identity], ...files.filter(isHeader).map(read))
  return files
    .filter(file => file.endsWith('.cpp'))
    .map(file => ({ source: file, name: `${hash(shared, file.slice(root.length), read(file))}.o` }))
}

function build(source: AddonSource, objects: ObjectFile[], folder: string, key: string): void {
  const began = performance.now()
  const store = join(folder, `${source.name}-objects`)
  mkdirSync(store, { recursive: true })
  const missing = objects.filter(object => !existsSync(join(store, object.name)))
  process.stderr.write(`uno: compiling ${source.title}, ${missing.length} of ${objects.length} files…\n`)
  compileAll(source, missing, store)
  const path = join(folder, `${source.name}.node`)
  const fresh = `${path}.${process.pid}`
  run(source, 'g++', [
    '-shared',
    ...common,
    '-o',
    fresh,
    ...objects.map(o => join(store, o.name)),
    ...source.link,
  ])
  // Without its key an addon counts as stale, so a kill between these lines only costs another link.
  rmSync(keyFile(folder, source.name), { force: true })
  renameSync(fresh, path)
  writeFileSync(keyFile(folder, source.name), key)
  prune(store, new Set(objects.map(object => object.name)))
  process.stderr.write(`uno: compiled in ${Math.round((performance.now() - began) / 1000)} s: ${path}\n`)
}

/** Objects of other versions stay for a day, for whoever goes back and forth; so does what a kill left. */
function prune(store: string, wanted: Set<string>): void {
  const yesterday = Date.now() - 24 * 3600_000
  for (const name of readdirSync(store)) {
    const path = join(store, name)
    if (!wanted.has(name) && statSync(path).mtimeMs < yesterday)
      rmSync(path, { recursive: true, force: true })
  }
}

/** Compiles side by side, as many as there are cores and memory for (ATen's headers want about 1 GB each). */
function compileAll(source: AddonSource, objects: ObjectFile[], store: string): void {
  if (!objects.length) return
  const jobs = Math.max(1, Math.min(usableCores(), Math.floor(availableMemory() / 1.5e9)))
  const parts = mkdtempSync(join(store, 'part-'))
  const pairs = objects.flatMap(object => [join(parts, object.name), object.source])
  try {
    run(
      source,
      'xargs',
      ['-0', '-n2', `-P${jobs}`, 'g++', ...common, ...source.compile, '-c', '-o'],
      pairs.join('\0'),
    )
    for (const { name } of objects) renameSync(join(parts, name), join(store, name))
  } finally {
    rmSync(parts, { recursive: true })
  }
}

function run(source: AddonSource, program: string, args: string[], input?: string): void {
  const remedy = `on Debian: apt-get install ${source.packages}`
  if (spawnSync('g++', ['--version']).error)
    throw new FaultError(`${source.title} needs g++, which is not there; ${remedy}`)
  const { status, stderr } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status === 0) return
  const complaint =
    stderr.split('\n').find(line => /error|undefined|cannot find/.test(line)) ?? stderr.split('\n')[0]
  throw new FaultError(`${source.title} does not compile: ${complaint}; ${remedy}`)
}

const isHeader = (file: string) => file.endsWith('.h')
const read = (file: string) => readFileSync(file, 'utf8')
const keyFile = (folder: string, name: string) => join(folder, `${name}.key`)
const keyIn = (folder: string, name: string) =>
  existsSync(keyFile(folder, name)) ? read(keyFile(folder, name)) : undefined

function hash(...parts: string[]): string {
  const digest = createHash('sha256')
  for (const part of parts) digest.update(`${part.length}:`).update(part)
  return digest.digest('hex').slice(0, 20)
}

/** For packages installed by somebody else than who runs them. */
function cacheFolder(): string {
  const { version } = JSON.parse(read(join(root, 'package.json')))
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'uno', version)
}

function firstWritable(folders: string[]): string {
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true })
      accessSync(folder, constants.W_OK)
      return folder
    } catch {}
  }
  throw new FaultError(`no place for the compiled addons: neither ${folders.join(' nor ')} can be written`)
}
