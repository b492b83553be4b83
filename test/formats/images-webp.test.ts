import { expect, test } from 'vitest'
import { decodeImage, uprightSize } from '../../src/formats/pixels.js'
import { fuzz } from './fuzz.js'
import { imageFile, imageFiles } from './image-files.js'

const read = (bytes: Uint8Array, policy?: 'openood') => decodeImage(bytes, { name: 'x', policy })
const short = (value: number) => [value & 255, value >> 8]
const long = (value: number) => [...short(value & 0xffff), ...short(value >>> 16)]

const chunk = (type: string, body: Uint8Array) =>
  Buffer.concat([Buffer.from(type), Buffer.from(long(body.length)), body, Buffer.alloc(body.length % 2)])
const riff = (...chunks: Buffer[]) => {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  return Buffer.concat([Buffer.from('RIFF'), Buffer.from(long(body.length)), body])
}
const still = imageFile('lossless.webp')
const picture = still.subarray(12)
const uint24 = (value: number) => [...short(value & 0xffff), value >> 16]
const extended = (flags: number, width: number, height: number) =>
  chunk('VP8X', Buffer.from([flags, 0, 0, 0, ...uint24(width - 1), ...uint24(height - 1)]))
const frame = (left: number, top: number, content = picture) =>
  chunk(
    'ANMF',
    Buffer.from([
      ...uint24(left / 2),
      ...uint24(top / 2),
      ...uint24(31),
      ...uint24(23),
      0,
      0,
      0,
      0,
      ...content,
    ]),
  )
const animation = (width: number, height: number, ...frames: Buffer[]) =>
  riff(extended(2, width, height), chunk('ANIM', Buffer.alloc(6)), ...frames)

test('of an animation the first frame, where it lies on its canvas', () => {
  expect(read(animation(32, 24, frame(0, 0), frame(0, 0))).data).toEqual(read(still).data)
  const placed = read(animation(40, 30, frame(4, 2)))
  expect([placed.width, placed.height]).toEqual([40, 30])
  expect(placed.data.subarray((2 * 40 + 4) * 3, (2 * 40 + 36) * 3)).toEqual(read(still).data.subarray(0, 96))
  expect(placed.data.subarray(0, 2 * 40 * 3)).toEqual(new Uint8Array(240))
  expect(() => read(animation(32, 24, frame(2, 0)))).toThrow('an animation frame outside its canvas')
  expect(() => read(animation(32, 24, frame(0, 0, Buffer.from('none'))))).toThrow('frame without a picture')
})

test('EXIF data turn it', () => {
  const tiff = Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0', 'latin1')
  const file = riff(extended(8, 32, 24), picture, chunk('EXIF', tiff))
  expect(read(file)).toMatchObject({ width: 24, height: 32, warnings: [] })
  expect(uprightSize(file, 'x')).toEqual({ width: 24, height: 32 })
  expect(read(file, 'openood')).toMatchObject({ width: 32, height: 24 })
})

test('cut anywhere: refused, also by openood, as Pillow does', () => {
  for (const name of ['lossy.webp', 'lossless.webp']) {
    const file = imageFile(name)
    for (let length = 12; length < file.length; length += 7) {
      expect(() => read(file.subarray(0, length))).toThrow(/^x: (truncated|unreadable)[^\n]*WebP/)
      expect(() => read(file.subarray(0, length), 'openood')).toThrow('WebP')
    }
  }
})

test('a size that lies is refused with little memory', () => {
  const before = process.resourceUsage().maxRSS
  expect(() => read(riff(extended(0, 14000, 14000), picture))).toThrow('unreadable WebP')
  expect(() => read(riff(extended(0, 16384, 16384), picture))).toThrow('exceeds the pixel limit')
  expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(200e6)
})

test('damaged files give pixels or an error of one kind', async () => {
  const decode = (policy: 'upright' | 'openood') => (bytes: Uint8Array) => {
    decodeImage(bytes, { name: 'x', maxPixels: 1e6, policy })
  }
  await fuzz('webp', imageFiles('.webp'), decode('upright'))
  await fuzz('webp, tolerant', imageFiles('.webp'), decode('openood'))
})
