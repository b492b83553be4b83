/** `events.jsonl`: appended line by line, cut back to a checkpoint on resume so that nothing stands twice. */
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { FaultError } from '../errors.js'
import type { RecordedEvent } from './events.js'

export class EventLog {
  readonly #fd: number

  /** @param keep length in bytes up to which an existing file is kept; what lies beyond is cut off */
  constructor(
    readonly path: string,
    keep = 0,
  ) {
    this.#fd = openSync(path, 'a+')
    if (fstatSync(this.#fd).size > keep) ftruncateSync(this.#fd, keep)
  }

  append(event: RecordedEvent): void {
    try {
      writeSync(this.#fd, `${JSON.stringify(event)}\n`)
    } catch (error) {
      throw new FaultError(`${this.path}: cannot be written (${(error as Error).message})`)
    }
  }

  /** Length in bytes, for a checkpoint to remember. */
  get length(): number {
    return fstatSync(this.#fd).size
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/** All whole lines of an event file; a last line that was cut off by a crash is left out. */
export function readEvents(path: string): RecordedEvent[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  lines.pop()
  return lines.map(line => JSON.parse(line) as RecordedEvent)
}
