import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type DType, fromTyped, itemSize, toFloat64Array } from '../../src/formats/array.js'
import { parseNpy, readNpy, writeNpy } from '../../src/formats/npy.js'
import { temporaryFolder } from './folder.js'

/** A version 1 file with this header and these bytes. */
function file(header: string, data: number[] = []): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16LE(header.length)
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    length,
    Buffer.from(header),
    Buffer.from(data),
  ])
}

const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}}`

const parse = (...args: Parameters<typeof file>) => parseNpy(file(...args), 'x.npy')

test('each dtype and rank comes back as it was written', () => {
  const path = join(temporaryFolder(), 'a.npy')
  for (const dtype of (Object.keys(itemSize) as DType[]).filter(dtype => dtype !== 'bfloat16'))
    for (const shape of [[], [3], [2, 3], [0, 4]]) {
      const count = shape.reduce((product, dim) => product * dim, 1)
      const bytes = Uint8Array.from({ length: count * itemSize[dtype] }, (_, i) => (i * 7) % 251)
      writeNpy(path, { dtype, shape, bytes })
      expect(readNpy(path)).toEqual({ dtype, shape, bytes })
      expect((readFileSync(path).length - bytes.length) % 64).toBe(0)
    }
})

test('what NumPy has no name for is not written', () => {
  const path = join(temporaryFolder(), 'a.npy')
  expect(() => writeNpy(path, { dtype: 'bfloat16', shape: [1], bytes: new Uint8Array(2) })).toThrow(
    'NumPy has no bfloat16',
  )
  expect(() => writeNpy(path, { ...fromTyped(new Float32Array(2)), shape: [3] })).toThrow(
    '8 bytes do not hold',
  )
})

test('byte order and layout are brought to C order, little-endian', () => {
  const bigEndian = parse(header("'>i2'", '(2, 2)'), [0, 1, 0, 2, 0xff, 0xfd, 1, 0])
  expect([...toFloat64Array(bigEndian)]).toEqual([1, 2, -3, 256])
  const fortran = parse(header("'|u1'", '(2, 3)', 'True'), [1, 4, 2, 5, 3, 6])
  expect([...toFloat64Array(fortran)]).toEqual([1, 2, 3, 4, 5, 6])
  const both = parse(header("'>u2'", '(2, 2)', 'True'), [0, 1, 0, 3, 0, 2, 0, 4])
  expect([...toFloat64Array(both)]).toEqual([1, 2, 3, 4])
})

test.each([
  [header("'|O'", '(1,)'), 'object arrays hold pickles'],
  [header("[('a', '<f4')]", '(1,)'), 'structured dtypes are not supported'],
  [header("'<c8'", '(1,)'), 'complex numbers are not supported'],
  [header("'|V4'", '(1,)'), 'structured types are not supported'],
  [header("'<f16'", '(1,)'), 'dtype "f16": unknown'],
  [header("'<f4'", '(1099511627776,)'), 'takes 4398046511104 bytes, the file has 0'],
  [header("'<f4'", '(-1,)'), 'must be at most 32 integers ≥ 0'],
  [header("'<f4'", '(1)  if x else (2,)'), 'not the Python literal'],
  [header("__import__('os')", '(1,)'), 'not the Python literal'],
  [header("'<f4'", '(1,)', '0'), 'not the Python literal'],
  ["{'descr': '<f4', 'shape': (0,)}", 'the header lacks fortran_order'],
  ["{'descr': '<f4', 'fortran_order': 'no', 'shape': (0,)}", 'fortran_order must be True or False'],
  ["{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (0,)}", 'the header has descr twice'],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (0,)} + 1", 'expected nothing after'],
  ["{'descr': '<f4', 'fortran_order': False, 'shape': (0,), 'more': True}", 'unknown key "more"'],
])('the header %j is refused', (text, reason) => {
  expect(() => parse(text)).toThrow(`x.npy: `)
  expect(() => parse(text)).toThrow(reason)
})
