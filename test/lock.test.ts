import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { whileLocked } from '../src/lock.js'

let folder: string
let lock: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uno-lock-'))
  lock = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the work runs while the lock is held, its result comes back, and the lock is gone', () => {
  const held = whileLocked(lock, () => readFileSync(lock, 'utf8'))
  expect(held).toBe(String(process.pid))
  expect(existsSync(lock)).toBe(false)
})

test('work that throws gives the lock back', () => {
  expect(() =>
    whileLocked(lock, () => {
      throw new Error('broken')
    }),
  ).toThrow('broken')
  expect(existsSync(lock)).toBe(false)
})

test('the lock of a process that died is taken over', () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  writeFileSync(lock, String(dead))
  expect(whileLocked(lock, () => 'mine')).toBe('mine')
})

test.each([
  ['empty, as a kill leaves it', '', 11],
  ['of a process number in use again', String(process.ppid), 11 * 60],
])('an old lock, %s, is taken over', (_, text, seconds) => {
  writeFileSync(lock, text)
  const then = Date.now() / 1000 - seconds
  utimesSync(lock, then, then)
  expect(whileLocked(lock, () => 'mine')).toBe('mine')
})

test('a lock whose holder lives is waited for', async () => {
  const holder = spawn(process.execPath, [
    '-e',
    `require('fs').writeFileSync(${JSON.stringify(lock)}, String(process.pid)); console.log(); setTimeout(() => {
      require('fs').writeFileSync(${JSON.stringify(join(folder, 'done'))}, ''); require('fs').rmSync(${JSON.stringify(lock)})
    }, 300)`,
  ])
  await once(holder.stdout, 'data')
  expect(whileLocked(lock, () => existsSync(join(folder, 'done')))).toBe(true)
})
