import { describe, expect, test } from 'vitest'
import { quantile } from '../../src/metrics/bootstrap/interval.js'
import {
  curve,
  drawWithinClasses,
  drawWithReplacement,
  meanDifference,
  percentileInterval,
  rankDifferences,
  rankIntervals,
  rankMetricsOf,
  resampler,
  spreadOverPixels,
} from '../../src/metrics/index.js'
import { stream } from '../../src/random.js'

function normalSet(n: number, seed: number, shift = 1) {
  const random = stream(seed, 'bootstrap test')
  const labels = Uint8Array.from({ length: n }, (_, i) => (i % 11 === 10 ? 255 : i % 3 === 0 ? 1 : 0))
  const scores = Float32Array.from(labels, label => Math.round(8 * (random.normal() + shift * label)) / 8)
  return { scores, labels, random }
}

describe('resampled curves', () => {
  test('are the curves of samples repeated as often as they were drawn', () => {
    const { scores, labels, random } = normalSet(300, 1)
    const curveOf = resampler(scores, labels)
    for (let trial = 0; trial < 50; trial++) {
      const draws = drawWithReplacement(scores.length, random)
      const indices = [...draws].flatMap((times, i) => new Array<number>(times).fill(i))
      const repeated = curve(
        Float32Array.from(indices, i => scores[i]!),
        Uint8Array.from(indices, i => labels[i]!),
      )
      expect(curveOf(draws)).toEqual(repeated)
      expect(rankMetricsOf(curveOf(draws))).toEqual(rankMetricsOf(repeated))
    }
  })

  test('NaN scores of ignored samples do no harm', () => {
    const curveOf = resampler(Float32Array.of(1, Number.NaN, 2), Uint8Array.of(0, 255, 1))
    expect(curveOf(Uint32Array.of(2, 5, 1))).toMatchObject({ inliers: 2, outliers: 1, ignored: 5 })
  })
})

describe('draws', () => {
  test('within classes keep the size of each class and never draw ignored samples', () => {
    const { labels, random } = normalSet(200, 2)
    const draws = drawWithinClasses(labels, random)
    const drawn = (kind: number) =>
      draws.reduce((sum, times, i) => (labels[i] === kind ? sum + times : sum), 0)
    for (const kind of [0, 1]) expect(drawn(kind)).toBe(labels.filter(label => label === kind).length)
    expect(drawn(255)).toBe(0)
    expect(draws.some(times => times > 1)).toBe(true)
  })

  test('of images carry over to all of their pixels', () => {
    expect(spreadOverPixels(Uint32Array.of(2, 0, 1), [1, 2, 3])).toEqual(Uint32Array.of(2, 0, 0, 1, 1, 1))
  })
})

describe('intervals', () => {
  test('quantiles interpolate at (n − 1)·q', () => {
    const sorted = Float64Array.of(10, 20, 40)
    expect([0, 0.25, 0.5, 0.75, 1].map(q => quantile(sorted, q))).toEqual([10, 15, 20, 30, 40])
  })

  test('undefined replicates are left out and counted', () => {
    const interval = percentileInterval([3, null, 1, 2, null], 0.5)
    expect(interval).toEqual({
      low: 1.5,
      high: 2.5,
      standardError: expect.closeTo(1, 12),
      replicates: 3,
      undefinedReplicates: 2,
    })
    expect(percentileInterval([null])).toMatchObject({ low: null, high: null, standardError: null })
  })

  test('the same seed gives the same interval, another one another', () => {
    const { scores, labels } = normalSet(200, 3)
    const interval = (seed: number) => rankIntervals(scores, labels, { seed, replicates: 50 })
    expect(interval(1)).toEqual(interval(1))
    expect(interval(1).auroc.low).not.toBe(interval(2).auroc.low)
  })

  test('the standard error of AUROC is that of Hanley and McNeil within the error of either', () => {
    const { scores, labels } = normalSet(2000, 4)
    const { value, low, high, standardError } = rankIntervals(scores, labels, {
      seed: 0,
      replicates: 300,
    }).auroc
    const [A, P, N] = [value!, labels.filter(l => l === 1).length, labels.filter(l => l === 0).length]
    const [q1, q2] = [A / (2 - A), (2 * A * A) / (1 + A)]
    const hanley = Math.sqrt((A * (1 - A) + (P - 1) * (q1 - A * A) + (N - 1) * (q2 - A * A)) / (P * N))
    expect(standardError! / hanley).toBeGreaterThan(0.85)
    expect(standardError! / hanley).toBeLessThan(1.15)
    expect(low).toBeLessThan(A)
    expect(high).toBeGreaterThan(A)
  })

  test('resampling images is wider than resampling pixels that repeat each other', () => {
    const { scores, labels } = normalSet(60, 5)
    const repeat = 20
    const wide = Float32Array.from({ length: 60 * repeat }, (_, i) => scores[Math.floor(i / repeat)]!)
    const wideLabels = Uint8Array.from(wide, (_, i) => labels[Math.floor(i / repeat)]!)
    const options = { seed: 0, replicates: 200 }
    const byPixel = rankIntervals(wide, wideLabels, options).auroc.standardError!
    const byImage = rankIntervals(wide, wideLabels, { ...options, imageSizes: new Array(60).fill(repeat) })
    expect(byImage.auroc.standardError! / byPixel).toBeGreaterThan(3)
  })

  test('image sizes must add up', () => {
    const { scores, labels } = normalSet(20, 6)
    expect(() => rankIntervals(scores, labels, { seed: 0, imageSizes: [19] })).toThrow(
      '19 pixels in all, but 20',
    )
  })

  test('needs replicates and a level', () => {
    const { scores, labels } = normalSet(20, 6)
    expect(() => rankIntervals(scores, labels, { seed: 0, replicates: 0 })).toThrow('0 bootstrap replicates')
    expect(() => rankIntervals(scores, labels, { seed: 0, replicates: 9, level: 95 })).toThrow('level 95')
  })
})

describe('paired differences', () => {
  test('of a method with itself are exactly zero', () => {
    const { scores, labels } = normalSet(200, 7)
    const { auroc } = rankDifferences(scores, scores, labels, { seed: 0, replicates: 50 })
    expect(auroc).toMatchObject({ value: 0, low: 0, high: 0, standardError: 0 })
  })

  test('of two methods that agree are narrower than either interval', () => {
    const { scores, labels, random } = normalSet(600, 8)
    const other = scores.map(score => score + 0.1 * random.normal())
    const options = { seed: 0, replicates: 200 }
    const single = rankIntervals(scores, labels, options).auroc.standardError!
    expect(rankDifferences(scores, other, labels, options).auroc.standardError!).toBeLessThan(single / 3)
  })

  test('of accuracies come from the hits on the same images', () => {
    const [a, b] = [
      [1, 1, 1, 0],
      [1, 0, 0, 0],
    ]
    const { value, low, high } = meanDifference(a, b, { seed: 0, replicates: 400 })
    expect(value).toBe(0.5)
    expect(low).toBe(0)
    expect(high).toBe(1)
    expect(() => meanDifference(a, [1], { seed: 0 })).toThrow('cannot pair 4 samples with 1')
  })
})
