import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { RecordedEvent } from '../../src/runs/events.js'
import { crc32c, TensorBoardWriter } from '../../src/runs/tensorboard.js'

const folder = mkdtempSync(join(tmpdir(), 'uno-tensorboard-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('CRC-32C, by the check value of its definition and bit by bit', () => {
  expect(crc32c(Buffer.from('123456789')).toString(16).toUpperCase()).toBe('E3069283')
  expect(crc32c(new Uint8Array())).toBe(0)
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i * 7)
  let crc = 0xffffffffn
  for (const byte of bytes)
    for (let bit = 0; bit < 8; bit++)
      crc = (crc ^ BigInt(byte >> bit)) & 1n ? (crc >> 1n) ^ 0x82f63b78n : crc >> 1n
  expect(BigInt(crc32c(bytes))).toBe(crc ^ 0xffffffffn)
})

/** A reader of its own: TFRecord frames → protobuf fields. */
function readRecords(path: string) {
  const file = readFileSync(path)
  const records: Fields[] = []
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at))
    expect(file.readUInt32LE(at + 8)).toBe(masked(file.subarray(at, at + 8)))
    const payload = file.subarray(at + 12, at + 12 + length)
    expect(file.readUInt32LE(at + 12 + length)).toBe(masked(payload))
    records.push(fieldsOf(payload))
    at += 16 + length
  }
  return records
}

function masked(bytes: Uint8Array): number {
  const crc = BigInt(crc32c(bytes))
  return Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn)
}

type Fields = Map<number, (number | Buffer)[]>

function fieldsOf(bytes: Buffer): Fields {
  const fields: Fields = new Map()
  let at = 0
  const varint = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const key = varint()
    const readers: Record<number, () => number | Buffer> = {
      0: varint,
      1: () => bytes.readDoubleLE((at += 8) - 8),
      2: () => {
        const length = varint()
        return bytes.subarray(at, (at += length))
      },
      5: () => bytes.readFloatLE((at += 4) - 4),
    }
    const values = fields.get(key >> 3) ?? []
    fields.set(key >> 3, [...values, readers[key & 7]!()])
  }
  return fields
}

const [wallTime, stepOf, fileVersion, summary, sessionLog] = [1, 2, 3, 5, 7]
const scalarsOf = (record: Fields) =>
  Object.fromEntries(
    (fieldsOf(record.get(summary)![0] as Buffer).get(1) ?? []).map(value => {
      const fields = fieldsOf(value as Buffer)
      return [String(fields.get(1)![0]), fields.get(2)![0]]
    }),
  )

const step: RecordedEvent = {
  time: 1500,
  type: 'step',
  step: 300,
  steps: 400,
  epoch: 3,
  losses: { ce: 0.5, negatives: 0.25 },
  loss: 0.75,
  lr: 0.125,
  accuracy: 0.5,
  gradientNorm: 2,
  imagesPerSecond: 1000,
}
const epoch: RecordedEvent = {
  time: 2500,
  type: 'epoch',
  epoch: 3,
  epochs: 4,
  step: 300,
  losses: { ce: 0.5 },
  loss: 0.5,
  trainAccuracy: 0.25,
  validation: {
    ...{ accuracy: 0.5, loss: 2, images: 10, auroc: { s_uno: 0.75 } },
    ...{ meanIou: null, averagePrecision: { s_unc: 0.25, s_uno: null } },
  },
  seconds: 1,
}

test('steps and epochs become scalars that another reader understands', () => {
  const writer = new TensorBoardWriter(join(folder, 'run'))
  writer.listen({ time: 1000, type: 'start', step: 299, steps: 400, parameters: 1, message: '' })
  writer.listen(step)
  writer.listen({ time: 1, type: 'phase', phase: 'validation', message: '' })
  writer.listen(epoch)
  writer.listen({ time: 1, type: 'checkpoint', step: 300, path: '', reason: 'epoch' })
  writer.close()
  const [file, ...others] = readdirSync(join(folder, 'run/tensorboard'))
  expect(others).toEqual([])
  expect(file).toMatch(/^events\.out\.tfevents\.\d{10}\./)
  const [version, session, steps, epochs, ...rest] = readRecords(join(folder, 'run/tensorboard', file!))
  expect(rest).toEqual([])
  expect(String(version!.get(fileVersion)![0])).toBe('brain.Event:2')
  // What an earlier, killed process said of step 300 and later is to be forgotten.
  expect(session!.get(stepOf)).toEqual([300])
  expect(fieldsOf(session!.get(sessionLog)![0] as Buffer).get(1)).toEqual([1])
  expect(steps!.get(wallTime)).toEqual([1.5])
  expect(steps!.get(stepOf)).toEqual([300])
  expect(scalarsOf(steps!)).toEqual({
    'train/loss': 0.75,
    'train/ce': 0.5,
    'train/negatives': 0.25,
    'train/accuracy': 0.5,
    'train/learning_rate': 0.125,
    'train/gradient_norm': 2,
    'speed/images_per_second': 1000,
  })
  expect(scalarsOf(epochs!)).toEqual({
    'epoch/loss': 0.5,
    'epoch/train_accuracy': 0.25,
    'validation/accuracy': 0.5,
    'validation/loss': 2,
    'validation/auroc_s_uno': 0.75,
    'validation/ap_s_unc': 0.25,
  })
})

test('validation of pixels: mIoU, and AP where it is defined', () => {
  const writer = new TensorBoardWriter(join(folder, 'pixels'))
  const averagePrecision = { s_no: 0.5, s_uno: null }
  const validation = { accuracy: 0.5, loss: 2, images: 10, meanIou: 0.25, averagePrecision }
  writer.listen({ ...epoch, validation })
  writer.close()
  const [file] = readdirSync(join(folder, 'pixels/tensorboard'))
  const records = readRecords(join(folder, 'pixels/tensorboard', file!))
  expect(scalarsOf(records.at(-1)!)).toEqual({
    'epoch/loss': 0.5,
    'epoch/train_accuracy': 0.25,
    'validation/accuracy': 0.5,
    'validation/loss': 2,
    'validation/mean_iou': 0.25,
    'validation/ap_s_no': 0.5,
  })
})

test('a place that cannot be written is a fault with the remedy', () => {
  mkdirSync(join(folder, 'blocked'))
  writeFileSync(join(folder, 'blocked/tensorboard'), 'no folder')
  expect(() => new TensorBoardWriter(join(folder, 'blocked'))).toThrow(
    /tensorboard\/events.*: cannot be written \(.*; free some space, or train with --no-tensorboard$/,
  )
})
