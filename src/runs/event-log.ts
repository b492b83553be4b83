/** `events.jsonl`: appended line by line, cut back to a checkpoint on resume so that no step stands twice. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs'
import { FaultError } from '../errors.js'
import type { RecordedEvent } from './events.js'

const lineOf = (event: RecordedEvent): Buffer => Buffer.from(`${JSON.stringify(event)}\n`)

export class EventLog {
  readonly #fd: number

  /**
   * @param keep bytes of an existing file that are kept; what lies beyond is cut off, and so is half a line.
   *   Evaluations stay: what they found is there, whatever is trained anew
   */
  constructor(
    readonly path: string,
    keep = 0,
  ) {
    const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    const whole = content.subarray(0, keep).lastIndexOf('\n') + 1
    const evaluations = evaluationsIn(content.subarray(whole))
    this.#fd = openSync(path, 'a+')
    ftruncateSync(this.#fd, whole)
    for (const event of evaluations) this.append(event)
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

/**
 * Adds an event to the log of a run whose training this is not: evaluation. The line is one write at the end of the
 * file, so that a training which goes on meanwhile is not disturbed.
 *
 * @throws FaultError if it cannot be written
 */
export function appendEvent(path: string, event: RecordedEvent): void {
  try {
    const fd = openSync(path, 'a+')
    try {
      writeSync(fd, Buffer.concat([Buffer.from(endsWithinLine(fd) ? '\n' : ''), lineOf(event)]))
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    throw new FaultError(`${path}: cannot be written (${(error as Error).message})`)
  }
}

/** Whole lines of evaluations. */
function evaluationsIn(lines: Buffer): RecordedEvent[] {
  return lines
    .toString()
    .split('\n')
    .filter(line => /"type":"evaluation"/.test(line) && line.endsWith('}'))
    .map(line => JSON.parse(line))
}

/** A training that was killed may have left half a line. */
function endsWithinLine(fd: number): boolean {
  const { size } = fstatSync(fd)
  const last = Buffer.alloc(1)
  return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a
}
