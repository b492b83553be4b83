import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCrops } from '../../../src/data/negatives/crops.js'
import { readPixelBenchmark } from '../../../src/data/scenes/pixel-benchmark.js'
import { benchmarkScenes } from '../../../src/data/sets/benchmark-scenes.js'
import { openSceneSet } from '../../../src/data/sets/open-scenes.js'
import { groundAt, project } from '../../../src/data/street/camera.js'
import { drawCrop } from '../../../src/data/street/crops.js'
import { ellipse, fill, labels, newFrame } from '../../../src/data/street/frame.js'
import { drawStreet } from '../../../src/data/street/scene.js'
import { OUTLIER, streetClasses } from '../../../src/data/street/stage.js'
import { streetWorld } from '../../../src/data/street/street-world.js'
import { animals, cargo, negatives } from '../../../src/data/street/things.js'
import { writeStreetWorld } from '../../../src/data/street/write-street.js'
import { openFileTree } from '../../../src/data/trees/file-tree.js'
import { temporaryFolder } from '../fixtures.js'

const small = { width: 96, height: 64 }
const few = { ...small, seed: 3, train: 3, val: 1, test: 2, negatives: 1, outliers: 3 }
const key = (index: number) => ({ seed: 1, purpose: 'test', index })

test('what is filled covers its area, whatever lies beyond the frame', () => {
  const frame = newFrame(40, 40)
  fill(frame, ellipse(20, 20, 12, 8), [1, 0, 0], 1)
  fill(frame, [30, -50, 90, -50, 90, 10, 30, 10], [0, 1, 0], 2)
  const count = (label: number) => labels(frame).filter(value => value === label).length
  expect(Math.abs(count(1) - Math.PI * 12 * 8)).toBeLessThan(12)
  expect(count(2)).toBe(100)
})

test('a ring is filled between its two outlines only (even–odd)', () => {
  const frame = newFrame(20, 20)
  fill(frame, [2, 2, 18, 2, 18, 18, 2, 18, 2, 2, 6, 6, 6, 14, 14, 14, 14, 6, 6, 6], [1, 1, 1], 1)
  expect(labels(frame).filter(value => value === 1).length).toBe(16 * 16 - 8 * 8)
})

test('the ground under a pixel is what is projected there, also in a bend', () => {
  const camera = { ...small, focal: 70, eye: 1.5, centre: 44, horizon: 28, bend: 0.002 }
  for (const [X, Z] of [
    [-3, 4],
    [0, 12],
    [5, 40],
  ] as const) {
    const [x, y] = project(camera, X, 0, Z)
    const ground = groundAt(camera, x, y)
    expect([ground.X, ground.Z].map(value => Math.round(1e6 * value) / 1e6 + 0)).toEqual([X, Z])
  }
})

test('a key decides every pixel, another key another street', () => {
  const [one, same, other] = [drawStreet(small, key(4)), drawStreet(small, key(4)), drawStreet(small, key(5))]
  expect(Buffer.from(one.image).equals(Buffer.from(same.image))).toBe(true)
  expect(Buffer.from(one.labels).equals(Buffer.from(same.labels))).toBe(true)
  expect(Buffer.from(one.image).equals(Buffer.from(other.image))).toBe(false)
})

test('every pixel has a class, every class comes up, and sky is above road', () => {
  const rows = new Map<number, number[]>()
  for (let index = 0; index < 12; index++) {
    const { labels } = drawStreet(small, key(index))
    labels.forEach((label, i) => {
      const found = rows.get(label) ?? rows.set(label, []).get(label)!
      found.push(Math.floor(i / small.width))
    })
  }
  expect([...rows.keys()].sort((a, b) => a - b)).toEqual(streetClasses.map((_, k) => k))
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(rows.get(3)!)).toBeLessThan(mean(rows.get(2)!))
  expect(mean(rows.get(2)!)).toBeLessThan(mean(rows.get(0)!))
})

test('a stranger changes the street where it stands, and nothing else', () => {
  const without = drawStreet(small, key(2))
  const withIt = drawStreet(small, key(2), [animals.cow!])
  const changed = [...withIt.labels.keys()].filter(i => withIt.labels[i] !== without.labels[i])
  expect(changed.length).toBeGreaterThan(20)
  // In pixels that it shares with others, another of those may now have the majority.
  const its = changed.filter(i => withIt.labels[i] === OUTLIER)
  expect(its.length / changed.length).toBeGreaterThan(0.9)
})

test('kinds that are tested are seen in no training', () => {
  const [trained, near, far] = [negatives, cargo, animals].map(Object.keys)
  for (const kind of [...near!, ...far!]) expect(trained).not.toContain(kind)
  expect(near!.filter(kind => far!.includes(kind))).toEqual([])
})

test.each(Object.entries(negatives))(
  '%s is cut out whole: mask within a margin, of a sensible size',
  (_, thing) => {
    const { width, height, mask, image } = drawCrop(thing, 40, { seed: 0, purpose: 'crop', index: 1 })
    expect(image.length).toBe(3 * mask.length)
    const covered = mask.reduce((sum, bit) => sum + bit, 0) / mask.length
    expect(covered).toBeGreaterThan(0.2)
    for (let x = 0; x < width; x++) expect([mask[x], mask[(height - 1) * width + x]]).toEqual([0, 0])
    for (let y = 0; y < height; y++) expect([mask[y * width], mask[(y + 1) * width - 1]]).toEqual([0, 0])
  },
)

test('test scenes hold outliers enough to be found; labels are 0 and 1', () => {
  const world = streetWorld(few)
  for (const scenes of [world.near.cargo!(), world.far.animals!()])
    for (const { labels } of scenes) {
      const counts = [0, 1].map(value => labels.filter(label => label === value).length)
      expect(counts[0]! + counts[1]!).toBe(labels.length)
      expect(counts[1]).toBeGreaterThan(labels.length / 600)
    }
})

test('the readers read what is written; more scenes do not change those that were there', () => {
  const folder = temporaryFolder()
  const path = writeStreetWorld(join(folder, 'world'), few)
  const entries = benchmarkScenes(readPixelBenchmark(path))
  expect(entries.map(({ entry, part, open }) => [entry, part, open().items.length])).toEqual([
    ['street/train', 'closedSet', 3],
    ['street/val', 'closedSet', 1],
    ['street/test', 'closedSet', 2],
    ['cargo', 'near', 3],
    ['animals', 'far', 3],
  ])
  const byFolder = openSceneSet(`${join(folder, 'world', 'street')}#train`)
  expect(byFolder.classNames).toEqual(streetClasses.map(({ name }) => name))
  const first = byFolder.items[0]!.load()
  expect([first.width, first.height]).toEqual([96, 64])
  const [drawn] = streetWorld({ ...few, train: 9 }).closedSet.train()
  expect(Buffer.from(first.labels!).equals(Buffer.from(drawn!.labels))).toBe(true)
  expect(Buffer.from(first.image).equals(Buffer.from(drawn!.image))).toBe(true)
  expect(openSceneSet(join(folder, 'world', 'animals')).kind).toBe('anomaly')
  const things = openCrops(openFileTree(join(folder, 'world', 'things')))
  expect(new Set(things.items.flatMap(({ categories }) => categories))).toEqual(
    new Set(Object.keys(negatives)),
  )
  const [crop] = things.items.map(item => item.load())
  expect(crop!.regions.length).toBe(crop!.width * crop!.height)
})

test('nothing is written over, and nothing half written is left', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'world'))
  writeFileSync(join(folder, 'world', 'mine'), '')
  expect(() => writeStreetWorld(join(folder, 'world'), few)).toThrow('is not empty')
  const stop = () => {
    throw new Error('stopped')
  }
  expect(() => writeStreetWorld(join(folder, 'other'), few, stop)).toThrow('stopped')
  expect(existsSync(join(folder, 'other'))).toBe(false)
  expect(readdirSync(folder)).toEqual(['world'])
})
