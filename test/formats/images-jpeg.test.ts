import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.js'
import { encodeJpeg } from '../../src/formats/jpeg.js'
import { decodeImage } from '../../src/formats/pixels.js'
import { stream } from '../../src/random.js'
import { fuzz } from './fuzz.js'
import { imageFile, imageFiles } from './image-files.js'

const read = (bytes: Uint8Array, tolerateTruncated = false) =>
  decodeImage(bytes, { name: 'x.jpg', tolerateTruncated })

/** Offset of the first segment of a kind. */
function segmentAt(file: Buffer, ...markers: number[]): number {
  for (let at = 2; ; at += 2 + file.readUInt16BE(at + 2)) if (markers.includes(file[at + 1]!)) return at
}

/** The file with another size in its frame header. */
function resized(file: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(file)
  const frame = segmentAt(copy, 0xc0, 0xc2)
  copy.writeUInt16BE(height, frame + 5)
  copy.writeUInt16BE(width, frame + 7)
  return copy
}

describe('HOSTILE 8', () => {
  test.each(['rgb.jpg', 'progressive.jpg', 'grey.jpg', 'cmyk.jpg'])(
    '%s cut at 40 places is refused in one line',
    name => {
      const file = imageFile(name)
      for (let i = 1; i <= 40; i++) {
        const cut = file.subarray(0, Math.floor((file.length * i) / 41))
        expect(() => read(cut), `${cut.length} of ${file.length}`).toThrow(
          /^x\.jpg: [^\n]*(truncated|Corrupt|unknown type|empty)[^\n]*$/,
        )
      }
    },
  )

  test('a missing end marker is refused too; tolerated, nothing differs but a warning', () => {
    const file = imageFile('rgb.jpg')
    expect(() => read(file.subarray(0, -2))).toThrow(
      'truncated JPEG: the file ends before its end marker (EOI missing)',
    )
    const { data, warnings } = read(file.subarray(0, -2), true)
    expect(data).toEqual(read(file).data)
    expect(warnings).toEqual([expect.stringContaining('EOI missing')])
  })

  test('tolerated, the rest of a cut file is grey, and a warning says so', () => {
    const random = stream(4, 'jpeg cut')
    const data = Uint8Array.from({ length: 64 * 64 * 3 }, () => random.below(256))
    const file = encodeJpeg({ width: 64, height: 64, data }, 95)
    const cut = file.subarray(0, Math.floor(file.length / 2))
    expect(() => read(cut)).toThrow('fills what is missing with --tolerate-truncated')
    const filled = read(cut, true)
    const firstRows = 64 * 3 * 8
    expect(filled.data.subarray(0, firstRows)).toEqual(read(file).data.subarray(0, firstRows))
    const last = filled.data.subarray(-8 * 3)
    expect(Math.max(...last) - Math.min(...last)).toBe(0)
    expect(filled.warnings).toEqual([expect.stringContaining('truncated JPEG')])
  })

  test('a corrupt Huffman table is refused, tolerated or not', () => {
    const file = Buffer.from(imageFile('rgb.jpg'))
    file.fill(255, segmentAt(file, 0xc4) + 5, segmentAt(file, 0xc4) + 21)
    for (const tolerate of [false, true]) expect(() => read(file, tolerate)).toThrow(UserError)
  })

  test('sizes that lie are refused, with little memory', () => {
    const before = process.resourceUsage().maxRSS
    const start = performance.now()
    for (const name of ['rgb.jpg', 'progressive.jpg']) {
      const file = imageFile(name)
      expect(() => read(resized(file, 65000, 65000))).toThrow('65000x65000 = 4225 MP exceeds the pixel limit')
      expect(() => read(resized(file, 14000, 14000))).toThrow('truncated JPEG')
      expect(() => read(resized(file, 32, 2000))).toThrow('truncated JPEG')
      expect(() => read(resized(file, 0, 24))).toThrow('width 0')
      expect(() => read(resized(file, 32, 0))).toThrow('32x0')
    }
    expect(performance.now() - start).toBeLessThan(2000)
    expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(200e6)
  })

  test('a bomb of many scans is refused soon, even when damage is tolerated', () => {
    const file = imageFile('progressive.jpg')
    const begin = segmentAt(file, 0xda)
    let end = begin + 4
    while (file[end] !== 0xff || file[end + 1] === 0) end++
    const scans = Array<Buffer>(50_000).fill(file.subarray(begin, end))
    const bomb = Buffer.concat([file.subarray(0, end), ...scans, file.subarray(end)])
    const start = performance.now()
    for (const tolerate of [false, true])
      expect(() => read(bomb, tolerate)).toThrow(
        'x.jpg: unreadable JPEG: more scans than any real picture has',
      )
    expect(performance.now() - start).toBeLessThan(2000)
  })

  test('kinds that nobody can show here are named', () => {
    const file = Buffer.from(imageFile('rgb.jpg'))
    const frame = segmentAt(file, 0xc0)
    const changed = (at: number, value: number) => {
      const copy = Buffer.from(file)
      copy[at] = value
      return copy
    }
    expect(() => read(changed(frame + 4, 12))).toThrow('12 bits a sample, expected 8')
    expect(() => read(changed(frame + 9, 2))).toThrow('2 components')
    expect(() => read(changed(frame + 1, 0xc3))).toThrow('x.jpg: unreadable JPEG: ')
  })

  test('damaged files give pixels or an error of one kind', async () => {
    await fuzz('jpeg', imageFiles('.jpg'), bytes => {
      decodeImage(bytes, { name: 'x', maxPixels: 1e6 })
    })
    await fuzz('jpeg, tolerant', imageFiles('.jpg'), bytes => {
      decodeImage(bytes, { name: 'x', maxPixels: 1e6, policy: 'openood' })
    })
  })
})

describe('writing', () => {
  test('what is written is read again, nearly as it was', () => {
    const data = Uint8Array.from(
      { length: 40 * 30 * 3 },
      (_, i) => (Math.floor(i / 3) % 40) + Math.floor(i / 120) * 4,
    )
    const found = read(encodeJpeg({ width: 40, height: 30, data }, 95))
    expect([found.width, found.height]).toEqual([40, 30])
    expect(Math.max(...found.data.map((value, i) => Math.abs(value - data[i]!)))).toBeLessThan(8)
  })

  test('lower quality takes fewer bytes; a size that JPEG cannot have is refused', () => {
    const random = stream(5, 'jpeg quality')
    const picture = {
      width: 32,
      height: 32,
      data: Uint8Array.from({ length: 3072 }, () => random.below(256)),
    }
    expect(encodeJpeg(picture, 30).length).toBeLessThan(encodeJpeg(picture, 90).length)
    expect(() => encodeJpeg({ width: 70000, height: 1, data: new Uint8Array(210000) })).toThrow(
      '1 to 65500 pixels',
    )
  })
})
