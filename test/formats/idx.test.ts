import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { toFloat64Array } from '../../src/formats/array.js'
import { parseIdx, readIdx } from '../../src/formats/idx.js'
import { temporaryFile } from './folder.js'

const images = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255])

test('bytes, gzipped or not', () => {
  const expected = { dtype: 'uint8', shape: [2, 1, 3] }
  for (const bytes of [images, gzipSync(images)]) {
    const array = readIdx(temporaryFile('t10k-images-idx3-ubyte', bytes))
    expect(array).toMatchObject(expected)
    expect([...array.bytes]).toEqual([1, 2, 3, 4, 5, 255])
  }
})

test('wider types are big-endian', () => {
  const int16 = Uint8Array.from([0, 0, 0x0b, 1, 0, 0, 0, 2, 1, 0, 0xff, 0xfe])
  expect([...toFloat64Array(parseIdx(int16, 'x'))]).toEqual([256, -2])
  const float32 = Uint8Array.from([0, 0, 0x0d, 1, 0, 0, 0, 1, 0xbf, 0xc0, 0, 0])
  expect([...toFloat64Array(parseIdx(float32, 'x'))]).toEqual([-1.5])
})

test.each([
  ['empty', new Uint8Array(0), 'not an idx file'],
  ['unknown type', Uint8Array.from([0, 0, 7, 0]), 'not an idx file'],
  ['no dimensions', images.subarray(0, 10), 'not an idx file'],
  ['cut', images.subarray(0, 20), 'uint8 [2, 1, 3] takes 6 bytes, the file has 4 (cut?)'],
  ['too long', Uint8Array.from([...images, 0]), 'the file has 7'],
  [
    'absurd shape',
    Uint8Array.from([0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255]),
    'takes 18446744065119617000 bytes',
  ],
  ['cut gzip', gzipSync(images).subarray(0, 20), 'damaged or cut gzip data'],
  ['bomb', gzipSync(Buffer.alloc(20 * 1024 * 1024)), 'unpacks to more than'],
])('%s is refused', (_, bytes, reason) => {
  expect(() => parseIdx(bytes, 'x.idx')).toThrow(`x.idx: `)
  expect(() => parseIdx(bytes, 'x.idx')).toThrow(reason)
})
