import { describe, expect, test } from 'vitest'
import {
  accuracy,
  averageOverSets,
  conformalThreshold,
  pearson,
  pearsonByClass,
  spreadOverRuns,
  spreadText,
} from '../../src/metrics/index.js'
import { stream } from '../../src/random.js'

describe('accuracy', () => {
  test('counts inliers only', () => {
    expect(accuracy([0, 1, 2, 0], [0, 1, 1, -1])).toBe(2 / 3)
    expect(accuracy([0], [-1])).toBeNull()
    expect(() => accuracy([0, 1], [0])).toThrow('2 predictions but 1 label;')
  })
})

describe('averages', () => {
  test('weigh every data set the same; null stays null', () => {
    const sets = [
      { auroc: 0.5, ap: null },
      { auroc: 1, ap: 0.3 },
    ]
    expect(averageOverSets(sets)).toEqual({ auroc: 0.75, ap: null })
  })

  test('runs spread by the population deviation', () => {
    const spread = spreadOverRuns([{ auroc: 1 }, { auroc: 3 }]).auroc!
    expect(spread).toEqual({ mean: 2, deviation: 1 })
    expect(spreadText(spread)).toBe('2.00 ± 1.00')
  })

  test('refuse nothing to average, and rows of different metrics', () => {
    expect(() => averageOverSets([])).toThrow('no data set')
    const rows = [{ auroc: 1, ap: 1 }, { auroc: 1 }] as { auroc: number; ap: number }[]
    expect(() => spreadOverRuns(rows)).toThrow('run 1 lacks "ap"')
  })
})

describe('Pearson correlation', () => {
  test('of a line is ±1, of worked numbers what they are', () => {
    expect(pearson([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 15)
    expect(pearson([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 15)
    // Deviations (−1, 0, 1) and (−2, 1, 1)·⅓: 1/√(2 · ⅔).
    expect(pearson([1, 2, 3], [0, 1, 1])).toBeCloseTo(Math.sqrt(3) / 2, 15)
  })

  test('does not change under shift and scale, however far the shift', () => {
    const random = stream(5, 'pearson')
    const a = Float64Array.from({ length: 500 }, () => random.normal())
    const b = a.map(value => value + random.normal())
    const moved = pearson(
      a.map(value => 1e6 + 3 * value),
      b.map(value => -1e6 + value),
    )
    expect(moved).toBeCloseTo(pearson(a, b)!, 9)
  })

  test('is undefined for a constant, whatever the rounding of its mean, and for one sample', () => {
    expect(
      pearson(
        new Float64Array(10).fill(0.1),
        Float64Array.from({ length: 10 }, (_, i) => i),
      ),
    ).toBeNull()
    expect(pearson([1], [2])).toBeNull()
  })

  test('refuses what is not finite and what does not pair', () => {
    expect(() => pearson([1, Infinity], [1, 2])).toThrow('Infinity at index 1')
    expect(() => pearson([1, 2], [1])).toThrow('cannot correlate 2 values with 1')
  })

  test('by class leaves ignored samples out', () => {
    const a = Float32Array.of(1, 2, 1, 2, 9)
    const b = Float32Array.of(1, 2, 2, 1, Number.NaN)
    const found = pearsonByClass(a, b, Uint8Array.of(0, 0, 1, 1, 255))
    expect(found.inliers).toBeCloseTo(1, 15)
    expect(found.outliers).toBeCloseTo(-1, 15)
    expect(found.all).toBeCloseTo(0, 15)
  })
})

describe('conformal threshold', () => {
  const ascending = (n: number) => Float64Array.from({ length: n }, (_, i) => i + 1)

  test('is the ⌈(n + 1)·rate⌉-th smallest score, of the rate as it is written', () => {
    expect(conformalThreshold(ascending(19), 0.95)).toBe(19)
    expect(conformalThreshold(ascending(20), 0.95)).toBe(20)
    expect(conformalThreshold(ascending(99), 0.95)).toBe(95)
    // In doubles 100 · 0.07 = 7.000000000000001.
    expect(conformalThreshold(ascending(99), 0.07)).toBe(7)
    expect(conformalThreshold(ascending(99).reverse(), 0.5)).toBe(50)
  })

  test('leaves the scores as they are, in their type and order', () => {
    const scores = Float32Array.of(3, 1, 2)
    expect(conformalThreshold(scores, 0.5)).toBe(2)
    expect(scores).toEqual(Float32Array.of(3, 1, 2))
  })

  test('refuses too few samples and says how many it takes', () => {
    for (const [rate, needed] of [
      [0.95, 19],
      [0.9, 9],
      [0.99, 99],
      [0.999, 999],
      [0.5, 1],
    ] as const) {
      expect(() => conformalThreshold(ascending(needed - 1), rate)).toThrow(`at least ${needed},`)
      expect(conformalThreshold(ascending(needed), rate)).toBe(needed)
    }
  })

  test('refuses a rate that is none, and NaN', () => {
    for (const rate of [0, 1, 95, Number.NaN])
      expect(() => conformalThreshold(ascending(9), rate)).toThrow('rate')
    expect(() => conformalThreshold(Float32Array.of(1, Number.NaN), 0.5)).toThrow('index 1 is NaN')
  })

  test('accepts a new inlier with the promised probability, over many calibrations', () => {
    const random = stream(11, 'conformal')
    const [trials, n, rate] = [20_000, 29, 0.9]
    let accepted = 0
    for (let trial = 0; trial < trials; trial++) {
      const draws = Float64Array.from({ length: n + 1 }, () => random.normal())
      if (draws[n]! <= conformalThreshold(draws.subarray(0, n), rate)) accepted++
    }
    // ⌈30 · 0.9⌉ / 30 = 0.9 exactly; four standard errors are 0.0085.
    expect(accepted / trials).toBeGreaterThan(rate - 0.0085)
    expect(accepted / trials).toBeLessThan(rate + 0.0085)
  })
})
