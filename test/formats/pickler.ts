/** PyTorch checkpoints for tests, written by hand. */
import { Buffer } from 'node:buffer'
import { zipArchive } from './archives.js'

/** A tensor as PyTorch pickles it; what is not given describes a whole float32 storage of two elements. */
export class FakeTensor {
  key = '0'
  storage = 'FloatStorage'
  count = 2
  offset = 0
  shape = [2]
  strides = [1]
  /** `(key, start, count)`, which only old files have. */
  view: unknown = undefined

  constructor(parts: Partial<FakeTensor> = {}) {
    Object.assign(this, parts)
  }
}

const integer = (value: number) => {
  const bytes = Buffer.alloc(10)
  bytes.write('\x8a\x08', 'latin1')
  bytes.writeBigInt64LE(BigInt(value), 2)
  return bytes
}

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** The opcodes of a value, without PROTO and STOP. */
function opcodes(value: unknown): Buffer {
  const op = (text: string) => Buffer.from(text, 'latin1')
  if (value === null || value === undefined) return op('N')
  if (typeof value === 'boolean') return op(value ? '\x88' : '\x89')
  if (typeof value === 'number') return integer(value)
  if (typeof value === 'string')
    return Buffer.concat([op('X'), uint32(Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([op('B'), uint32(value.length), value])
  if (value instanceof FakeTensor) {
    const { key, storage, count, offset, shape, strides, view } = value
    const id = [
      op('(X\x07\0\0\0storagectorch\n'),
      op(`${storage}\n`),
      ...[key, 'cpu', count, ...(view ? [view] : [])].map(opcodes),
      op('tQ'),
    ]
    const args = [op('('), ...id, opcodes(offset), tuple(shape), tuple(strides), op('\x89Nt')]
    return Buffer.concat([op('ctorch._utils\n_rebuild_tensor_v2\n'), ...args, op('R')])
  }
  if (Array.isArray(value)) return Buffer.concat([op('](')!, ...value.map(opcodes), op('e')])
  const items = Object.entries(value).flatMap(([key, item]) => [opcodes(key), opcodes(item)])
  return Buffer.concat([op('}('), ...items, op('u')])
}

const tuple = (items: number[]) => Buffer.concat([Buffer.from('('), ...items.map(integer), Buffer.from('t')])

/** A pickle of protocol 2: objects become dicts, arrays lists. */
export const pickled = (value: unknown): Buffer =>
  Buffer.concat([Buffer.from('\x80\x02', 'latin1'), opcodes(value), Buffer.from('.')])

type Storages = Record<string, Uint8Array>

export function torchZip(value: unknown, storages: Storages): Buffer {
  const members = Object.entries(storages).map(([key, bytes]) => [`archive/data/${key}`, bytes])
  return zipArchive({
    'archive/data.pkl': pickled(value),
    ...Object.fromEntries(members),
    'archive/version': '3\n',
  })
}

/** The pickles of a legacy checkpoint; the storages follow them. */
export function legacyPickles(value: unknown, keys: string[]): Buffer {
  const magic = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex')
  const machine = { protocol_version: 1001, little_endian: true, type_sizes: {} }
  return Buffer.concat([magic, pickled(1001), pickled(machine), pickled(value), pickled(keys)])
}

/** A legacy checkpoint whose storages hold float32. */
export function torchLegacy(value: unknown, storages: Storages): Buffer {
  const blocks = Object.values(storages).flatMap(bytes => {
    const count = Buffer.alloc(8)
    count.writeBigInt64LE(BigInt(bytes.length / 4))
    return [count, bytes]
  })
  return Buffer.concat([legacyPickles(value, Object.keys(storages)), ...blocks])
}

export const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer)
