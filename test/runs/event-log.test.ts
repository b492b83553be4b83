import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { EventLog } from '../../src/runs/event-log.js'
import type { RecordedEvent } from '../../src/runs/events.js'

const folder = mkdtempSync(join(tmpdir(), 'uno-events-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'events.jsonl')
const event = (message: string): RecordedEvent => ({ time: 1, type: 'warning', message })
const linesOf = () => readFileSync(path, 'utf8').split('\n')

test('what comes after the kept length is cut off; half a line is, too', () => {
  const log = new EventLog(path)
  log.append(event('ä'))
  const keep = log.lengthWith(event('b'))
  log.append(event('b'))
  log.append(event('c'))
  log.sync()
  log.close()
  expect(readFileSync(path).length).toBeGreaterThan(keep)
  const again = new EventLog(path, keep)
  again.append(event('d'))
  again.close()
  expect(linesOf()).toEqual([...['ä', 'b', 'd'].map(message => JSON.stringify(event(message))), ''])
  appendFileSync(path, '{"time":1,"ty')
  new EventLog(path, 1e9).close()
  expect(linesOf()).toHaveLength(4)
  new EventLog(path, keep + 3).close()
  expect(linesOf()).toHaveLength(3)
})

test('a new log begins empty', () => {
  writeFileSync(path, 'what an earlier run left')
  new EventLog(path).close()
  expect(readFileSync(path, 'utf8')).toBe('')
})

test('a log that cannot be written is a fault that names it', () => {
  const closed = new EventLog(path)
  closed.close()
  expect(() => closed.append(event('x'))).toThrow(/events\.jsonl: cannot be written \(EBADF/)
})
