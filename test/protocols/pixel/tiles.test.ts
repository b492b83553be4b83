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

test('17: what depends on a neighbourhood is the same away from the borders of tiles', async () => {
  const [width, height, radius] = [70, 53, 3]
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.below(256))
  const segmentTile = (part: { width: number; height: number; data: Uint8Array }): Segmented => ({
    ...{ width: part.width, height: part.height, classes: new Uint8Array(part.width * part.height) },
    scores: new Map([['s', meansAround(part, radius)]]),
  })
  const tiling = { tile: 32, overlap: 8 }
  const tiled = await segmentInTiles({ width, height, data }, tiling, segmentTile, async () => {})
  const whole = segmentTile({ width, height, data }).scores.get('s')!
  const [columns, rows] = [awayFromBorders(width, tiling, radius), awayFromBorders(height, tiling, radius)]
  let moved = 0
  tiled.scores.get('s')!.forEach((score, i) => {
    const difference = Math.abs(score - whole[i]!)
    if (columns[i % width] && rows[Math.floor(i / width)]) expect(difference).toBeLessThan(1e-6)
    else moved = Math.max(moved, difference)
  })
  expect(moved).toBeGreaterThan(0.01)
})

/** Means of the first channel, 0 … 1, over the squares around all pixels, as far as the picture goes. */
function meansAround(
  { width, height, data }: { width: number; height: number; data: Uint8Array },
  radius: number,
): Float32Array {
  const around = (at: number, end: number) =>
    [Math.max(0, at - radius), Math.min(end, at + radius + 1)] as const
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [left, right] = around(i % width, width)
    const [top, bottom] = around(Math.floor(i / width), height)
    let sum = 0
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += data[3 * (y * width + x)]!
    return sum / 255 / ((right - left) * (bottom - top))
  })
}

/** Whether a pixel of an axis is farther than `radius` from each border inside the picture of a tile that has it. */
function awayFromBorders(
  length: number,
  tiling: { tile: number; overlap: number },
  radius: number,
): boolean[] {
  const spans = spansOf(length, tiling).map(({ first, length }) => ({ first, end: first + length }))
  return Array.from({ length }, (_, x) =>
    spans
      .filter(({ first, end }) => first <= x && x < end)
      .every(
        ({ first, end }) => (first === 0 || x - first >= radius) && (end === length || end - 1 - x >= radius),
      ),
  )
}
