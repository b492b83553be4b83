import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.js'
import { decodeLabelMap } from '../../src/formats/label-map.js'
import { decodeImage } from '../../src/formats/pixels.js'
import { readPng } from '../../src/formats/png.js'
import { encodePng, pngChunks } from '../../src/formats/png-write.js'
import { stream } from '../../src/random.js'
import { fuzz } from './fuzz.js'
import {
  imageFile,
  imageFiles,
  pngChannels,
  pngChunk,
  pngFile,
  pngHeaderChunk,
  writePng,
} from './image-files.js'

const kinds = [
  ...[1, 2, 4, 8, 16].map(bitDepth => ({ colourType: 0, bitDepth })),
  ...[8, 16].flatMap(bitDepth => [2, 4, 6].map(colourType => ({ colourType, bitDepth }))),
  ...[1, 2, 4, 8].map(bitDepth => ({ colourType: 3, bitDepth })),
].flatMap(kind => [false, true].map(interlaced => ({ ...kind, interlaced })))

describe('every kind of PNG', () => {
  test.each(kinds)(
    '$colourType, $bitDepth bits, interlaced: $interlaced: the samples as they were written',
    kind => {
      for (let trial = 0; trial < 12; trial++) {
        const random = stream(1, `png ${kind.colourType} ${kind.bitDepth}`, 0, trial)
        const full = { ...kind, width: 1 + random.below(20), height: 1 + random.below(20) }
        const count = full.width * full.height * pngChannels(full)
        const samples = Array.from({ length: count }, () => random.below(2 ** kind.bitDepth))
        const png = readPng(writePng(samples, full, random), 'x.png')
        expect(png).toMatchObject({ width: full.width, height: full.height, bitDepth: kind.bitDepth })
        expect([...png.samples]).toEqual(samples)
      }
    },
  )

  test('as a picture: bits are spread over 0 to 255, of 16 the high byte is kept, alpha is dropped', () => {
    const random = stream(1, 'png picture')
    const pixel = (samples: number[], colourType: number, bitDepth: number) => {
      const kind = { width: 1, height: 1, colourType, bitDepth, interlaced: false }
      return [...decodeImage(writePng(samples, kind, random), { name: 'x.png' }).data]
    }
    expect(pixel([1], 0, 1)).toEqual([255, 255, 255])
    expect(pixel([2], 0, 2)).toEqual([170, 170, 170])
    expect(pixel([5], 0, 4)).toEqual([85, 85, 85])
    expect(pixel([0x12ff], 0, 16)).toEqual([0x12, 0x12, 0x12])
    expect(pixel([0x1200, 0x34ff, 0x5680], 2, 16)).toEqual([0x12, 0x34, 0x56])
    expect(pixel([9, 0], 4, 8)).toEqual([9, 9, 9])
    expect(pixel([1, 2, 3, 0], 6, 8)).toEqual([1, 2, 3])
  })
})

describe('writing', () => {
  test.each([
    ['RGB', 3, 8, false],
    ['grey', 1, 8, false],
    ['grey of 16 bits', 1, 16, false],
    ['palette', 1, 8, true],
  ])('%s comes back as it was', (_, channels, bits, hasPalette) => {
    for (let trial = 0; trial < 10; trial++) {
      const random = stream(2, 'png write', channels * bits, trial)
      const [width, height] = [1 + random.below(30), 1 + random.below(30)]
      const palette = hasPalette ? Uint8Array.from({ length: 768 }, () => random.below(256)) : undefined
      const data = new (bits === 16 ? Uint16Array : Uint8Array)(width * height * channels).map(() =>
        random.below(2 ** bits),
      )
      const png = readPng(encodePng({ width, height, data, palette }), 'x.png')
      expect(png).toMatchObject({ width, height, bitDepth: bits })
      expect(png.samples).toEqual(data)
      expect(png.palette && [...png.palette]).toEqual(palette && [...palette])
    }
  })

  test('in bands of some rows it is the same picture', () => {
    const random = stream(3, 'png bands')
    const source = { width: 29, height: 23, data: new Uint16Array(29 * 23).map(() => random.below(65536)) }
    for (const band of [1, 60, 200, 59 * 23]) {
      const bytes = Buffer.concat([...pngChunks(source, band)])
      expect(readPng(bytes, 'x.png').samples).toEqual(source.data)
      const rows = Math.max(1, Math.floor(band / 59))
      expect(bytes.toString('latin1').split('IDAT').length - 1).toBe(Math.ceil(23 / rows))
    }
  })

  test('a smooth picture is stored smaller than it is', () => {
    const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => ((i / 3) % 64) + Math.floor(i / 192))
    expect(encodePng({ width: 64, height: 64, data }).length).toBeLessThan(data.length / 10)
  })

  test('values that fit no kind are refused', () => {
    expect(() => encodePng({ width: 2, height: 2, data: new Uint8Array(8) })).toThrow(
      '8 values are no 2x2 PNG',
    )
    expect(() => encodePng({ width: 1, height: 1, data: new Uint16Array(3) })).toThrow('no 1x1 PNG')
  })
})

describe('HOSTILE 7', () => {
  const kind = { width: 4, height: 4, bitDepth: 8, colourType: 2, interlaced: false }
  const rows = deflateSync(new Uint8Array(4 * 13))
  const read = (bytes: Uint8Array, maxPixels?: number) => decodeImage(bytes, { name: 'x.png', maxPixels })

  test('files that lie about their size are refused from the header, with little memory', () => {
    const bomb = deflateSync(new Uint8Array(64 << 20))
    const before = process.resourceUsage().maxRSS
    const lying = (width: number, height: number, data = rows) =>
      pngFile(pngHeaderChunk({ ...kind, width, height }), pngChunk('IDAT', data))
    const start = performance.now()
    expect(() => read(lying(65535, 65535))).toThrow(
      '65535x65535 = 4295 MP exceeds the pixel limit of 200 MP; make the',
    )
    expect(() => read(lying(20000, 10001))).toThrow('exceeds the pixel limit')
    // Within the limit, but more than these few bytes can hold.
    expect(() => read(lying(20000, 10000))).toThrow('x.png: truncated PNG: image data end early')
    expect(() => read(lying(4, 3))).toThrow('more image data than the header allows')
    expect(() => read(lying(4, 4, bomb))).toThrow('more image data than')
    expect(() => read(lying(0, 4))).toThrow('x.png: PNG of width 0')
    expect(() => read(lying(2 ** 31, 4))).toThrow('width out of range')
    expect(performance.now() - start).toBeLessThan(2000)
    expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(200e6)
  })

  test('the pixel limit is an option', () => {
    expect(() => read(imageFile('rgb8.png'), 32 * 24 - 1)).toThrow(/32x24 .*; raise it with --max-pixels$/)
    expect(read(imageFile('rgb8.png'), 32 * 24).width).toBe(32)
  })

  test('texts are never inflated, however large they say they are', () => {
    const text = pngChunk('zTXt', deflateSync(new Uint8Array(1 << 20)))
    expect(read(pngFile(pngHeaderChunk(kind), text, pngChunk('IDAT', rows))).data).toEqual(new Uint8Array(48))
    const endless = pngChunk('tEXt', new Uint8Array(9), 0x7fffffff)
    expect(() => read(pngFile(pngHeaderChunk(kind), endless))).toThrow('tEXt is a chunk longer than the file')
  })

  test('each chunk is checked', () => {
    const header = pngHeaderChunk(kind)
    expect(() => read(pngFile(header))).toThrow('image data end early')
    expect(() => read(pngFile(pngChunk('IDAT', rows)))).toThrow('IHDR')
    expect(() => read(pngFile(header, pngChunk('CgBI', rows)))).toThrow('unknown critical PNG chunk CgBI')
    expect(() => read(pngFile(header, pngChunk('IDAT', Buffer.from('not zlib'))))).toThrow(
      'damaged image data',
    )
    expect(() => read(pngFile(pngHeaderChunk({ ...kind, colourType: 5 })))).toThrow(
      'invalid PNG colour type 5',
    )
  })

  test('a file cut anywhere is refused in one line', () => {
    const file = imageFile('rgb8.png')
    for (let length = 1; length < file.length; length += 13)
      expect(() => read(file.subarray(0, length)), `${length}`).toThrow(/^x\.png: [^\n]*$/)
  })

  test('damaged files give pixels or an error of one kind', async () => {
    await fuzz('png', imageFiles('.png'), bytes => {
      decodeImage(bytes, { name: 'x', maxPixels: 1e6 })
    })
    await fuzz('png, tolerant', imageFiles('.png'), bytes => {
      decodeImage(bytes, { name: 'x', maxPixels: 1e6, policy: 'openood' })
    })
  })

  test('a tolerant reader keeps the rows that are there, and says so', () => {
    const file = imageFile('rgb8.png')
    const whole = read(file)
    const cut = decodeImage(file.subarray(0, Math.floor(file.length / 2)), {
      name: 'x.png',
      tolerateTruncated: true,
    })
    expect(cut.data.subarray(0, 32 * 3)).toEqual(whole.data.subarray(0, 32 * 3))
    expect(cut.data.at(-1)).toBe(0)
    expect(cut.warnings).toEqual([expect.stringContaining('truncated PNG')])
  })
})

describe('label maps', () => {
  const random = stream(3, 'labels')
  const write = (samples: number[], colourType: number, bitDepth: number, extra: Buffer[] = []) =>
    writePng(
      samples,
      {
        width: samples.length / (colourType === 2 ? 3 : 1),
        height: 1,
        colourType,
        bitDepth,
        interlaced: false,
      },
      random,
      extra,
    )
  const read = (bytes: Uint8Array, wide?: boolean) => decodeLabelMap(bytes, { name: 'a.png', wide })

  test('values are indices, neither scaled nor looked up', () => {
    expect([...read(write([0, 1, 1, 0, 1], 0, 1)).data]).toEqual([0, 1, 1, 0, 1])
    expect([...read(write([3, 0, 15], 0, 4)).data]).toEqual([3, 0, 15])
    expect([...read(write([0, 255, 19], 0, 8)).data]).toEqual([0, 255, 19])
    expect([...read(write([0, 255], 0, 16)).data]).toEqual([0, 255])
    const palette = pngChunk('PLTE', Buffer.from([9, 9, 9, 8, 8, 8]))
    expect([...read(write([1, 0, 1], 3, 8, [palette])).data]).toEqual([1, 0, 1])
  })

  test('an index beyond the palette, or without any, is still an index', () => {
    expect([...read(imageFile('bad-palette-index.png')).data]).toContain(255)
    expect(read(imageFile('bad-no-plte.png')).width).toBe(32)
  })

  test('values above 255 are refused by place unless wanted', () => {
    const map = write([7, 24003, 24003], 0, 16)
    expect(() => read(map)).toThrow('a.png: label 24003 at row 0, column 1, expected 0 to 255')
    expect(read(map, true).data).toEqual(Uint16Array.of(7, 24003, 24003))
  })

  test('what is no index is refused with the remedy', () => {
    expect(() => read(write([1, 2, 3], 2, 8))).toThrow('map its colours to class numbers')
    expect(() => read(imageFile('grey-alpha.png'))).toThrow('save it without alpha')
    expect(() => read(imageFile('rgb.jpg'))).toThrow('a JPEG image, expected a label map as PNG')
    expect(() => read(imageFile('html-named.png'))).toThrow(UserError)
  })
})
