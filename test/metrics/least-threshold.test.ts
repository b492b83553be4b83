import { expect, test } from 'vitest'
import { countAbove, countFrom, leastThresholds } from '../../src/metrics/least-threshold.js'
import { stream } from '../../src/random.js'

const random = stream(6, 'least-threshold')
const extremes = [-Infinity, Infinity, 0, -0, 2 ** -149, -(2 ** -149), 3.4028234663852886e38, 1, 1, 1]
const score = () => (random.below(4) ? random.normal() : extremes[random.below(extremes.length)]!)
const imagesOf = (count: number) =>
  Array.from({ length: count }, () => Float32Array.from({ length: random.below(40) }, score).sort())

test('the n-th largest of all scores is the least that fewer than n are above, however many are tried at once', () => {
  for (const candidates of [2, 3, 17, 256, 1000]) {
    const images = imagesOf(8)
    const all = images.flatMap(scores => [...scores]).sort((a, b) => b - a)
    const bounds = all.map((_, i) => i)
    expect(leastThresholds(images, countAbove, bounds, candidates)).toEqual(all.map(value => value + 0))
  }
})

test('the next value above is where fewer than n are left, and none where n are infinite', () => {
  const images = [Float32Array.of(-1, 0), Float32Array.of(-0, 1, Infinity)]
  const [zero, two, five] = leastThresholds(images, countFrom, [0.5, 2, 5])
  expect(zero).toBeUndefined()
  expect(two).toBe(2 ** -149)
  expect(five).toBe(Number.NEGATIVE_INFINITY)
})

test('images are gone through one at a time and few times, for any number of bounds', () => {
  let passes = 0
  const reused = new Float32Array(2)
  const images = {
    *[Symbol.iterator]() {
      passes++
      for (const scores of [
        [1, 2],
        [3, 4],
      ]) {
        reused.set(scores)
        yield reused
      }
    },
  }
  expect(leastThresholds(images, countAbove, [0, 1, 2, 3])).toEqual([4, 3, 2, 1])
  expect(passes).toBe(4)
})
