import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openNamedSet, readBenchmark } from '../../../src/data/images/benchmark.js'
import { packSet } from '../../../src/data/packing/pack.js'
import { packedSet, subset } from '../../../src/data/packing/packed-set.js'
import {
  inlierOutlines,
  kinOutlines,
  negativeOutlines,
  signedDistance,
} from '../../../src/data/world/outlines.js'
import { makeWorld, type World } from '../../../src/data/world/world.js'
import { channelStatistics, writeWorld } from '../../../src/data/world/write-world.js'
import { temporaryFolder } from '../fixtures.js'

const few = { seed: 5, train: 4, test: 3, negatives: 3, outliers: 2 }
const setsOf = ({ inlier, negatives, near, far }: World) => [
  inlier.train,
  inlier.test,
  negatives,
  ...near,
  ...far,
]

test('ten inlier classes; what is seen nowhere in training is near, what has no figure is far', () => {
  const world = makeWorld(few)
  expect(world.inlier.train).toMatchObject({ count: 40, height: 32, width: 32 })
  expect(world.inlier.train.classNames).toEqual(world.inlier.test.classNames)
  const classes = world.inlier.train.classNames
  expect(classes).toHaveLength(10)
  const [kin, combinations] = world.near as [World['negatives'], World['negatives']]
  // Every pair of a known figure and a known pattern is either a class or an outlier.
  const parts = (name: string) => name.split('-') as [string, string]
  for (const part of [0, 1]) {
    const known = new Set(classes.map(name => parts(name)[part]))
    expect(new Set(combinations.classNames.map(name => parts(name)[part]))).toEqual(known)
  }
  expect(combinations.classNames.filter(name => classes.includes(name))).toEqual([])
  expect(combinations.classNames.length + classes.length).toBe(20)
  const trained = [...classes.map(name => parts(name)[1]), ...world.negatives.classNames]
  expect(kin.classNames.filter(name => trained.includes(name))).toEqual([])
  expect(world.far.map(set => set.name)).toEqual(['textures', 'noise', 'strokes'])
})

test('the seed decides every pixel; more images do not change those that were there', () => {
  const hashes = (world: World) => setsOf(world).map(set => set.hash)
  expect(hashes(makeWorld(few))).toEqual(hashes(makeWorld(few)))
  const other = hashes(makeWorld({ ...few, seed: 6 }))
  for (const hash of hashes(makeWorld(few))) expect(other).not.toContain(hash)
  const more = makeWorld({ ...few, train: 6 }).inlier.train
  expect(subset(more, i => i < 40).hash).toBe(makeWorld(few).inlier.train.hash)
})

test('no picture comes twice, within a set or across', () => {
  const size = 32 * 32 * 3
  const all = setsOf(makeWorld(few)).flatMap(({ images, count }) =>
    Array.from({ length: count }, (_, i) =>
      Buffer.from(images.subarray(i * size, (i + 1) * size)).toString('base64'),
    ),
  )
  expect(new Set(all).size).toBe(all.length)
})

test('no channel mean or contrast tells figures that are inliers from figures that are not', () => {
  const world = makeWorld({ seed: 1, train: 30, test: 1, negatives: 50, outliers: 50 })
  const inlier = channelStatistics(world.inlier.train)
  for (const set of [world.negatives, ...world.near]) {
    const { mean, std } = channelStatistics(set)
    for (const c of [0, 1, 2]) {
      expect(Math.abs(mean[c]! - inlier.mean[c]!)).toBeLessThan(0.05)
      expect(Math.abs(std[c]! - inlier.std[c]!)).toBeLessThan(0.05)
    }
  }
})

test.each(Object.entries({ ...inlierOutlines, ...negativeOutlines, ...kinOutlines }))(
  'the outline of %s lies in the unit circle, and its distance is signed and of slope one',
  (_, outline) => {
    let area = 0
    const step = 0.05
    for (let i = 0; i < outline.length; i += 2)
      expect(Math.hypot(outline[i]!, outline[i + 1]!)).toBeLessThan(1.2)
    for (let y = -1.5; y < 1.5; y += step)
      for (let x = -1.5; x < 1.5; x += step) {
        const here = signedDistance(outline, x, y)
        expect(Math.abs(signedDistance(outline, x + step, y) - here)).toBeLessThanOrEqual(step + 1e-9)
        if (here < 0) area += step * step
        if (Math.hypot(x, y) > 1.25) expect(here).toBeGreaterThan(0)
      }
    expect(area).toBeGreaterThan(0.5)
    expect(area).toBeLessThan(Math.PI)
  },
)

test('signed distance of a square, by hand', () => {
  const square = Float64Array.from([-1, -1, 1, -1, 1, 1, -1, 1])
  expect(signedDistance(square, 0, 0)).toBe(-1)
  expect(signedDistance(square, 0.75, 0)).toBe(-0.25)
  expect(signedDistance(square, 3, 0.5)).toBe(2)
  expect(signedDistance(square, 4, 5)).toBe(5)
})

test('channelStatistics is the mean and deviation of each channel', () => {
  const images = Uint8Array.from([0, 51, 255, 255, 51, 255])
  const set = packedSet({
    name: 'x',
    height: 1,
    width: 2,
    images,
    labels: Int32Array.of(0),
    classNames: ['a'],
    files: ['a'],
  })
  expect(channelStatistics(set)).toEqual({ mean: [0.5, 0.2, 1], std: [0.5, 0, 0] })
})

test('on disk: a benchmark whose sets are those in memory', () => {
  const folder = join(temporaryFolder(), 'deep/world')
  const path = writeWorld(folder, few)
  const world = makeWorld(few)
  const packed = (entry: string) => packSet(openNamedSet(`${path}#${entry}`), { cache: false })
  const byFile = (set: World['negatives']) => set.files.map((file, i) => [file, set.labels[i]]).sort()
  for (const [entry, set] of [
    ['inlier/train', world.inlier.train],
    ['near/combinations', world.near[1]!],
  ] as const) {
    expect(byFile(packed(entry))).toEqual(byFile(set))
    const first = packed(entry).files.indexOf(set.files[0]!)
    expect(packed(entry).images.subarray(first * 3072, (first + 1) * 3072)).toEqual(
      set.images.subarray(0, 3072),
    )
  }
  expect(readBenchmark(path).normalisation).toEqual(channelStatistics(world.inlier.train))
  expect(readdirSync(join(folder, '..'))).toEqual(['world'])
})

test('25: a folder that holds something is refused and left as it is', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'photos'))
  expect(() => writeWorld(folder, few)).toThrow('is not empty')
  expect(readdirSync(folder)).toEqual(['photos'])
  expect(existsSync(`${folder}.${process.pid}.tmp`)).toBe(false)
})
