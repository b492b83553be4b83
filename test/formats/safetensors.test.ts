import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type DType, fromTyped, itemSize, type NDArray } from '../../src/formats/array.js'
import { parseSafetensors, readSafetensors, writeSafetensors } from '../../src/formats/safetensors.js'
import { temporaryFile, temporaryFolder } from './folder.js'
import { cpuTime } from './fuzz.js'

/** A file with this header and this many bytes of data. */
function file(header: unknown, dataBytes = 0): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)])
}

const parse = (header: unknown, dataBytes?: number) =>
  parseSafetensors(file(header, dataBytes), 'x.safetensors')

test('each dtype comes back bit for bit, with its shape, and aligned', () => {
  const path = join(temporaryFolder(), 'all.safetensors')
  const tensors = new Map(
    (Object.keys(itemSize) as DType[]).map((dtype, i): [string, NDArray] => {
      const bytes = Uint8Array.from({ length: 3 * itemSize[dtype] }, (_, j) => (37 * i + 11 * j) % 256)
      return [dtype, { dtype, shape: [3, 1], bytes }]
    }),
  )
  writeSafetensors(path, tensors, { note: 'ünïcode' })
  const read = readSafetensors(path)
  expect(read.metadata).toEqual({ note: 'ünïcode' })
  expect(new Set(read.tensors.keys())).toEqual(new Set(tensors.keys()))
  for (const [name, tensor] of tensors) expect(read.tensors.get(name)).toEqual(tensor)
  const { tensors: views } = parseSafetensors(new Uint8Array(readFileSync(path)), path)
  for (const { dtype, bytes } of views.values()) expect(bytes.byteOffset % itemSize[dtype]).toBe(0)
})

test('odd names survive', () => {
  const path = join(temporaryFolder(), 'odd.safetensors')
  const tensors = new Map(
    ['', '__proto__', '../x', 'a"b\n', '0'].map(name => [name, fromTyped(Float32Array.of(1))]),
  )
  writeSafetensors(path, tensors)
  expect(new Set(readSafetensors(path).tensors.keys())).toEqual(new Set(tensors.keys()))
})

test('what cannot be a tensor is not written', () => {
  const folder = temporaryFolder()
  const short = { dtype: 'float32', shape: [2], bytes: new Uint8Array(7) } as const
  expect(() => writeSafetensors(join(folder, 'a'), { w: { ...short, shape: [2] } })).toThrow(
    '7 bytes for float32 [2]',
  )
  expect(() => writeSafetensors(join(folder, 'a'), { __metadata__: fromTyped(new Float32Array(1)) })).toThrow(
    'name',
  )
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  [
    {
      a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
      b: { dtype: 'F32', shape: [1], data_offsets: [2, 6] },
    },
    8,
    'tensor "b": begins at 2, expected 4 (overlap)',
  ],
  [
    { a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } },
    8,
    'tensor "a": begins at 4, expected 0 (hole)',
  ],
  [{ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, 5, '1 byte follows the last tensor'],
  [{ a: { dtype: 'F32', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 4] } }, 4, 'tensor "a"'],
  [{ a: { dtype: 'F32', shape: [0.5], data_offsets: [0, 2] } }, 2, 'tensor "a": shape must be'],
  [
    { a: { dtype: 'F8_E4M3', shape: [1], data_offsets: [0, 1] } },
    1,
    'tensor "a": dtype "F8_E4M3" is not supported',
  ],
  [{ a: { dtype: 'toString', shape: [1], data_offsets: [0, 1] } }, 1, 'dtype "toString" is not supported'],
  [{ a: { dtype: 'C64', shape: [1], data_offsets: [0, 8] } }, 8, 'dtype "C64" is not supported'],
  [{ a: { dtype: 'U8', shape: [1], data_offsets: [0, 1, 2] } }, 1, 'data_offsets must be two integers'],
  [
    '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0061":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}',
    1,
    'twice',
  ],
  ['', 0, 'is not JSON'],
  ['[]', 0, 'not a JSON object'],
])('the header %j is refused', (header, dataBytes, reason) => {
  expect(() => parse(header, dataBytes)).toThrow(reason)
})

test('a header of 200 MB is refused without being read', () => {
  const path = temporaryFile('large.safetensors', file('{}'))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(200_000_000n)
  writeFileSync(path, length)
  truncateSync(path, 200_000_100)
  const start = cpuTime()
  expect(() => readSafetensors(path)).toThrow('a header of 200000000 bytes, expected at most 100000000')
  expect(cpuTime() - start).toBeLessThan(500)
})

test('paths that are no files are named', () => {
  const folder = temporaryFolder()
  expect(() => readSafetensors(folder)).toThrow(`${folder}: expected a file, found a folder`)
  expect(() => readSafetensors(join(folder, 'none'))).toThrow('none: no such file')
})

function shards(weightMap: Record<string, string>): string {
  const folder = temporaryFolder()
  writeSafetensors(
    join(folder, 'model-1.safetensors'),
    { a: fromTyped(Float32Array.of(1)) },
    { format: 'pt' },
  )
  writeSafetensors(join(folder, 'model-2.safetensors'), { b: fromTyped(Float32Array.of(2)) })
  const path = join(folder, 'model.safetensors.index.json')
  writeFileSync(path, JSON.stringify({ metadata: { total_size: 8 }, weight_map: weightMap }))
  return path
}

test('a sharded model is read by its index', () => {
  const { tensors, metadata } = readSafetensors(
    shards({ b: 'model-2.safetensors', a: 'model-1.safetensors' }),
  )
  expect([...tensors.keys()]).toEqual(['b', 'a'])
  expect(metadata).toEqual({ format: 'pt' })
})

test.each([
  [{ a: '../model-1.safetensors' }, '"../model-1.safetensors" is not the name of a file beside it'],
  [{ a: '/etc/passwd' }, 'is not the name of a file beside it'],
  [{ a: '..' }, 'is not the name of a file beside it'],
  [{ a: 'model-2.safetensors', b: 'model-2.safetensors' }, '"a" is not in "model-2.safetensors"'],
  [{ a: 'model-3.safetensors' }, 'model-3.safetensors: no such file'],
  [{ a: 'model.safetensors.index.json' }, 'not a safetensors file: a header of'],
  [{ a: 'model\0' }, 'cannot be opened'],
])('the index %j is refused', (weightMap, reason) => {
  expect(() => readSafetensors(shards(weightMap))).toThrow(reason)
})

test('a shard that holds more than the index says is refused', () => {
  const path = shards({ a: 'model-1.safetensors' })
  mkdirSync(join(path, '..', 'sub'))
  writeSafetensors(join(path, '..', 'model-1.safetensors'), {
    a: fromTyped(Float32Array.of(1)),
    c: fromTyped(Float32Array.of(3)),
  })
  expect(() => readSafetensors(path)).toThrow('"model-1.safetensors" holds "c", the index does not say so')
})
