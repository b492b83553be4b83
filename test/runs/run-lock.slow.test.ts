import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lockRun, unlockRun } from '../../src/runs/run-lock.js'
import { build, dist } from '../training/program.js'

const folder = mkdtempSync(join(tmpdir(), 'uno-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(build)

let count = 0
function newRun(lock?: object | string): string {
  const run = join(folder, String(count++))
  mkdirSync(run)
  if (lock !== undefined)
    writeFileSync(join(run, 'lock'), typeof lock === 'string' ? lock : JSON.stringify(lock))
  return run
}
const lockOf = (run: string) => JSON.parse(readFileSync(join(run, 'lock'), 'utf8'))
const ours = () => {
  const run = newRun()
  lockRun(run, () => {})
  return lockOf(run)
}
const messages: string[] = []
const take = (run: string) => {
  messages.length = 0
  return lockRun(run, message => messages.push(message))
}

test('the second is refused, with pid, host and time of the first; given back, the lock can be had again', () => {
  const run = newRun()
  const unlock = take(run)
  expect(() => take(run)).toThrow(
    new RegExp(
      `^${run}: process ${process.pid} on ${hostname()} works there since 20\\d\\d-.*; wait for it, or stop it first$`,
    ),
  )
  unlock()
  expect(existsSync(join(run, 'lock'))).toBe(false)
  take(run)()
  expect(messages).toEqual([])
})

test.each<[string, (holder: { [key: string]: unknown }) => object | string]>([
  ['a process that is gone', holder => ({ ...holder, pid: 2 ** 22 + 1 })],
  ['another boot', holder => ({ ...holder, boot: 'an older one' })],
  ['a process whose number another one has now', holder => ({ ...holder, started: '1' })],
  ['a process that died while writing it', holder => JSON.stringify(holder).slice(0, 20)],
  ['a process that died before writing it', () => ''],
])('the lock of %s is taken over, and that is said', (_, change) => {
  const run = newRun(change(ours()))
  const unlock = take(run)
  expect(messages).toHaveLength(1)
  expect(messages[0]).toMatch(/: took over the lock of .*, which is gone$/)
  expect(lockOf(run)).toMatchObject({ pid: process.pid })
  unlock()
  expect(existsSync(join(run, 'lock'))).toBe(false)
})

test('what a process left that died while taking over is in nobody’s way', () => {
  const dead = { ...ours(), pid: 2 ** 22 + 1 }
  const run = newRun(dead)
  writeFileSync(join(run, 'lock.takeover'), JSON.stringify(dead))
  take(run)()
  expect(messages).toHaveLength(1)
})

test('the lock of another machine is believed; the remedy names the file', () => {
  const run = newRun({ ...ours(), host: 'elsewhere', pid: 2 ** 22 + 1 })
  expect(() => take(run)).toThrow(
    `on elsewhere works there since ${lockOf(run).since}; wait for it, or remove ${join(run, 'lock')} if that machine or container is gone`,
  )
})

test('only who holds a lock gives it back', () => {
  const run = newRun()
  const unlock = take(run)
  writeFileSync(join(run, 'lock'), JSON.stringify({ ...lockOf(run), since: 'later' }))
  unlock()
  expect(existsSync(join(run, 'lock'))).toBe(true)
  unlockRun(run, lockOf(run).thread + 1)
  expect(existsSync(join(run, 'lock'))).toBe(true)
  unlockRun(run, lockOf(run).thread)
  expect(existsSync(join(run, 'lock'))).toBe(false)
})

const rounds = process.env.UNO_LONG === '1' ? 200 : 20

test(`of four processes that find one stale lock at once, exactly one gets it (${rounds} rounds)`, async () => {
  const dead = { ...ours(), pid: 2 ** 22 + 1 }
  const runs = Array.from({ length: rounds }, () => newRun(dead))
  // Each takes the lock of every run at the same moment as the others, and keeps it.
  const program = `
    import { lockRun } from ${JSON.stringify(join(dist, 'runs/run-lock.js'))}
    const [at, ...runs] = process.argv.slice(1)
    const won = []
    for (const [i, run] of runs.entries()) {
      while (Date.now() < Number(at) + 10 * i);
      try { lockRun(run, () => {}); won.push(i) } catch {}
    }
    console.log(JSON.stringify(won))
    process.stdin.once('data', () => process.exit())
  `
  const at = String(Date.now() + 1500)
  const racers = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program, at, ...runs]),
  )
  const won = await Promise.all(
    racers.map(
      racer =>
        new Promise<number[]>(resolve =>
          racer.stdout.once('data', text => resolve(JSON.parse(String(text)))),
        ),
    ),
  )
  for (const racer of racers) racer.stdin.write('end')
  expect(won.flat().sort((a, b) => a - b)).toEqual(runs.map((_, i) => i))
})
