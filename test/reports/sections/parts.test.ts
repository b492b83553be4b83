import { expect, test } from 'vitest'
import { duration } from '../../../src/duration.js'
import { stream } from '../../../src/random.js'
import { binEdges, shares } from '../../../src/reports/histogram-counts.js'
import { acceptance, acceptanceLevels } from '../../../src/reports/image/acceptance.js'
import { extremes } from '../../../src/reports/image/confused.js'
import { confusionCounts } from '../../../src/reports/image/confusion-matrix.js'
import { rankingCurves } from '../../../src/reports/image/ranking-curves.js'
import { bulk, scoreRange } from '../../../src/reports/image/score-range.js'
import type { RunRecord } from '../../../src/reports/inputs/run-record.js'
import { bucketMeans } from '../../../src/reports/sections/bucket-means.js'
import { flatten } from '../../../src/reports/sections/provenance.js'

const set = (scores: number[], labels: number[] = scores.map(() => -1), predicted?: number[]) => ({
  ...{
    name: 'a',
    role: 'outliers' as const,
    group: 'near',
    count: scores.length,
    labels: Int32Array.from(labels),
  },
  ...{
    scores: new Map([['s', Float64Array.from(scores)]]),
    orders: new Map([['s', Float64Array.from(scores)]]),
    predicted: predicted && Int32Array.from(predicted),
  },
})

test('each threshold is the smallest inlier score that accepts its share', () => {
  const random = stream(0, 'acceptance')
  // Few distinct values: ties are the hard part.
  const inliers = Float64Array.from({ length: 137 }, () => random.below(40))
  const outliers = Float64Array.from({ length: 53 }, () => 20 + random.below(40))
  const { thresholds, found } = acceptance(inliers, [set([...outliers])], 's')
  acceptanceLevels.forEach((level, i) => {
    const accepted = (t: number) => inliers.filter(score => score <= t).length / inliers.length
    const smallest = [...inliers].filter(t => accepted(t) >= level - 1e-12).sort((a, b) => a - b)[0]
    expect(thresholds[i]).toBe(smallest)
    expect(found[0]![i]).toBe(outliers.filter(score => score > thresholds[i]!).length / outliers.length)
  })
})

test('twenty inliers and 95 % make the nineteenth the threshold', () => {
  const inliers = Float64Array.from({ length: 20 }, (_, i) => i + 1)
  expect(acceptance(inliers, [], 's').thresholds[acceptanceLevels.indexOf(0.95)]).toBe(19)
})

test('histogram shares sum to one, with what lies beyond in the outermost bins', () => {
  expect([...shares([-9, 0, 0.4, 0.6, 1, Infinity], [0, 1], 2)]).toEqual([0.5, 0.5])
  expect([...binEdges([0, 1], 2)]).toEqual([0, 0.5, 1])
})

test('the paper’s scores are shown over their whole range, others over their bulk', () => {
  expect(scoreRange('s_uno', [])).toEqual([-1, 1])
  expect(bulk([Float64Array.of(2, Infinity, 5, Number.NaN)])).toEqual([2, 5])
  expect(bulk([Float64Array.of(3, 3)])).toEqual([2.5, 3.5])
})

test('the most extreme come first, ties by their index', () => {
  const values = Float64Array.of(1, 5, 5, -2)
  expect(extremes(values, 3, 'highest')).toEqual([1, 2, 0])
  expect(extremes(values, 2, 'lowest')).toEqual([3, 0])
})

test('confusions are counted by true class, without images that have none', () => {
  const { counts, n } = confusionCounts(set([0, 0, 0, 0], [0, 1, 1, -1], [0, 0, 1, 1]))
  expect([n, [...counts]]).toEqual([2, [1, 0, 1, 1]])
})

test('bucket means keep the mean of the whole', () => {
  const y = Float64Array.from({ length: 100 }, (_, i) => i)
  const means = bucketMeans(y, y, 10)
  expect(means.y).toHaveLength(10)
  expect(means.y[0]).toBe(4.5)
  expect(means.x).toEqual(means.y)
  expect(bucketMeans([1, 2], [3, 4], 50)).toEqual({ x: [1, 2], y: [3, 4] })
})

test('records are flattened to paths; long lists are cut, and say so', () => {
  expect(flatten({ a: { b: 1, c: [] }, d: [{ e: null }] })).toEqual([
    ['a.b', '1'],
    ['a.c', 'none'],
    ['d.0.e', 'null'],
  ])
  expect(flatten({ x: Array.from({ length: 50 }, () => 7) })[0]![1]).toMatch(/7, … \(50\)$/)
})

test('durations read as people say them', () => {
  expect([42.4, 425, 6000].map(duration)).toEqual(['42 s', '7 min 5 s', '1 h 40 min'])
})

test('curves rank by the form of a score that does not saturate', () => {
  const inliers = { ...set([-1, -1, -0.5]), role: 'inliers' as const }
  const outliers = set([-0.5, 1, 1])
  const drawn = (...orders: number[][]) => {
    const sets = [inliers, outliers].map((one, i) => ({
      ...one,
      orders: new Map([['s', Float64Array.from(orders[i]!)]]),
    }))
    return String(rankingCurves({ sets, folder: 'run' } as RunRecord).body)
  }
  const tied = drawn([-1, -1, -0.5], [-0.5, 1, 1])
  // The same scores, and the tie at −0.5 made by rounding.
  expect(drawn([-40, -39, -1.5], [-1.4, 40, 41])).not.toBe(tied)
  expect(drawn([-40, -39, -1.5], [-1.4, 40, 41])).toBe(drawn([1, 2, 3], [4, 5, 6]))
})
