import { expect, test } from 'vitest'
import { flipsAndShifts, inOrder, type LoaderOptions, loader } from '../../../src/data/batches/loader.js'

const base: LoaderOptions = { count: 10, batchSize: 4, seed: 1, purpose: 'test', lastBatch: 'keep' }
const indices = (options: LoaderOptions, steps: number) => {
  const { draw } = loader(options)
  return Array.from({ length: steps }, (_, step) => [...draw(step).index])
}
const sorted = (values: number[]) => [...values].sort((a, b) => a - b)
const everyImage = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

test('keep: every pass holds every image once, and ends with a smaller batch', () => {
  const drawn = indices(base, 6)
  expect(drawn.map(batch => batch.length)).toEqual([4, 4, 2, 4, 4, 2])
  expect(sorted(drawn.slice(0, 3).flat())).toEqual(everyImage)
  expect(sorted(drawn.slice(3).flat())).toEqual(everyImage)
  expect(drawn.slice(0, 3)).not.toEqual(drawn.slice(3))
})

test('drop: every batch is full, and a pass leaves out what is over', () => {
  const drawn = indices({ ...base, lastBatch: 'drop' }, 4)
  expect(drawn.map(batch => batch.length)).toEqual([4, 4, 4, 4])
  expect(new Set(drawn.slice(0, 2).flat()).size).toBe(8)
  expect(loader({ ...base, lastBatch: 'drop' }).stepsPerPass).toBe(2)
})

test('continue: every batch is full, and any ten in a row from a pass border are all images', () => {
  const flat = indices({ ...base, lastBatch: 'continue' }, 15).flat()
  expect(flat).toHaveLength(60)
  for (let pass = 0; pass < 6; pass++)
    expect(sorted(flat.slice(pass * 10, pass * 10 + 10))).toEqual(everyImage)
})

test('continue: a batch larger than the set spans several passes', () => {
  const [batch] = indices({ ...base, batchSize: 25, lastBatch: 'continue' }, 1)
  expect(sorted(batch!.slice(0, 10))).toEqual(everyImage)
  expect(sorted(batch!.slice(10, 20))).toEqual(everyImage)
  expect(new Set(batch!.slice(20)).size).toBe(5)
})

test('a step is a function of seed and number alone, in whatever order steps are asked for', () => {
  const options: LoaderOptions = { ...base, lastBatch: 'continue', augmentation: flipsAndShifts }
  const forward = Array.from({ length: 20 }, (_, step) => step).map(loader(options).draw)
  const { draw } = loader(options)
  for (const step of [19, 3, 11, 0, 12]) expect(draw(step)).toEqual(forward[step])
  expect(loader({ ...options, seed: 2 }).draw(0)).not.toEqual(forward[0])
  expect(loader({ ...options, purpose: 'other' }).draw(0)).not.toEqual(forward[0])
})

test('restartEvery: each epoch of the inliers begins a new pass over the negatives', () => {
  const drawn = indices({ ...base, restartEvery: 4 }, 8)
  // Three batches are a pass, the fourth begins another; then the epoch ends, and a fresh pass begins.
  expect(drawn.map(batch => batch.length)).toEqual([4, 4, 2, 4, 4, 4, 2, 4])
  expect(sorted(drawn.slice(4, 7).flat())).toEqual(everyImage)
})

test('augmentation covers its range evenly; without one nothing moves', () => {
  const { draw } = loader({ ...base, count: 1000, batchSize: 1000, augmentation: { flip: 0.5, padding: 4 } })
  const draws = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(draw)
  const flips = draws.flatMap(({ flip }) => [...flip])
  expect(flips.filter(Boolean).length / flips.length).toBeCloseTo(0.5, 1)
  for (const axis of ['dy', 'dx'] as const) {
    const counts = new Map<number, number>()
    for (const value of draws.flatMap(drawn => [...drawn[axis]]))
      counts.set(value, (counts.get(value) ?? 0) + 1)
    expect(sorted([...counts.keys()])).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4])
    // 1000 expected of each, standard deviation 30.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  }
  const still = loader(base).draw(0)
  expect([...still.flip, ...still.dy, ...still.dx].every(value => value === 0)).toBe(true)
})

test('a batch larger than the data is refused where its pass would be empty, and so is no data', () => {
  expect(() => loader({ ...base, batchSize: 11, lastBatch: 'drop' })).toThrow(
    'test: 10 images, fewer than a batch of 11',
  )
  expect(() => loader({ ...base, count: 0 })).toThrow('test: no images')
  expect(loader({ ...base, batchSize: 11 }).draw(0).index).toHaveLength(10)
})

test('inOrder runs through a set once', () => {
  const drawn = [...inOrder(10, 4)].map(({ index }) => [...index])
  expect(drawn).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ])
})
