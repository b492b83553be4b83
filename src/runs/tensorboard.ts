/**
 * TensorBoard event files: TFRecord framing around `Event` protobufs with scalar summaries.
 * A record is u64 length, masked CRC-32C of the length, the bytes, masked CRC-32C of the bytes.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { FaultError } from '../errors.js'
import type { RecordedEvent, ValidationResult } from './events.js'

const table = Uint32Array.from({ length: 256 }, (_, i) => {
  let crc = i
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc >>> 0
})

/** CRC-32C (Castagnoli); of "123456789" it is E3069283. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}

const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

function record(payload: Uint8Array): Uint8Array {
  const out = Buffer.alloc(16 + payload.length)
  out.writeBigUInt64LE(BigInt(payload.length), 0)
  out.writeUInt32LE(masked(out.subarray(0, 8)), 8)
  out.set(payload, 12)
  out.writeUInt32LE(masked(payload), 12 + payload.length)
  return out
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = BigInt(value)
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}

const double = (field: number, value: number): Buffer => {
  const out = Buffer.alloc(9)
  out[0] = (field << 3) | 1
  out.writeDoubleLE(value, 1)
  return out
}
const float = (field: number, value: number): Buffer => {
  const out = Buffer.alloc(5)
  out[0] = (field << 3) | 5
  out.writeFloatLE(value, 1)
  return out
}
const integer = (field: number, value: number): Buffer => Buffer.from([field << 3, ...varint(value)])
const bytes = (field: number, value: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(value.length)]), value])
const string = (field: number, value: string): Buffer => bytes(field, Buffer.from(value))

/** `Event { wall_time = 1, step = 2, file_version = 3, summary = 5 { value = 1 { tag = 1, simple_value = 2 } } }` */
function scalarEvent(seconds: number, step: number, scalars: Record<string, number>): Buffer {
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytes(1, Buffer.concat([string(1, tag), float(2, value)])),
  )
  return Buffer.concat([double(1, seconds), integer(2, step), bytes(5, Buffer.concat(values))])
}

/**
 * `Event { wall_time = 1, step = 2, session_log = 7 { status = 1 (START) } }`: TensorBoard forgets what earlier
 * files of the run say of this step and those after it, which a resumed run takes once more.
 */
const sessionStart = (seconds: number, step: number): Buffer =>
  Buffer.concat([double(1, seconds), integer(2, step), bytes(7, integer(1, 1))])

/** Writes the scalars of a run's events below `RUN/tensorboard`, for `tensorboard --logdir RUN`. */
export class TensorBoardWriter {
  readonly #path: string
  readonly #fd: number

  /** @throws FaultError if it cannot be written, also by the other methods */
  constructor(run: string) {
    const folder = join(run, 'tensorboard')
    const now = Date.now()
    this.#path = join(folder, `events.out.tfevents.${Math.floor(now / 1000)}.${hostname()}.${process.pid}`)
    try {
      mkdirSync(folder, { recursive: true })
      this.#fd = openSync(this.#path, 'a')
    } catch (error) {
      throw this.#failure(error)
    }
    this.#write(Buffer.concat([double(1, now / 1000), string(3, 'brain.Event:2')]))
  }

  listen(event: RecordedEvent): void {
    if (event.type === 'start') this.#write(sessionStart(event.time / 1000, event.step + 1))
    const scalars = scalarsOf(event)
    if (scalars && 'step' in event) this.#write(scalarEvent(event.time / 1000, event.step, scalars))
  }

  close(): void {
    closeSync(this.#fd)
  }

  #write(payload: Uint8Array): void {
    const bytes = record(payload)
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done)
    } catch (error) {
      throw this.#failure(error)
    }
  }

  #failure(error: unknown): FaultError {
    const { message } = error as Error
    return new FaultError(
      `${this.#path}: cannot be written (${message}); free some space, or train with --no-tensorboard`,
    )
  }
}

function scalarsOf(event: RecordedEvent): Record<string, number> | undefined {
  if (event.type === 'step') {
    const losses = Object.entries(event.losses).map(([name, value]) => [`train/${name}`, value] as const)
    return {
      'train/loss': event.loss,
      ...Object.fromEntries(losses),
      'train/accuracy': event.accuracy,
      'train/learning_rate': event.lr,
      'train/gradient_norm': event.gradientNorm,
      'speed/images_per_second': event.imagesPerSecond,
    }
  }
  if (event.type !== 'epoch') return undefined
  const { validation } = event
  return {
    'epoch/loss': event.loss,
    'epoch/train_accuracy': event.trainAccuracy,
    ...(validation && scalarsOfValidation(validation)),
  }
}

/** What is undefined has no point on its curve. */
function scalarsOfValidation({
  accuracy,
  loss,
  meanIou,
  auroc = {},
  averagePrecision = {},
}: ValidationResult): Record<string, number> {
  const named = [
    ['accuracy', accuracy] as const,
    ['loss', loss] as const,
    ['mean_iou', meanIou] as const,
    ...Object.entries(auroc).map(([name, value]) => [`auroc_${name}`, value] as const),
    ...Object.entries(averagePrecision).map(([name, value]) => [`ap_${name}`, value] as const),
  ]
  return Object.fromEntries(
    named.flatMap(([name, value]) => (typeof value === 'number' ? [[`validation/${name}`, value]] : [])),
  )
}
