import { expect, test } from 'vitest'
import { drawsOf } from '../../../src/data/augment/draws.js'
import type { NegativePicture, NegativeSource } from '../../../src/data/negatives/negative-source.js'
import { pastingSchema } from '../../../src/data/pasting/options.js'
import { checkPasting, paste } from '../../../src/data/pasting/paste.js'
import type { LabelledScene, SceneSet } from '../../../src/data/scenes/scene-set.js'
import { stream } from '../../../src/random.js'

const outlier = 7

/** A grey scene of two classes, its lower half 1, with some ignored pixels. */
function scene(width = 60, height = 40): LabelledScene {
  const labels = Uint8Array.from({ length: width * height }, (_, i) => (i < labels0(width, height) ? 0 : 1))
  labels.fill(255, 0, 5)
  return { width, height, image: new Uint8Array(width * height * 3).fill(100), labels }
}

const labels0 = (width: number, height: number) => width * Math.floor(height / 2)

/** A picture of one colour with a disc of another as its only region. */
function disc(side: number, colour: number): NegativePicture {
  const centre = (side - 1) / 2
  const inside = (i: number) => Math.hypot((i % side) - centre, Math.floor(i / side) - centre) < side / 2 - 1
  const regions = Uint8Array.from({ length: side * side }, (_, i) => (inside(i) ? 1 : 0))
  const image = Uint8Array.from({ length: side * side * 3 }, (_, i) =>
    regions[Math.floor(i / 3)] ? colour : 30,
  )
  return { width: side, height: side, image, regions, background: 0 }
}

function source(...pictures: NegativePicture[]): NegativeSource {
  const items = pictures.map((picture, i) => ({ id: String(i), categories: [], load: () => picture }))
  return { name: 'discs', path: 'discs', items, fingerprint: () => '' }
}

const setOf = (...scenes: LabelledScene[]): SceneSet => ({
  name: 'scenes',
  path: 'scenes',
  kind: 'classes',
  classNames: ['sky', 'road'],
  colours: [],
  items: scenes.map((one, i) => ({
    id: String(i),
    imageFile: String(i),
    pictureDigest: () => '',
    load: () => one,
  })),
  fingerprint: () => '',
})

const draws = (seed: number) => drawsOf(stream(seed, 'paste'))
const changed = (a: LabelledScene, b: LabelledScene) =>
  [...a.labels.keys()].filter(i => [0, 1, 2].some(c => a.image[3 * i + c] !== b.image[3 * i + c]))

const hard = pastingSchema.parse({ style: 'objects', number: [1, 3], size: [8, 30] })

test('labels are where colours were replaced, and nowhere else', () => {
  for (let seed = 0; seed < 40; seed++) {
    const before = scene()
    const after = paste(
      before,
      { negatives: source(disc(24, 200), disc(15, 250)) },
      hard,
      outlier,
      draws(seed),
    )
    const labelled = [...after.labels.keys()].filter(i => after.labels[i] === outlier)
    expect(labelled.length).toBeGreaterThan(0)
    expect(changed(before, after)).toEqual(labelled)
    for (const i of after.labels.keys())
      if (after.labels[i] !== outlier) expect(after.labels[i]).toBe(before.labels[i])
  }
})

test('a pure function of scene, negatives, options and draws; the scene stays as it was', () => {
  for (const style of [hard, pastingSchema.parse({ style: 'pictures', size: [10, 30] })]) {
    const given = scene()
    const run = (seed: number) =>
      paste(given, { negatives: source(disc(24, 200)) }, style, outlier, draws(seed))
    expect(run(5)).toEqual(run(5))
    expect(run(5)).not.toEqual(run(6))
    expect(given).toEqual(scene())
  }
})

test('sizes stay in their range, and nothing is enlarged unless that is asked for', () => {
  const extent = (options: object, seed: number) => {
    const parsed = pastingSchema.parse({ style: 'objects', number: [1, 1], minArea: 1, ...options })
    const { labels, width } = paste(
      scene(),
      { negatives: source(disc(20, 200)) },
      parsed,
      outlier,
      draws(seed),
    )
    const columns = [...labels.keys()].filter(i => labels[i] === outlier).map(i => i % width)
    return Math.max(...columns) - Math.min(...columns) + 1
  }
  for (let seed = 0; seed < 20; seed++) {
    // The disc of a picture of 20 pixels is 18 wide.
    expect(extent({ size: [30, 36] }, seed)).toBe(18)
    expect(extent({ size: [30, 36], enlarge: true }, seed)).toBeGreaterThanOrEqual(28)
    expect(extent({ size: [9, 9] }, seed)).toBeLessThanOrEqual(9)
  }
})

test('soft edges fade on both sides, and leave the labels hard', () => {
  const options = { style: 'objects', number: [1, 1], size: [20, 20], flip: false }
  const run = (soft: number) =>
    paste(
      scene(),
      { negatives: source(disc(24, 200)) },
      pastingSchema.parse({ ...options, soft }),
      outlier,
      draws(3),
    )
  const [sharp, faded] = [run(0), run(1.5)]
  expect(faded.labels).toEqual(sharp.labels)
  const between = [...faded.image].filter(value => value > 105 && value < 195)
  expect(between.length).toBeGreaterThan(100)
  // The background of the object's picture, 30, is darker than the scene: none of it may shine through.
  expect(Math.min(...faded.image)).toBeGreaterThanOrEqual(99)
})

test('objects keep their aspect, or are stretched by ½ to 2', () => {
  const aspects = (keepAspect: boolean) =>
    Array.from({ length: 60 }, (_, seed) => {
      const options = pastingSchema.parse({
        ...{ style: 'objects', number: [1, 1], size: [16, 16], minArea: 1, keepAspect },
      })
      const { labels, width } = paste(
        scene(),
        { negatives: source(disc(42, 200)) },
        options,
        outlier,
        draws(seed),
      )
      const inside = [...labels.keys()].filter(i => labels[i] === outlier)
      const extent = (at: (i: number) => number) =>
        Math.max(...inside.map(at)) - Math.min(...inside.map(at)) + 1
      return extent(i => i % width) / extent(i => Math.floor(i / width))
    })
  expect(new Set(aspects(true))).toEqual(new Set([1]))
  const stretched = aspects(false)
  expect(Math.min(...stretched)).toBeGreaterThan(0.45)
  expect(Math.min(...stretched)).toBeLessThan(0.65)
  expect(Math.max(...stretched)).toBeLessThan(2.2)
  expect(Math.max(...stretched)).toBeGreaterThan(1.6)
})

test('a share of the objects has colours of its own', () => {
  const picture = disc(24, 200)
  const shades = (colour: number) =>
    Array.from({ length: 60 }, (_, seed) => {
      const options = pastingSchema.parse({ style: 'objects', number: [1, 1], size: [20, 20], colour })
      const { image, labels } = paste(scene(), { negatives: source(picture) }, options, outlier, draws(seed))
      const inside = [...labels.keys()].filter(i => labels[i] === outlier)
      return image[3 * inside[Math.floor(inside.length / 2)]!]!
    })
  expect(new Set(shades(0))).toEqual(new Set([200]))
  expect(new Set(shades(1)).size).toBeGreaterThan(20)
  const kept = shades(0.5).filter(shade => shade === 200).length
  expect(kept).toBeGreaterThan(20)
  expect(kept).toBeLessThan(55)
  expect(picture).toEqual(disc(24, 200))
})

test('a share of scenes is left alone', () => {
  const options = pastingSchema.parse({ style: 'objects', leaveAlone: 0.3, size: [8, 30] })
  const untouched = Array.from({ length: 300 }, (_, seed) => {
    const after = paste(scene(), { negatives: source(disc(24, 200)) }, options, outlier, draws(seed))
    return after.labels.includes(outlier) ? 0 : 1
  }).reduce<number>((sum, one) => sum + one, 0)
  expect(untouched).toBeGreaterThan(60)
  expect(untouched).toBeLessThan(120)
})

test('objects cut by the border, too small or too large are not pasted', () => {
  const full: NegativePicture = { ...disc(20, 200), regions: new Uint8Array(400).fill(1) }
  const area = (options: object, picture = disc(24, 200)) => {
    const parsed = pastingSchema.parse({ style: 'objects', number: [1, 1], size: [20, 20], ...options })
    const { labels } = paste(scene(), { negatives: source(picture) }, parsed, outlier, draws(1))
    return labels.filter(label => label === outlier).length
  }
  expect(area({ borderObjects: true }, full)).toBe(400)
  expect(area({ borderObjects: false }, full)).toBe(0)
  expect(area({ borderObjects: false }, { ...full, cutByBorder: false })).toBe(400)
  expect(area({ borderObjects: false }, { ...disc(24, 200), cutByBorder: true })).toBe(0)
  expect(area({})).toBeGreaterThan(200)
  expect(area({ minArea: 1000 })).toBe(0)
  expect(area({ maxArea: 0.05 })).toBe(0)
})

test('distractors keep their labels and come from other scenes', () => {
  const other = scene()
  other.image.fill(222)
  other.labels.fill(0)
  for (let y = 10; y < 25; y++) other.labels.fill(1, y * 60 + 20, y * 60 + 40)
  const options = pastingSchema.parse({
    style: 'objects',
    number: [0, 0],
    size: [15, 15],
    distractors: { classes: ['road'], number: [1, 1] },
  })
  const before = scene()
  before.labels.fill(0)
  const after = paste(before, { scenes: setOf(other) }, options, outlier, draws(2))
  const road = [...after.labels.keys()].filter(i => after.labels[i] === 1)
  // 20 × 15 reduced to a longer side of 15.
  expect(road).toHaveLength(15 * 11)
  expect(changed(before, after)).toEqual(road)
  expect(after.labels.includes(outlier)).toBe(false)
})

test('re-encoding leaves traces in the whole scene, also where nothing is pasted', () => {
  const noisy = () => {
    const one = scene()
    const random = stream(1, 'noise')
    for (const i of one.image.keys()) one.image[i] = random.below(256)
    return one
  }
  const reencode = { share: 1, of: 'scene', quality: [50, 50] }
  const options = pastingSchema.parse({ style: 'objects', leaveAlone: 1, reencode })
  const after = paste(noisy(), { negatives: source(disc(24, 200)) }, options, outlier, draws(1))
  expect(after.labels).toEqual(scene().labels)
  expect(changed(noisy(), after).length).toBeGreaterThan(2000)
})

test('a picture larger than the scene is made to fit; one without regions leaves it alone', () => {
  const options = pastingSchema.parse({ style: 'pictures', size: [400, 499] })
  const large = paste(scene(), { negatives: source(disc(500, 200)) }, options, outlier, draws(1))
  expect(large.labels.includes(outlier)).toBe(true)
  const empty = { ...disc(20, 200), regions: new Uint8Array(400) }
  expect(paste(scene(), { negatives: source(empty) }, options, outlier, draws(1))).toEqual(scene())
  expect(paste(scene(), { negatives: source(empty) }, hard, outlier, draws(1))).toEqual(scene())
})

test('distractors of a class that the scenes lack are refused by name', () => {
  const options = pastingSchema.parse({ style: 'objects', distractors: { classes: ['road', 'cat'] } })
  expect(() => checkPasting(options, { scenes: setOf(scene()) })).toThrow('no class "cat" in the scenes')
})
