// What a clone must have beside its sources: node_modules as the lock file says, and dist/ as src/ says.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'build', 'dist.key')

/** Runs `npm ci` unless every locked package is there in its version. */
export function installModules() {
  const installed = lockedPackages('node_modules/.package-lock.json')
  const wanted = Object.entries(lockedPackages('package-lock.json'))
  if (
    wanted.every(([path, { optional, version }]) => !path || optional || installed[path]?.version === version)
  )
    return
  console.error('set-up: npm ci')
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
}

/** Writes dist/ if src/ has changed. Types are not checked here (`npm run types` does), so this is quick. */
export function emitDist() {
  const sources = filesIn('src').filter(file => file.endsWith('.ts'))
  const key = contentHash(['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', ...sources])
  if (existsSync(join(root, 'dist/cli/main.js')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key)
    return
  console.error('set-up: src/ → dist/')
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck'])
  const kept = new Set(sources.map(file => file.replace(/^src/, 'dist').replace(/\.ts$/, '')))
  for (const file of filesIn('dist'))
    if (!kept.has(file.replace(/(\.d\.ts|\.js)$/, ''))) rmSync(join(root, file))
  mkdirSync(join(root, 'build'), { recursive: true })
  writeFileSync(stamp, key)
}

function lockedPackages(file) {
  const path = join(root, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(root.length))
    .sort()
}

function contentHash(files) {
  const digest = createHash('sha256')
  for (const file of files) digest.update(`${file}\0`).update(readFileSync(join(root, file)))
  return digest.digest('hex')
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 2] })
  if (status !== 0)
    throw new Error(`"${command} ${args.join(' ')}" failed${error ? `: ${error.message}` : ', see above'}`)
}
