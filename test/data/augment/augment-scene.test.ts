import { expect, test } from 'vitest'
import { augmentScene, mirrorScene } from '../../../src/data/augment/augment-scene.js'
import { drawsOf } from '../../../src/data/augment/draws.js'
import { augmentSchema } from '../../../src/data/augment/options.js'
import { nearestWindow } from '../../../src/data/augment/resize-scene.js'
import { blur, changeGamma, strongColours } from '../../../src/data/augment/tone.js'
import { stream } from '../../../src/random.js'

const draws = (seed: number) => drawsOf(stream(seed, 'augment'))

function noise(width: number, height: number, seed = 0) {
  const random = stream(seed, 'noise')
  const image = Uint8Array.from({ length: width * height * 3 }, () => random.below(256))
  return { width, height, image, labels: Uint8Array.from({ length: width * height }, () => random.below(5)) }
}

test('what stays the same size keeps its labels; halving takes every second', () => {
  const labels = Uint8Array.from([0, 1, 2, 3])
  const row = { width: 4, height: 1 }
  expect([...nearestWindow(labels, row, row, { top: 0, left: 1, width: 2, height: 1 })]).toEqual([1, 2])
  const half = { width: 2, height: 1 }
  expect([...nearestWindow(labels, row, half, { top: 0, left: 0, ...half })]).toEqual([0, 2])
})

test('a pure function of scene, options and draws; the scene stays as it was', () => {
  const options = augmentSchema.parse({
    shortSides: [30, 40, 50],
    crop: [24, 32],
    strongColour: 1,
    gamma: [0.5, 2],
    blur: { share: 1, sigma: [0.3, 1.5] },
  })
  const scene = noise(50, 40)
  const run = (seed: number) => augmentScene(scene, options, draws(seed))
  expect(run(1)).toEqual(run(1))
  expect(run(1)).not.toEqual(run(2))
  const wide = augmentSchema.parse({ shortSides: null, crop: [24, 50], strongColour: 1 })
  augmentScene(scene, wide, draws(1))
  expect(scene).toEqual(noise(50, 40))
  expect([run(1).width, run(1).height, run(1).image.length]).toEqual([32, 24, 32 * 24 * 3])
  const none = augmentSchema.parse({ shortSides: null, crop: null, colour: false, flip: 0 })
  expect(augmentScene(scene, none, draws(1))).toEqual(scene)
})

test('images and labels go the same way', () => {
  // The label of each pixel is its red value.
  const scene = noise(40, 30)
  for (const i of scene.labels.keys()) scene.labels[i] = scene.image[3 * i]!
  const options = augmentSchema.parse({ shortSides: null, crop: [17, 23], colour: false })
  for (let seed = 0; seed < 20; seed++) {
    const { image, labels } = augmentScene(scene, options, draws(seed))
    expect([...labels]).toEqual([...labels.keys()].map(i => image[3 * i]))
  }
})

test('images and labels are resized alike', () => {
  // One border between black and white, which the labels have as well; bilinear resizing blurs it by a pixel or so.
  const [width, height, border] = [60, 40, 25]
  const labels = Uint8Array.from({ length: width * height }, (_, i) => (i % width < border ? 0 : 1))
  const image = Uint8Array.from({ length: 3 * labels.length }, (_, i) => 255 * labels[Math.floor(i / 3)]!)
  const options = augmentSchema.parse({ shortSides: [17, 29, 53, 71], crop: null, colour: false })
  const sizes = new Set<number>()
  for (let seed = 0; seed < 20; seed++) {
    const scaled = augmentScene({ width, height, image, labels }, options, draws(seed))
    sizes.add(scaled.height)
    const odd = scaled.labels.filter((label, i) => (scaled.image[3 * i]! > 127 ? 1 : 0) !== label)
    expect(odd.length).toBeLessThanOrEqual(scaled.height)
  }
  expect(sizes).toEqual(new Set([17, 29, 53, 71]))
})

test('a smaller scene is not padded', () => {
  const options = augmentSchema.parse({ shortSides: null, crop: [100, 20] })
  const { width, height } = augmentScene(noise(50, 40), options, draws(0))
  expect([width, height]).toEqual([20, 40])
})

test('with a limit, windows of one class are drawn again', () => {
  const scene = noise(64, 16)
  // All of class 0 but for the last sixteen columns.
  for (const i of scene.labels.keys()) scene.labels[i] = i % 64 < 48 ? 0 : 1 + (i % 2)
  const varied = (limit: number) => {
    const options = augmentSchema.parse({ shortSides: null, crop: [16, 16], cropClassLimit: limit, flip: 0 })
    const seeds = Array.from({ length: 100 }, (_, seed) => augmentScene(scene, options, draws(seed)).labels)
    return seeds.filter(labels => labels.filter(label => label === 0).length < 0.75 * 256).length
  }
  expect(varied(1)).toBeLessThan(45)
  expect(varied(0.75)).toBeGreaterThan(85)
})

test('mirrored twice is the same', () => {
  const scene = noise(7, 5)
  expect(mirrorScene(scene).labels[0]).toBe(scene.labels[6])
  expect(mirrorScene(mirrorScene(scene))).toEqual(scene)
})

test('blur keeps a flat picture and the mean of an impulse, and spreads it', () => {
  const flat = { width: 9, height: 9, data: new Uint8Array(243).fill(77) }
  expect(blur(flat, 1.2).data).toEqual(flat.data)
  const impulse = { width: 15, height: 15, data: new Uint8Array(225) }
  impulse.data[112] = 255
  const { data } = blur(impulse, 1)
  // The centre of a Gaussian of deviation 1 is 1 / 2π of its sum.
  expect(Math.abs(data[112]! - 255 / (2 * Math.PI))).toBeLessThan(1.5)
  expect(data[111]).toBe(data[113])
  expect(data[97]).toBe(data[111])
  expect(blur(impulse, 0)).toEqual(impulse)
})

test('gamma 1, gains 1 and no greying change nothing; full greying leaves one value', () => {
  const { image } = noise(9, 9)
  const same = image.slice()
  changeGamma(same, 1)
  strongColours(same, { gains: [1, 1, 1], offsets: [0, 0, 0], grey: 0 })
  expect(same).toEqual(image)
  strongColours(same, { gains: [1, 1, 1], offsets: [0, 0, 0], grey: 1 })
  for (let i = 0; i < same.length; i += 3) expect(same[i]).toBe(same[i + 1])
  const dark = Uint8Array.of(0, 64, 255)
  changeGamma(dark, 2)
  expect([...dark]).toEqual([0, 16, 255])
})
