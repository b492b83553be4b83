import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeRuns, polygonRuns, rasterise } from '../../../src/data/negatives/coco-masks.js'
import { stream } from '../../../src/random.js'

interface Case {
  width: number
  height: number
  polygon: number[]
  runs: number[]
  text: string
}

const file = join(import.meta.dirname, 'coco-runs.json')
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] }

test('polygons become the run lengths of cocoapi', () => {
  expect(cases.length).toBeGreaterThan(50)
  for (const { polygon, width, height, runs } of cases)
    expect(polygonRuns(polygon, width, height)).toEqual(runs)
})

test('compressed strings are those run lengths', () => {
  for (const { text, runs } of cases) expect(decodeRuns(text)).toEqual(runs)
})

test('the three forms of a mask are one mask', () => {
  for (const { polygon, width, height, runs, text } of cases) {
    const size = [height, width] as const
    const mask = rasterise([polygon], width, height)
    expect(rasterise({ size, counts: runs }, width, height)).toEqual(mask)
    expect(rasterise({ size, counts: text }, width, height)).toEqual(mask)
  }
})

test('run lengths go down the columns and begin with zeros', () => {
  expect([...rasterise({ size: [2, 3], counts: [1, 2, 3] }, 3, 2)]).toEqual([0, 1, 0, 1, 0, 0])
  expect([...rasterise({ size: [2, 3], counts: [0, 6] }, 3, 2)]).toEqual([1, 1, 1, 1, 1, 1])
})

test('several polygons are their union', () => {
  const [a, b] = [cases[0]!, cases[1]!]
  const [one, other] = [a, b].map(({ polygon }) => rasterise([polygon], 40, 40)) as [Uint8Array, Uint8Array]
  expect(rasterise([a.polygon, b.polygon], 40, 40)).toEqual(one.map((value, i) => value | other[i]!))
})

test('rectangles of whole pixels are filled exactly, wherever they lie', () => {
  const random = stream(1, 'rectangles')
  for (let i = 0; i < 100; i++) {
    const [left, top] = [random.below(10), random.below(10)]
    const [right, bottom] = [left + 1 + random.below(10), top + 1 + random.below(10)]
    const mask = rasterise([[left, top, right, top, right, bottom, left, bottom]], 20, 20)
    const expected = Uint8Array.from({ length: 400 }, (_, at) => {
      const [x, y] = [at % 20, Math.floor(at / 20)]
      return x >= left && x < right && y >= top && y < bottom ? 1 : 0
    })
    expect(mask).toEqual(expected)
  }
})

test.each([
  ['of another size', { size: [2, 2] as const, counts: [4] }, 'a mask of 2x2 of an image of 3x2'],
  ['too short', { size: [2, 3] as const, counts: [1, 2] }, 'run lengths of 3 pixels in all, expected 6'],
  ['too long', { size: [2, 3] as const, counts: [1, 2, 9] }, 'do not fill 3x2'],
  ['negative', { size: [2, 3] as const, counts: [-1, 7] }, 'do not fill 3x2'],
  ['damaged', { size: [2, 3] as const, counts: 'a' }, 'damaged'],
  ['without end', { size: [2, 3] as const, counts: 'o'.repeat(99) }, 'damaged'],
])('run lengths %s are refused', (_, segmentation, message) => {
  expect(() => rasterise(segmentation, 3, 2)).toThrow(message)
})
