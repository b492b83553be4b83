import { expect, test } from 'vitest'
import { oklabDistance, oklabToRgb } from '../../../src/data/oklab.js'
import type { Pixels } from '../../../src/formats/pixels.js'
import { stream } from '../../../src/random.js'
import { binarised, outcomes } from '../../../src/reports/maps/binarised.js'
import { classMap, IGNORED } from '../../../src/reports/maps/class-map.js'
import { above, drawContour } from '../../../src/reports/maps/contour.js'
import { heatColours, heatStops } from '../../../src/reports/maps/heat-colours.js'
import { heatMap, UNKNOWN } from '../../../src/reports/maps/heat-map.js'
import { blend, overlayHeat } from '../../../src/reports/maps/overlay.js'
import { panels } from '../../../src/reports/maps/panels.js'
import { rangeOf } from '../../../src/reports/maps/score-map.js'
import { rgbToOklab, toLinear } from '../../data/rgb-to-oklab.js'

const colourAt = ({ width, data }: Pixels, x: number, y: number) => [
  ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
]
const plain = (width: number, height: number, grey: number): Pixels => ({
  ...{ width, height, data: new Uint8Array(3 * width * height).fill(grey) },
})
const map = (width: number, height: number, value: (x: number, y: number) => number) => ({
  ...{ width, height },
  data: Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
})

test('sRGB to Oklab and back is the identity on bytes; white is (1, 0, 0)', () => {
  const random = stream(0, 'colours')
  for (let i = 0; i < 500; i++) {
    const rgb = [random.below(256), random.below(256), random.below(256)]
    expect(oklabToRgb(rgbToOklab(rgb))).toEqual(rgb)
  }
  expect(oklabDistance(rgbToOklab([255, 255, 255]), [1, 0, 0])).toBeLessThan(1e-6)
})

// Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
const VISIONS: Record<string, number[]> = {
  full: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
}

test.each(Object.entries(VISIONS))('heat gets lighter all the way for %s vision', (_, m) => {
  const luminance = (at: number) => {
    const light = [0, 1, 2].map(c => toLinear(heatColours[at + c]!))
    const seen = [0, 3, 6].map(row => m[row]! * light[0]! + m[row + 1]! * light[1]! + m[row + 2]! * light[2]!)
    return 0.2126 * seen[0]! + 0.7152 * seen[1]! + 0.0722 * seen[2]!
  }
  // Single bytes round; sixteen steps do not.
  for (let i = 0; i + 16 < 256; i++)
    expect(luminance(3 * (i + 16)), String(i)).toBeGreaterThan(luminance(3 * i))
})

test('equal steps of the heat’s scale look equally large', () => {
  const lab = (i: number) => rgbToOklab(heatColours.subarray(3 * i, 3 * i + 3))
  const steps = Array.from({ length: 15 }, (_, i) => oklabDistance(lab(17 * i), lab(17 * (i + 1))))
  expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.25)
  expect(heatStops(2)).toEqual([
    `rgb(${heatColours.subarray(0, 3).join(' ')})`,
    `rgb(${heatColours.subarray(765).join(' ')})`,
  ])
})

test('a heat map has the ends’ colours at and beyond the ends of its range, and grey for NaN', () => {
  const picture = heatMap(
    map(5, 1, x => [-9, -1, 1, Infinity, NaN][x]!),
    [-1, 1],
  )
  const [lowest, highest] = [[...heatColours.subarray(0, 3)], [...heatColours.subarray(765)]]
  expect([0, 1, 2, 3, 4].map(x => colourAt(picture, x, 0))).toEqual([
    lowest,
    lowest,
    highest,
    highest,
    [...UNKNOWN],
  ])
})

test('a range is of the bulk of all maps, and never empty', () => {
  const [low, high] = rangeOf([map(100, 100, (x, y) => (x + y === 0 ? 1e6 : x / 99)), map(2, 1, () => NaN)])
  expect([low >= 0 && low < 0.05, high > 0.95 && high <= 1]).toEqual([true, true])
  expect(rangeOf([map(3, 3, () => 2)])).toEqual([1.5, 2.5])
  expect(rangeOf([map(2, 1, () => NaN)])).toEqual([0, 1])
})

test('a pixel at the threshold is above it; NaN is not', () => {
  expect([
    ...above(
      map(4, 1, x => [0.4, 0.5, 0.6, NaN][x]!),
      0.5,
    ),
  ]).toEqual([0, 1, 1, 0])
})

test('a contour is light on the region’s border and dark around it; the picture’s edge is no border', () => {
  const picture = plain(7, 5, 100)
  // A region of 3 × 3 at the left edge.
  const inside = Uint8Array.from({ length: 35 }, (_, i) => (i % 7 < 3 && i >= 7 && i < 28 ? 1 : 0))
  drawContour(picture, inside, 1)
  const drawn = Array.from({ length: 5 }, (_, y) =>
    Array.from({ length: 7 }, (_, x) => ({ 255: '#', 20: 'o', 100: '.' })[colourAt(picture, x, y)[0]!]).join(
      '',
    ),
  )
  expect(drawn).toEqual(['ooo....', '###o...', '..#o...', '###o...', 'ooo....'])
})

test('a wide contour reaches as far as steps along rows and columns do', () => {
  const random = stream(5, 'contour')
  const [width, height, thickness] = [23, 17, 3]
  const inside = new Uint8Array(width * height).map(() => (random.below(9) === 0 ? 0 : 1))
  const picture = plain(width, height, 100)
  drawContour(picture, inside, thickness)
  const all = [...inside.keys()]
  const steps = (i: number, j: number) =>
    Math.abs((i % width) - (j % width)) + Math.abs(Math.floor(i / width) - Math.floor(j / width))
  for (const i of all) {
    const nearest = Math.min(...all.filter(j => inside[j] !== inside[i]).map(j => steps(i, j)))
    const colour = nearest > thickness ? 100 : inside[i] ? 255 : 20
    expect(colourAt(picture, i % width, Math.floor(i / width))[0], `${i}`).toBe(colour)
  }
})

test('an overlay shows the picture where scores are low, the heat where they are high', () => {
  const picture = plain(40, 10, 200)
  const scores = map(40, 10, x => (x < 20 ? 0 : 1))
  const over = overlayHeat(picture, scores, { range: [0, 1] })
  const difference = (x: number, colour: ArrayLike<number>) =>
    Math.max(...colourAt(over, x, 5).map((value, c) => Math.abs(value - colour[c]!)))
  expect(difference(5, [200, 200, 200])).toBeLessThan(50)
  expect(difference(35, heatColours.subarray(765))).toBeLessThan(20)
  // The picture itself stays as it was, and the contour stands at the step.
  expect(colourAt(picture, 35, 5)).toEqual([200, 200, 200])
  const lined = overlayHeat(picture, scores, { range: [0, 1], threshold: 0.5 })
  expect([colourAt(lined, 20, 5), colourAt(lined, 19, 5)]).toEqual([
    [255, 255, 255],
    [20, 20, 20],
  ])
  expect(colourAt(lined, 35, 5)).toEqual(colourAt(over, 35, 5))
})

test('labels have the colours of their classes, those beyond them one of their own', () => {
  const labels = { width: 3, height: 1, data: Uint8Array.of(1, 0, 255) }
  const picture = classMap(labels, [
    [1, 2, 3],
    [4, 5, 6],
  ])
  expect([...picture.data]).toEqual([4, 5, 6, 1, 2, 3, ...IGNORED])
  expect([...blend(plain(3, 1, 0), picture, 0.5).data.subarray(0, 3)]).toEqual([2, 3, 3])
})

test('a binarised map tells found from missed, and false alarms from silence', () => {
  const scores = map(5, 1, x => [1, 0, 1, 0, 1][x]!)
  const labels = Uint8Array.of(1, 1, 0, 0, 255)
  const kinds = ['found', 'missed', 'false', 'inlier', 'ignored'] as const
  expect([...binarised(scores, 0.5, labels).data]).toEqual(kinds.flatMap(kind => [...outcomes[kind].colour]))
  const plainKinds = ['found', 'inlier', 'found', 'inlier', 'found'] as const
  expect([...binarised(scores, 0.5).data]).toEqual(plainKinds.flatMap(kind => [...outcomes[kind].colour]))
})

test('panels stand in their places, whatever their sizes, with captions and keys', () => {
  const rows = [
    [{ picture: plain(20, 10, 7), caption: 'a "name" far too long for it' }, { picture: plain(10, 20, 9) }],
  ]
  const sheet = panels(rows, { side: 20 })
  expect(colourAt(sheet, 10, 10 + 18)).toEqual([7, 7, 7])
  expect(colourAt(sheet, 10 + 20 + 10, 10 + 18)).toEqual([9, 9, 9])
  expect([sheet.width, sheet.height]).toEqual([10 + 20 + 10 + 10 + 10, 10 + 18 + 20 + 10])
  const keyed = panels(rows, { side: 20, legend: [{ name: 'x', colour: [1, 2, 3] }] })
  expect(keyed.height - sheet.height).toBe(18)
  expect(colourAt(keyed, 10, sheet.height)).toEqual([1, 2, 3])
})

test('what differs in size is refused', () => {
  expect(() =>
    overlayHeat(
      plain(3, 2, 0),
      map(2, 3, () => 0),
    ),
  ).toThrow('3x2 and 2x3')
  expect(() =>
    binarised(
      map(2, 3, () => 0),
      0,
      new Uint8Array(4),
    ),
  ).toThrow('2x3 and 2x2')
})
