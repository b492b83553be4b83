import { expect, test } from 'vitest'
import {
  type DType,
  fromTyped,
  itemSize,
  type NDArray,
  toFloat32Array,
  toFloat64Array,
  toInt32Array,
} from '../../src/formats/array.js'

const nd = (dtype: DType, shape: number[], bytes: number[]): NDArray => ({
  dtype,
  shape,
  bytes: Uint8Array.from(bytes),
})

test.each([
  ['float64', [0, 0, 0, 0, 0, 0, 0xf8, 0xbf], -1.5],
  ['float32', [0, 0, 0xc0, 0xbf], -1.5],
  ['float16', [0x00, 0xbe], -1.5],
  ['bfloat16', [0xc0, 0xbf], -1.5],
  ['int64', [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -2],
  ['int32', [0xfe, 0xff, 0xff, 0xff], -2],
  ['int16', [0xfe, 0xff], -2],
  ['int8', [0xfe], -2],
  ['uint64', [0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0], 4294967294],
  ['uint32', [0xfe, 0xff, 0xff, 0xff], 4294967294],
  ['uint16', [0xfe, 0xff], 65534],
  ['uint8', [0xfe], 254],
  ['bool', [1], 1],
] as [DType, number[], number][])('%s is read from its little-endian bytes', (dtype, bytes, value) => {
  expect(bytes.length).toBe(itemSize[dtype])
  expect([...toFloat64Array(nd(dtype, [1], bytes))]).toEqual([value])
  expect([...toFloat32Array(nd(dtype, [1], bytes))]).toEqual([Math.fround(value)])
})

test('bytes that are not aligned to their type are read alike', () => {
  const odd = Uint8Array.from([9, 0, 0, 0xc0, 0xbf]).subarray(1)
  expect([...toFloat32Array({ dtype: 'float32', shape: [1], bytes: odd })]).toEqual([-1.5])
  // slice() of a Buffer is no copy.
  const buffer = Buffer.from(odd.buffer, 1)
  expect([...toFloat32Array({ dtype: 'float32', shape: [1], bytes: buffer })]).toEqual([-1.5])
})

test('integers are exact or refused', () => {
  expect([...toInt32Array(fromTyped(BigInt64Array.of(-2147483648n, 2147483647n)))]).toEqual([
    -2147483648, 2147483647,
  ])
  expect([...toInt32Array(fromTyped(Float32Array.of(3, -4)))]).toEqual([3, -4])
  expect(() => toInt32Array(fromTyped(BigInt64Array.of(0n, 2147483648n)))).toThrow(
    'element 1 of a int64 array is 2147483648',
  )
  expect(() => toInt32Array(fromTyped(Float64Array.of(0.5)))).toThrow('0.5')
  expect(() => toInt32Array(fromTyped(Float32Array.of(Number.NaN)))).toThrow('NaN')
})

test('a typed array gives its type and shares its memory', () => {
  const typed = BigInt64Array.of(1n, 2n)
  const array = fromTyped(typed, [2, 1])
  expect(array.dtype).toBe('int64')
  typed[1] = 7n
  expect([...toFloat64Array(array)]).toEqual([1, 7])
  expect(fromTyped(new Uint8Array(0), [0, 3]).dtype).toBe('uint8')
  expect(fromTyped(Buffer.of(1, 2)).dtype).toBe('uint8')
  expect(() => fromTyped(new Float32Array(5), [2, 3])).toThrow('5 elements do not fill the shape [2, 3]')
})
