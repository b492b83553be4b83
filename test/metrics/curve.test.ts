import { describe, expect, test } from 'vitest'
import { curve, fprAtTpr, rankMetrics } from '../../src/metrics/index.js'
import { permutation, stream } from '../../src/random.js'
import * as oracle from './oracle.js'

const trials = process.env.UNO_LONG === '1' ? 3000 : 150
const extremes = [Infinity, -Infinity, 0, -0, 1e-45, -1e-45, 3.4e38, -3.4e38]

/** A random set: few or many distinct values, extremes among them, some samples ignored with a NaN score. */
function randomSet(trial: number) {
  const random = stream(7, 'metrics test', trial)
  const n = 2 + random.below(60)
  const levels = 1 + random.below(random.below(2) ? 8 : 1000)
  const Type = random.below(2) ? Float32Array : Float64Array
  const scores = new Type(n)
  const labels = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    labels[i] = i === 0 ? 1 : i === 1 ? 0 : [0, 0, 1, 255][random.below(4)]!
    scores[i] = random.below(6) === 0 ? extremes[random.below(8)]! : random.below(levels) / 7 - 1
    if (labels[i] === 255 && random.below(2)) scores[i] = Number.NaN
  }
  const samples = [...scores].flatMap((score, i) =>
    labels[i] === 255 ? [] : [{ score, outlier: labels[i] === 1 }],
  )
  return { scores, labels, samples, random }
}

describe('random sets with ties, infinities and signed zeros', () => {
  for (let trial = 0; trial < trials; trial++) {
    const { scores, labels, samples, random } = randomSet(trial)
    const metrics = rankMetrics(scores, labels)

    test(`set ${trial}: every metric is its definition`, () => {
      const { tp, fp, thresholds } = curve(scores, labels)
      expect([...thresholds].map((threshold, i) => ({ threshold, tp: tp[i], fp: fp[i] }))).toEqual(
        oracle.points(samples).map(point => ({ ...point, threshold: point.threshold + 0 })),
      )
      expect(metrics.auroc).toBeCloseTo(oracle.auroc(samples), 14)
      expect(metrics.ap).toBeCloseTo(oracle.averagePrecision(samples), 13)
      expect(metrics.aupr_out).toBeCloseTo(oracle.trapezoidAupr(samples), 13)
      expect(metrics.aupr_in).toBeCloseTo(oracle.trapezoidAupr(oracle.reversed(samples)), 13)
      expect(metrics.fpr95).toBe(oracle.fpr95(samples).fpr)
      expect(metrics.threshold95).toBe(oracle.fpr95(samples).threshold + 0)
      expect(metrics.best_f1).toBeCloseTo(oracle.bestF1(samples).f1, 14)
      expect(metrics.best_f1_threshold).toBe(oracle.bestF1(samples).threshold + 0)
    })

    test(`set ${trial}: the order of samples does not matter`, () => {
      const order = permutation(scores.length, random)
      const shuffled = rankMetrics(
        scores.map((_, i) => scores[order[i]!]!),
        labels.map((_, i) => labels[order[i]!]!),
      )
      expect(shuffled).toEqual(metrics)
    })
  }
})

test('the radix sort of large float32 arrays orders like the built-in sort', () => {
  const random = stream(1, 'radix')
  const scores = Float32Array.from({ length: 20_000 }, (_, i) =>
    i % 50 === 0 ? extremes[random.below(8)]! : (random.uniform() - 0.5) * 10 ** (random.below(40) - 20),
  )
  const labels = Uint8Array.from(scores, () => random.below(2))
  // Float64Array takes the other way through the sort.
  expect(rankMetrics(scores, labels)).toEqual(rankMetrics(Float64Array.from(scores), labels))
  expect([...curve(scores, labels).thresholds]).toEqual(
    [...new Set([...scores].map(score => score + 0))].sort((a, b) => (a < b ? 1 : -1)),
  )
})

test('a view into a larger buffer is ranked without touching what lies around it, nor its own order', () => {
  const buffer = Float32Array.from({ length: 9000 }, (_, i) => Math.sin(i))
  const before = buffer.slice()
  rankMetrics(buffer.subarray(100, 8900), new Uint8Array(8800).fill(1, 0, 4400))
  expect(buffer).toEqual(before)
})

test('float32 scores are not rounded to float16 on the way', () => {
  const scores = Float32Array.of(-1 + 1e-6, -1 + 2e-6, -1 + 3e-6)
  expect(rankMetrics(scores, Uint8Array.of(0, 0, 1)).ap).toBe(1)
})

describe('extremes', () => {
  test('all equal: AUROC ½, AP the prevalence, FPR95 1', () => {
    const labels = Uint8Array.of(0, 1, 0, 0, 1)
    expect(rankMetrics(new Float32Array(5).fill(0.3), labels)).toMatchObject({
      auroc: 0.5,
      ap: 0.4,
      fpr95: 1,
    })
  })

  test('±Inf are allowed, are the extremes, and tie among themselves', () => {
    const scores = Float64Array.of(Infinity, Infinity, 1, -Infinity, -Infinity)
    expect(rankMetrics(scores, Uint8Array.of(1, 0, 1, 0, 1)).auroc).toBe((0.5 + 1 + 0 + 1 + 0 + 0.5) / 6)
  })

  test.each([
    { name: 'no outlier', labels: [0, 0, 255], reason: 'no outlier among 2 samples (1 ignored)' },
    { name: 'no inlier', labels: [1, 1, 1], reason: 'no inlier among 3 samples' },
    { name: 'nothing', labels: [255, 255, 255], reason: 'no samples to rank (3 ignored)' },
  ])('$name: all metrics are null with a reason', ({ labels, reason }) => {
    const metrics = rankMetrics(Float32Array.of(1, 2, 3), Uint8Array.from(labels))
    expect(metrics).toMatchObject({ auroc: null, ap: null, fpr95: null, aupr_in: null, aupr_out: null })
    expect(metrics).toMatchObject({ best_f1: null, threshold95: null })
    expect(metrics.undefined).toMatchObject({ auroc: reason, ap: reason, aupr_in: reason, best_f1: reason })
  })
})

describe('refusals', () => {
  test('a NaN score, by first position and count', () => {
    const scores = Float32Array.of(1, Number.NaN, 2, Number.NaN)
    expect(() => curve(scores, Uint8Array.of(0, 1, 1, 0))).toThrow('index 1 is NaN (2 in all)')
  })

  test('a NaN score of an ignored sample is never read', () => {
    const scores = Float32Array.of(1, Number.NaN, 2)
    expect(rankMetrics(scores, Uint8Array.of(0, 255, 1))).toMatchObject({ auroc: 1, ignored: 1 })
  })

  test('as many labels as scores', () => {
    expect(() => curve(new Float32Array(3), new Uint8Array(2))).toThrow('3 scores but 2 labels')
  })

  test('a label that is none of 0, 1, 255', () => {
    expect(() => curve(new Float32Array(3), Uint8Array.of(0, 1, 2))).toThrow('label 2 at index 2')
  })

  test('a true-positive rate outside (0, 1]', () => {
    const both = curve(Float32Array.of(1, 2), Uint8Array.of(0, 1))
    for (const tpr of [0, 1.01, Number.NaN])
      expect(() => fprAtTpr(both, { tpr })).toThrow('expected one in (0, 1]')
  })
})
