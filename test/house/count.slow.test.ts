import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const script = resolve(import.meta.dirname, '../../scripts/test.mjs')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uno-count-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs the tests written here in a vitest of their own; its last line and exit code. */
function count(files: Record<string, string>, ...options: string[]) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.js`), text)
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^VITEST|^NODE_ENV|^UNO_/.test(name)),
  )
  const args = [script, '--root', folder, '--globals', '--pool=forks', '--maxWorkers=1', ...options]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
  return { status, last: stdout.trimEnd().split('\n').at(-1) }
}

const passing = `test('one', () => {}); test('two', () => {})`

test('passed tests are counted, and the exit code is 0', () => {
  expect(count({ passing })).toEqual({ status: 0, last: '2 passed, 0 failed' })
})

test('failed tests are counted, and the exit code is 1', () => {
  const failing = `test('three', () => expect(1).toBe(2)); test('four', () => {})`
  expect(count({ passing, failing })).toEqual({ status: 1, last: '3 passed, 1 failed' })
})

test('a file that cannot be loaded is a failure', () => {
  expect(count({ passing, broken: `import './not-there.js'` })).toEqual({
    status: 1,
    last: '2 passed, 1 failed',
  })
})

test('a crash amid the tests is a failure', () => {
  const { status, last } = count({
    passing,
    crashing: `test('five', () => process.kill(process.pid, 'SIGSEGV'))`,
  })
  expect({ status, last }).toEqual({ status: 1, last: expect.stringMatching(/^2 passed, [1-9]\d* failed$/) })
})

test('no test at all is a failure', () => {
  expect(count({})).toEqual({ status: 1, last: '0 passed, 1 failed' })
})

test('skipped tests are counted when asked for', () => {
  const skipping = `test.skip('six', () => {}); test('seven', () => {})`
  expect(count({ skipping }, '--count-skipped')).toEqual({ status: 0, last: '1 passed, 0 failed, 1 skipped' })
})
