import { expect, test } from 'vitest'
import { decodeImage } from '../../src/formats/pixels.js'
import { fuzz } from './fuzz.js'
import { imageFile } from './image-files.js'

const read = (bytes: Uint8Array, policy?: 'openood') => decodeImage(bytes, { name: 'x', policy })
const short = (value: number) => [value & 255, value >> 8]
const long = (value: number) => [...short(value & 0xffff), ...short(value >>> 16)]

interface Bmp {
  size: [number, number]
  bits: number
  /** BGR and a byte without meaning. */
  palette?: number[]
  masks?: number[]
  rows: number[][]
}

/** Rows are given from top to bottom and stored from bottom to top. */
function bmp({ size: [width, height], bits, palette = [], masks = [], rows }: Bmp, topDown = false): Buffer {
  const pad = (row: number[]) => [...row, ...Array<number>((4 - (row.length % 4)) % 4).fill(0)]
  const body = (topDown ? rows : rows.toReversed()).flatMap(pad)
  const start = 54 + masks.length * 4 + palette.length
  return Buffer.from([
    ...Buffer.from('BM'),
    ...long(start + body.length),
    ...long(0),
    ...long(start),
    ...long(40),
    ...long(width),
    ...long(topDown ? 2 ** 32 - height : height),
    ...short(1),
    ...short(bits),
    ...long(masks.length ? 3 : 0),
    ...long(0),
    ...long(0),
    ...long(0),
    ...long(palette.length / 4),
    ...long(0),
    ...masks.flatMap(long),
    ...palette,
    ...body,
  ])
}

const palette = [1, 2, 3, 0, 4, 5, 6, 0]

test('1, 4 and 8 bits look up their palette', () => {
  const expected = [6, 5, 4, 3, 2, 1, 6, 5, 4]
  expect([...read(bmp({ size: [3, 1], bits: 1, palette, rows: [[0b10100000]] })).data]).toEqual(expected)
  expect([...read(bmp({ size: [3, 1], bits: 4, palette, rows: [[0x10, 0x10]] })).data]).toEqual(expected)
  expect([...read(bmp({ size: [3, 1], bits: 8, palette, rows: [[1, 0, 1]] })).data]).toEqual(expected)
  expect(() => read(bmp({ size: [1, 1], bits: 8, palette, rows: [[2]] }))).toThrow(
    'palette index 2 beyond 2 colours',
  )
})

test('24 and 32 bits are BGR; rows from the bottom or from the top', () => {
  const file = {
    size: [1, 2] as [number, number],
    bits: 24,
    rows: [
      [3, 2, 1],
      [6, 5, 4],
    ],
  }
  expect([...read(bmp(file)).data]).toEqual([1, 2, 3, 4, 5, 6])
  expect([...read(bmp(file, true)).data]).toEqual([1, 2, 3, 4, 5, 6])
  expect([...read(bmp({ size: [1, 1], bits: 32, rows: [[3, 2, 1, 99]] })).data]).toEqual([1, 2, 3])
})

test('16 bits are spread over 0 to 255', () => {
  const pixels = [0x7fff, 0x7c00, 0x0010]
  const file = bmp({ size: [3, 1], bits: 16, rows: [pixels.flatMap(short)] })
  expect([...read(file).data]).toEqual([255, 255, 255, 255, 0, 0, 0, 0, 131])
  const masks = [0xf800, 0x7e0, 0x1f]
  const green = bmp({ size: [1, 1], bits: 16, masks, rows: [short(0x7e0)] })
  expect([...read(green).data]).toEqual([0, 255, 0])
  const high = bmp({
    size: [1, 1],
    bits: 32,
    masks: [0xff000000, 0xff0000, 0xff00],
    rows: [[9, 3, 2, 200]],
  })
  expect([...read(high).data]).toEqual([200, 2, 3])
})

test('cut, compressed or impossible: refused; openood fills', () => {
  const file = imageFile('bmp-named.png')
  for (let length = 2; length < file.length; length += 97)
    expect(() => read(file.subarray(0, length))).toThrow('x: truncated BMP')
  expect(read(file.subarray(0, -300), 'openood').warnings).toEqual([expect.stringContaining('truncated BMP')])
  const changed = (at: number, value: number) => Buffer.from(file).fill(value, at, at + 1)
  expect(() => read(changed(30, 1))).toThrow('a compressed BMP (method 1); convert it to PNG')
  expect(() => read(changed(28, 7))).toThrow('BMP of 7 bits a pixel')
  expect(() => read(changed(18, 0))).toThrow('BMP of width 0')
  expect(() => read(changed(21, 0x7f))).toThrow('exceeds the pixel limit')
})

test('damaged files give pixels or an error of one kind', async () => {
  const decode = (policy: 'upright' | 'openood') => (bytes: Uint8Array) => {
    decodeImage(bytes, { name: 'x', maxPixels: 1e6, policy })
  }
  await fuzz('bmp', [imageFile('bmp-named.png')], decode('upright'))
  await fuzz('bmp, tolerant', [imageFile('bmp-named.png')], decode('openood'))
})
