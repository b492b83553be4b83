import { expect, test } from 'vitest'
import { decodeImage } from '../../src/formats/pixels.js'
import { type Stream, stream } from '../../src/random.js'
import { fuzz } from './fuzz.js'
import { imageFile } from './image-files.js'

const read = (bytes: Uint8Array, policy?: 'openood') => decodeImage(bytes, { name: 'x', policy })
const triples = (values: number[]) => values.flatMap(value => [value, value, value])
const short = (value: number) => [value & 255, value >> 8]

interface Gif {
  canvas: [number, number]
  frame: { left: number; top: number; width: number; height: number; interlaced?: boolean }
  indices: number[]
  colours: number[]
  transparent?: number
}

/** LZW as the specification tells it, with a dictionary of strings; clears it at random. */
function lzw(indices: number[], minimum: number, random: Stream): number[] {
  const codes: [number, number][] = []
  let table = new Map<string, number>()
  let width = minimum + 1
  const clear = () => {
    codes.push([2 ** minimum, width])
    table = new Map(Array.from({ length: 2 ** minimum }, (_, i) => [String(i), i]))
    width = minimum + 1
  }
  clear()
  let prefix = ''
  for (const index of indices) {
    const longer = prefix ? `${prefix},${index}` : String(index)
    if (table.has(longer)) {
      prefix = longer
      continue
    }
    codes.push([table.get(prefix)!, width])
    const next = table.size + 2
    if (next < 4096) table.set(longer, next)
    if (next === 2 ** width && width < 12) width++
    prefix = String(index)
    if (random.below(500) === 0) clear()
  }
  codes.push([table.get(prefix)!, width])
  // The reader has defined one more string by now, which may widen the end's code.
  if (table.size + 2 === 2 ** width && width < 12) width++
  codes.push([2 ** minimum + 1, width])
  const bits = codes.flatMap(([code, size]) => Array.from({ length: size }, (_, i) => (code >> i) & 1))
  return Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, k) => byte | (bit << k), 0),
  )
}

function gif({ canvas, frame, indices, colours, transparent }: Gif, random: Stream): Buffer {
  const bits = Math.max(1, Math.ceil(Math.log2(colours.length / 3)))
  const palette = [...colours, ...Array<number>(3 * 2 ** bits - colours.length).fill(0)]
  const minimum = Math.max(2, bits)
  const data = lzw(indices, minimum, random)
  const blocks: number[] = []
  for (let at = 0; at < data.length; at += 255)
    blocks.push(Math.min(255, data.length - at), ...data.slice(at, at + 255))
  const control = transparent === undefined ? [] : [0x21, 0xf9, 4, 1, 0, 0, transparent, 0]
  const { left, top, width, height, interlaced } = frame
  return Buffer.from([
    ...Buffer.from('GIF89a'),
    ...short(canvas[0]),
    ...short(canvas[1]),
    0x80 | (bits - 1),
    0,
    0,
    ...palette,
    0x21,
    0xfe,
    2,
    104,
    105,
    0,
    ...control,
    0x2c,
    ...short(left),
    ...short(top),
    ...short(width),
    ...short(height),
    interlaced ? 0x40 : 0,
    minimum,
    ...blocks,
    0,
    0x3b,
  ])
}

test('any indices come back, whatever the number of colours', () => {
  for (let trial = 0; trial < 40; trial++) {
    const random = stream(1, 'gif', 0, trial)
    const count = 2 + random.below(255)
    const [width, height] = [
      1 + random.below(trial === 0 ? 200 : 30),
      1 + random.below(trial === 0 ? 200 : 30),
    ]
    const indices = Array.from({ length: width * height }, () => random.below(random.below(3) ? 2 : count))
    const colours = Array.from({ length: 3 * count }, () => random.below(256))
    const file = gif(
      { canvas: [width, height], frame: { left: 0, top: 0, width, height }, indices, colours },
      random,
    )
    expect([...read(file).data], `trial ${trial}`).toEqual(
      indices.flatMap(i => colours.slice(3 * i, 3 * i + 3)),
    )
  }
})

test('a full table of 4096 codes goes on being used', () => {
  const random = stream(2, 'gif')
  const indices = Array.from({ length: 300 * 300 }, () => random.below(256))
  const never: Stream = { ...random, below: () => 1 }
  const colours = triples(Array.from({ length: 256 }, (_, i) => i))
  const file = gif(
    { canvas: [300, 300], frame: { left: 0, top: 0, width: 300, height: 300 }, indices, colours },
    never,
  )
  expect(Buffer.compare(read(file).data, Buffer.from(triples(indices)))).toBe(0)
})

test('a frame that is smaller than its canvas lies where it says, on the transparent colour', () => {
  const colours = triples([10, 20, 30, 40])
  const frame = { left: 1, top: 1, width: 2, height: 1 }
  const file = gif({ canvas: [3, 2], frame, indices: [1, 2], colours, transparent: 3 }, stream(1, 'gif'))
  expect([...read(file).data]).toEqual(triples([40, 40, 40, 40, 20, 30]))
})

test('interlaced rows are put in order', () => {
  const order = [0, 8, 4, 2, 6, 10, 1, 3, 5, 7, 9]
  const colours = triples(Array.from({ length: 16 }, (_, i) => i))
  const frame = { left: 0, top: 0, width: 1, height: 11, interlaced: true }
  const file = gif({ canvas: [1, 11], frame, indices: order, colours }, stream(1, 'gif'))
  expect([...read(file).data]).toEqual(triples([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
})

test('cut or damaged: refused; openood fills', () => {
  const file = imageFile('gif-named.png')
  for (let length = 6; length < file.length - 20; length += 11)
    expect(() => read(file.subarray(0, length))).toThrow(/^x: (truncated|damaged) GIF/)
  expect(read(file.subarray(0, -40), 'openood').warnings).toEqual([expect.stringContaining('truncated GIF')])
  const colours = triples([1, 2])
  const outside = { left: 2, top: 0, width: 2, height: 1 }
  const wrong = gif({ canvas: [3, 1], frame: outside, indices: [0, 1], colours }, stream(1, 'gif'))
  expect(() => read(wrong)).toThrow('its frame lies outside its 3x1 canvas')
})

test('a canvas that the data cannot fill takes no memory', () => {
  const frame = { left: 0, top: 0, width: 14000, height: 14000 }
  const before = process.resourceUsage().maxRSS
  const file = gif(
    { canvas: [14000, 14000], frame, indices: [0, 1], colours: triples([1, 2]) },
    stream(1, 'gif'),
  )
  expect(() => read(file)).toThrow('truncated GIF: 0 of 196000000 pixels')
  expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(200e6)
})

test('damaged files give pixels or an error of one kind', async () => {
  const decode = (policy: 'upright' | 'openood') => (bytes: Uint8Array) => {
    decodeImage(bytes, { name: 'x', maxPixels: 1e6, policy })
  }
  await fuzz('gif', [imageFile('gif-named.png')], decode('upright'))
  await fuzz('gif, tolerant', [imageFile('gif-named.png')], decode('openood'))
})
