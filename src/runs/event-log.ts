/** `events.jsonl`: appended line by line, cut back to a checkpoint on resume so that nothing stands twice. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { FaultError } from '../errors.js'
import type { RecordedEvent } from './events.js'

const lineOf = (event: RecordedEvent): Buffer => Buffer.from(`${JSON.stringify(event)}\n`)

export class EventLog {
  readonly #fd: number

  /** @param keep bytes of an existing file that are kept; what lies beyond is cut off, and so is half a line */
  constructor(
    readonly path: string,
    keep = 0,
  ) {
    const whole = existsSync(path) ? readFileSync(path).subarray(0, keep).lastIndexOf('\n') + 1 : 0
    this.#fd = openSync(path, 'a+')
    ftruncateSync(this.#fd, whole)
  }

  append(event: RecordedEvent): void {
    const line = lineOf(event)
    try {
      for (let done = 0; done < line.length; ) done += writeSync(this.#fd, line, done)
    } catch (error) {
      throw new FaultError(`${this.path}: cannot be written (${(error as Error).message})`)
    }
  }

  /** Its length in bytes once `event` is appended, for a checkpoint to remember. */
  lengthWith(event: RecordedEvent): number {
    return fstatSync(this.#fd).size + lineOf(event).length
  }

  /** What was appended so far survives a power cut from here on. */
  sync(): void {
    fsyncSync(this.#fd)
  }

  close(): void {
    closeSync(this.#fd)
  }
}
