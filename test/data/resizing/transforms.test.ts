import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resize } from '../../../src/data/resizing/resize.js'
import { resizeWindow } from '../../../src/data/resizing/resize-window.js'
import { testCrop } from '../../../src/data/resizing/test-crop.js'
import {
  centralSquare,
  crop,
  drawResizedCrop,
  mirror,
  shorterSideSize,
} from '../../../src/data/resizing/transforms.js'
import { decodeImage, type Pixels } from '../../../src/formats/pixels.js'
import { stream } from '../../../src/random.js'

/** A picture whose red counts columns, green rows, and blue is 200. */
function ramp(width: number, height: number): Pixels {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3)
    return [pixel % width, Math.floor(pixel / width), 200][i % 3]!
  })
  return { width, height, data }
}

function noise(width: number, height: number, seed = 0): Pixels {
  const random = stream(seed, 'noise')
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, () => random.below(256)) }
}

const pixel = ({ width, data }: Pixels, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x + 1) * 3),
]

test.each([
  [341, 257, 256, 339, 256],
  [240, 419, 256, 256, 446],
  [620, 130, 256, 1220, 256],
  [100, 100, 32, 32, 32],
  [3, 70, 32, 32, 746],
  [40, 32, 32, 40, 32],
])('the shorter side of %i x %i becomes %i: %i x %i', (width, height, side, outWidth, outHeight) => {
  expect(shorterSideSize({ width, height }, side)).toEqual({ width: outWidth, height: outHeight })
})

test('a window of a resized picture has the bytes of the whole, cropped', () => {
  const random = stream(3, 'windows')
  for (let i = 0; i < 60; i++) {
    const image = noise(20 + random.below(30), 20 + random.below(30), i)
    const size = { width: 10 + random.below(60), height: i % 5 === 0 ? image.height : 10 + random.below(60) }
    if (i % 7 === 0) size.width = image.width
    const window = {
      width: 1 + random.below(size.width),
      height: 1 + random.below(size.height),
      top: 0,
      left: 0,
    }
    window.top = random.below(size.height - window.height + 1)
    window.left = random.below(size.width - window.width + 1)
    const whole = resize(image, size.width, size.height, 'bilinear')
    expect(resizeWindow(image, size, window)).toEqual(crop(whole, window))
  }
})

describe('the test crop', () => {
  test.each([
    [37, 29, 16, 14],
    [29, 37, 40, 28],
    [24, 24, 24, 20],
    [31, 24, 24, 24],
    [16, 16, 16, 16],
    [50, 3, 16, 15],
    [3, 50, 16, 15],
    [16, 40, 16, 16],
    [9, 17, 12, 32],
    [17, 9, 8, 11],
    [1, 1, 7, 4],
  ])('of %i x %i, resized to %i, cropped to %i: as the whole resized, then cropped', (...numbers) => {
    const [width, height, side, cropped] = numbers
    const image = noise(width, height)
    const size = shorterSideSize(image, side)
    const whole = resize(image, size.width, size.height, 'bilinear')
    const { data } = crop(whole, centralSquare(whole, cropped))
    const found = testCrop(image, side, cropped).data
    expect(Buffer.compare(found, data)).toBe(0)
    // What is kept of a picture must not keep all of it.
    expect(found.buffer.byteLength).toBe(data.length)
  })

  test('of a long thin picture costs no more than the crop', () => {
    // Resized whole, they would be 256 x 7,680,000, more bytes than an array holds.
    for (const [width, height] of [
      [1, 30_000],
      [30_000, 1],
    ] as const) {
      const image = { width, height, data: new Uint8Array(3 * width * height).fill(90) }
      expect(testCrop(image, 256, 224).data.every(value => value === 90)).toBe(true)
    }
  })
})

describe('crops', () => {
  test('offsets of the centre are rounded half to even', () => {
    // (5 − 2)/2 = 1.5 → 2; (7 − 2)/2 = 2.5 → 2.
    expect(pixel(testCrop(ramp(5, 7), 5, 2), 0, 0)).toEqual([2, 2, 200])
  })

  test('a smaller picture is padded with black, the smaller half first', () => {
    const padded = testCrop(ramp(1, 4), 1, 4)
    expect([0, 1, 2, 3].map(x => pixel(padded, x, 3))).toEqual([
      [0, 0, 0],
      [0, 3, 200],
      [0, 0, 0],
      [0, 0, 0],
    ])
  })

  test('a window may reach beyond the picture, or lie outside', () => {
    const found = crop(ramp(4, 4), { left: -1, top: 2, width: 3, height: 3 })
    expect([0, 1, 2].map(x => pixel(found, x, 0))).toEqual([
      [0, 0, 0],
      [0, 2, 200],
      [1, 2, 200],
    ])
    expect(pixel(found, 1, 2)).toEqual([0, 0, 0])
    for (const left of [-9, 9]) {
      const outside = crop(ramp(4, 4), { left, top: 0, width: 2, height: 2 })
      expect(outside.data).toEqual(new Uint8Array(12))
    }
  })

  test('mirroring swaps left and right, twice is nothing', () => {
    const image = ramp(5, 3)
    expect(pixel(mirror(image), 0, 2)).toEqual([4, 2, 200])
    expect(mirror(mirror(image))).toEqual(image)
  })
})

describe('draws', () => {
  test('resized crops lie within the picture, with area and ratio in range', () => {
    const areas: number[] = []
    for (let i = 0; i < 2000; i++) {
      const { left, top, width, height } = drawResizedCrop(
        { width: 500, height: 375 },
        stream(1, 'crop', 0, i),
      )
      expect(left >= 0 && top >= 0 && left + width <= 500 && top + height <= 375).toBe(true)
      expect(Math.abs(Math.log(width / height))).toBeLessThan(Math.log(4 / 3) + 0.03)
      areas.push((width * height) / (500 * 375))
    }
    expect(Math.min(...areas)).toBeGreaterThan(0.078)
    expect(Math.min(...areas)).toBeLessThan(0.09)
    // Uniform over 0.08 to 1 but for windows that do not fit.
    expect(areas.filter(area => area < 0.4).length / areas.length).toBeGreaterThan((0.4 - 0.08) / 0.92)
    expect(areas.reduce((a, b) => a + b) / areas.length).toBeGreaterThan(0.4)
  })

  test('the same stream draws the same; another does not', () => {
    const draw = (index: number) => drawResizedCrop({ width: 99, height: 99 }, stream(5, 'crop', 2, index))
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  test('where nothing fits, the central window of the nearest ratio', () => {
    const range = { scale: [2, 3], ratio: [3 / 4, 4 / 3] } as const
    const draw = (width: number, height: number) =>
      drawResizedCrop({ width, height }, stream(1, 'none'), range)
    expect(draw(900, 30)).toEqual({ left: 430, top: 0, width: 40, height: 30 })
    expect(draw(30, 900)).toEqual({ left: 0, top: 430, width: 30, height: 40 })
    expect(draw(100, 90)).toEqual({ left: 0, top: 0, width: 100, height: 90 })
  })
})

describe('pixels of the official pipeline', () => {
  const golden = resolve(import.meta.dirname, '../../goldens/image/resnet18_224x224/narrow')
  const sha256 = ({ data }: Pixels) => createHash('sha256').update(data).digest('hex')

  test.skipIf(!existsSync(golden))('resize, centre crop, and crop-and-resize', () => {
    const { images, config, resized_crop } = JSON.parse(readFileSync(join(golden, 'case.json'), 'utf8'))
    const read = (name: string) =>
      decodeImage(readFileSync(join(golden, 'images', name)), { name, policy: 'openood' })
    for (const [name, expected] of Object.entries<Record<string, string>>(images)) {
      const image = read(name)
      expect(sha256(image), name).toBe(expected.decoded_sha256)
      const { width, height } = shorterSideSize(image, config.resize_short_side)
      expect(sha256(resize(image, width, height, 'bilinear')), name).toBe(expected.resized_sha256)
      expect(sha256(testCrop(image, config.resize_short_side, config.crop)), name).toBe(
        expected.cropped_sha256,
      )
    }
    const image = read('landscape-341x257.jpg')
    for (const { flip, sha256_rgb, ...box } of resized_crop) {
      const resized = resize(crop(image, box), 224, 224, 'bilinear')
      expect(sha256(flip ? mirror(resized) : resized)).toBe(sha256_rgb)
    }
  })
})
