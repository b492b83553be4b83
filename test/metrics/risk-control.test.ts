import { expect, test } from 'vitest'
import { riskControlThreshold, riskControlThresholds } from '../../src/metrics/index.js'
import { stream } from '../../src/random.js'

const random = stream(5, 'risk-control')
const image = (size: number) => Float32Array.from({ length: size }, () => random.normal()).sort()
const share = (scores: Float32Array, t: number) =>
  scores.length === 0 ? 0 : scores.filter(score => score >= t).length / scores.length
const risk = (images: Float32Array[], t: number) =>
  (images.reduce((sum, scores) => sum + share(scores, t), 0) + 1) / (images.length + 1)

test('is the least threshold that meets its definition', () => {
  for (let trial = 0; trial < 40; trial++) {
    const images = Array.from({ length: 20 + random.below(30) }, () => image(random.below(60)))
    const rate = 0.6 + 0.3 * random.uniform()
    const t = riskControlThreshold(images, rate)
    expect(risk(images, t)).toBeLessThanOrEqual(1 - rate + 1e-12)
    // Any lower threshold calls at least one score more, that just below t.
    const below = Math.max(...images.flatMap(scores => [...scores]).filter(score => score < t))
    expect(risk(images, below)).toBeGreaterThan(1 - rate)
  }
})

test('keeps its promise on average over new images', () => {
  // Images differ: each has a shift of its own, so that pixels are far from exchangeable.
  const shifted = () => {
    const shift = 2 * random.normal()
    return Float32Array.from({ length: 30 }, () => shift + random.normal()).sort()
  }
  let alarms = 0
  const trials = 300
  for (let trial = 0; trial < trials; trial++) {
    const t = riskControlThreshold(Array.from({ length: 19 }, shifted), 0.8)
    alarms += share(shifted(), t)
  }
  expect(alarms / trials).toBeLessThan(0.2 + 0.04)
})

test('too few images are refused with the number that is needed', () => {
  const images = (count: number) => Array.from({ length: count }, () => image(5))
  expect(() => riskControlThreshold(images(18), 0.95)).toThrow('give at least 19')
  expect(riskControlThreshold(images(19), 0.95)).toBeGreaterThan(0)
  expect(() => riskControlThreshold(images(19), 1)).toThrow('expected one between 0 and 1')
})

test('infinite scores: −∞ everywhere accepts all, +∞ in too many pixels is said', () => {
  const all = (value: number) => Array.from({ length: 30 }, () => new Float32Array(4).fill(value))
  expect(riskControlThreshold(all(Number.NEGATIVE_INFINITY), 0.9)).toBeLessThan(-3e38)
  expect(() => riskControlThreshold(all(Number.POSITIVE_INFINITY), 0.9)).toThrow('+∞')
})

test('thresholds of several rates are those of each; those that need more images are left out', () => {
  const images = Array.from({ length: 30 }, () => image(random.below(200)))
  const rates = [0.5, 0.9, 0.95, 0.99]
  const expected = rates.map(rate => (rate < 0.99 ? riskControlThreshold(images, rate) : undefined))
  expect(riskControlThresholds(images, 30, rates)).toEqual(expected)
  const infinite = Array<Float32Array>(30).fill(Float32Array.of(Number.POSITIVE_INFINITY))
  expect(riskControlThresholds(infinite, 30, [0.9])).toEqual([undefined])
})
