import { describe, expect, test } from 'vitest'
import { resize } from '../../../src/data/resizing/resize.js'
import type { Bitmap } from '../../../src/data/resizing/resize-passes.js'
import { plainPasses } from '../../../src/data/resizing/resize-passes.js'
import { type Filter, tapsOf } from '../../../src/data/resizing/resize-taps.js'
import { type Stream, stream } from '../../../src/random.js'

const filters: Filter[] = ['box', 'bilinear', 'hamming', 'bicubic', 'lanczos']

function randomBitmap(random: Stream, channels: number, largest = 40): Bitmap {
  const [width, height] = [1 + random.below(largest), 1 + random.below(largest)]
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height * channels }, () => random.below(256)),
  }
}

describe.each(filters)('%s', filter => {
  test('the addon computes what the passes in TypeScript say', () => {
    for (let trial = 0; trial < 30; trial++) {
      const random = stream(1, `resize ${filter}`, 0, trial)
      // Rows of more than 512 bytes are summed in strips.
      const image = randomBitmap(random, [1, 3, 4][trial % 3]!, trial % 5 ? 40 : 300)
      const [width, height] = [1 + random.below(60), 1 + random.below(60)]
      const found = resize(image, width, height, filter)
      const plain = resize(image, width, height, filter, plainPasses)
      expect([found.width, found.height]).toEqual([width, height])
      expect(Buffer.compare(found.data, plain.data), `trial ${trial}`).toBe(0)
    }
  })

  test('weights of each output pixel sum to one and are centred on it', () => {
    for (const [size, outSize] of [
      [50, 17],
      [17, 50],
      [9, 9],
      [1, 5],
      [500, 3],
    ] as const) {
      const { starts, counts, weights, stride } = tapsOf(size, outSize, filter)
      for (let i = 0; i < outSize; i++) {
        const own = [...weights.subarray(i * stride, i * stride + counts[i]!)].map(weight => weight / 2 ** 22)
        expect(Math.abs(own.reduce((a, b) => a + b) - 1)).toBeLessThanOrEqual(own.length / 2 ** 23) // rounding
        expect(starts[i]! + counts[i]!).toBeLessThanOrEqual(size)
        const mean = own.reduce((sum, weight, tap) => sum + weight * (starts[i]! + tap + 0.5), 0)
        const isInside = starts[i]! > 0 && starts[i]! + counts[i]! < size
        if (isInside && size !== outSize)
          expect(Math.abs(mean - ((i + 0.5) * size) / outSize)).toBeLessThan(0.51)
      }
    }
  })

  test('an even picture stays even, and transposing commutes', () => {
    const even = { width: 13, height: 7, data: new Uint8Array(13 * 7).fill(201) }
    expect(new Set(resize(even, 5, 30, filter).data)).toEqual(new Set([201]))
    const image = randomBitmap(stream(2, filter), 1)
    const oneWay = transposed(resize({ ...image }, 11, image.height, filter))
    expect(oneWay).toEqual(resize(transposed(image), image.height, 11, filter))
  })

  test('what is transparent does not bleed into what is not', () => {
    const data = Uint8Array.from(
      { length: 8 * 4 },
      (_, i) => (i < 16 ? [255, 0, 0, 0] : [0, 0, 200, 255])[i % 4]!,
    )
    const { data: small } = resize({ width: 8, height: 1, data }, 3, 1, filter)
    for (let i = 0; i < 3; i++) if (small[4 * i + 3]! > 0) expect(small[4 * i]).toBe(0)
  })
})

function transposed({ width, height, data }: Bitmap): Bitmap {
  const out = data.map((_, i) => data[(i % height) * width + Math.floor(i / height)]!)
  return { width: height, height: width, data: out }
}

test('box by a whole factor is the rounded mean of each block', () => {
  const image = { width: 4, height: 2, data: Uint8Array.of(0, 1, 10, 20, 3, 4, 30, 41) }
  // Rows first, rounded half up: (1, 15), (4, 36); then columns: 2.5, 25.5.
  expect([...resize(image, 2, 1, 'box').data]).toEqual([3, 26])
})

test('nearest takes the pixel under each centre', () => {
  const image = { width: 4, height: 1, data: Uint8Array.of(1, 2, 3, 4) }
  expect([...resize(image, 2, 1, 'nearest').data]).toEqual([2, 4])
  expect([...resize(image, 8, 1, 'nearest').data]).toEqual([1, 1, 2, 2, 3, 3, 4, 4])
})

test('the same size is a copy', () => {
  const image = randomBitmap(stream(3, 'copy'), 3)
  const copy = resize(image, image.width, image.height, 'lanczos')
  expect(copy).toEqual(image)
  expect(copy.data.buffer).not.toBe(image.data.buffer)
})

test('bytes that fit no channels are refused', () => {
  const image = { width: 2, height: 2, data: new Uint8Array(8) }
  expect(() => resize(image, 1, 1, 'box')).toThrow('expected 1, 3 or 4 channels, found 2')
})
