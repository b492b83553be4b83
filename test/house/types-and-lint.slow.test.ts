import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const run = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, [`node_modules/${script}`, ...args], { cwd: root, encoding: 'utf8' })

// `npm run ok` runs both as steps of its own; here they hold for whoever runs only `npm test`.
test('the types hold', () => {
  expect(run('typescript/bin/tsc', '--noEmit').stdout).toBe('')
}, 300_000)

test('format and lint are clean', () => {
  const { status, stderr } = run('@biomejs/biome/bin/biome', 'check', '.')
  expect(status, stderr).toBe(0)
}, 300_000)
