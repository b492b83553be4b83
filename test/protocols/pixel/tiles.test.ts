import { expect, test } from 'vitest'
import type { Segmented } from '../../../src/protocols/pixel/segment.js'
import { segmentInTiles, spansOf, weightsOf } from '../../../src/protocols/pixel/tiles.js'
import { stream } from '../../../src/random.js'

const random = stream(3, 'tiles')
const cases = Array.from({ length: 60 }, () => {
  const tile = 8 + random.below(40)
  return { length: 1 + random.below(300), tiling: { tile, overlap: random.below(tile - 2) } }
})

test('spans cover an axis, overlap as asked, and stay inside', () => {
  for (const { length, tiling } of cases) {
    const spans = spansOf(length, tiling)
    expect(spans[0]!.first).toBe(0)
    expect(spans.at(-1)!.first + spans.at(-1)!.length).toBe(length)
    for (const [i, { first, length: own }] of spans.entries()) {
      expect(own).toBe(Math.min(length, tiling.tile))
      const before = spans[i - 1]
      if (before) expect(before.first + before.length - first).toBeGreaterThanOrEqual(tiling.overlap)
    }
  }
})

test('weights of all spans sum to 1 on every pixel', () => {
  for (const { length, tiling } of cases) {
    const spans = spansOf(length, tiling)
    const sums = new Float64Array(length)
    weightsOf(spans).forEach((weights, i) => {
      weights.forEach((weight, x) => {
        expect(weight).toBeGreaterThanOrEqual(0)
        sums[spans[i]!.first + x]! += weight
      })
    })
    for (const sum of sums) expect(sum).toBeCloseTo(1, 12)
  }
})

test('what depends on the pixel alone is the same in tiles', async () => {
  const [width, height] = [70, 53]
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.below(256))
  const segmentTile = (part: { width: number; height: number; data: Uint8Array }): Segmented => ({
    ...{ width: part.width, height: part.height },
    classes: Uint8Array.from({ length: part.width * part.height }, (_, i) => part.data[3 * i]! % 7),
    scores: new Map([
      ['s', Float32Array.from({ length: part.width * part.height }, (_, i) => part.data[3 * i + 1]!)],
    ]),
  })
  let tiles = 0
  const tiled = await segmentInTiles(
    { width, height, data },
    { tile: 32, overlap: 8 },
    segmentTile,
    async () => {
      tiles++
    },
  )
  const whole = segmentTile({ width, height, data })
  expect(tiles).toBe(6)
  expect(tiled.classes).toEqual(whole.classes)
  tiled.scores.get('s')!.forEach((score, i) => {
    expect(score).toBeCloseTo(whole.scores.get('s')![i]!, 3)
  })
})
