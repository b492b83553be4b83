import { describe, expect, test } from 'vitest'
import { toHalf } from '../../src/half.js'
import {
  applyLegend,
  auroc,
  averagePrecision,
  bestF1,
  curve,
  drawWithReplacement,
  legendOf,
  operatingPoint,
  PixelPool,
  pixelIntervals,
  precisionRecallCurve,
  rankIntervals,
  rocCurve,
  type ScoredImage,
  thin,
} from '../../src/metrics/index.js'
import { stream } from '../../src/random.js'
import { concatenated } from '../procedures/scored-images.js'

const image = (name: string, scores: number[], labels: number[], width = 2) => ({
  name,
  width,
  scores: Float32Array.from(scores),
  labels: Uint8Array.from(labels),
})

const poolOf = (...images: ScoredImage[]) => {
  const pool = new PixelPool()
  for (const image of images) pool.add(image)
  return pool
}

/** Draws with many ties, both zeros, both infinities, denormals, and NaN where it is ignored. */
function drawn(seed: number, length: number, kind: 'half' | 'single' | 'double'): ScoredImage {
  const random = stream(seed, 'pixels')
  const odd = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 6e-8, -6e-8]
  const labels = Uint8Array.from({ length }, () => [0, 0, 0, 1, 255][random.below(5)]!)
  const values = Float64Array.from(labels, label => {
    if (label === 255) return Number.NaN
    if (random.below(20) === 0) return odd[random.below(odd.length)]!
    return random.below(3) === 0 ? random.below(9) - 4 : random.normal() + label
  })
  const scores = { half: toHalf(values), single: Float32Array.from(values), double: values }[kind]
  return { name: `${kind} ${seed}`, width: 7, scores, labels }
}

describe('pooling', () => {
  test.each([
    ['single precision', ['single', 'single', 'single']],
    ['half precision', ['half', 'half', 'half']],
    ['half and single precision', ['half', 'single', 'half']],
    ['double precision after others', ['half', 'single', 'double']],
    ['double precision before others', ['double', 'single', 'half']],
  ] as const)('of %s gives the curve of all pixels', (_, kinds) => {
    // 20,000 pixels are counted in groups, 900 sorted; half precision of 900 is too varied to be tallied.
    const images = kinds.map((kind, i) => drawn(i, [20_000, 900, 9001][i]!, kind))
    const { scores, labels } = concatenated(images)
    const expected = curve(scores, labels)
    const [thresholds, tp, fp]: number[][] = [[], [], []]
    const pool = poolOf(...images)
    pool.walk((threshold, found, wrong) => {
      thresholds!.push(threshold)
      tp!.push(found)
      fp!.push(wrong)
    })
    expect(thresholds).toEqual([...expected.thresholds])
    expect(tp).toEqual([...expected.tp])
    expect(fp).toEqual([...expected.fp])

    const { metrics, curves } = pool.result()
    expect(metrics).toEqual({
      ap: averagePrecision(expected),
      auroc: auroc(expected),
      fpr95: operatingPoint(expected)!.fpr,
      threshold95: operatingPoint(expected)!.threshold,
      best_f1: bestF1(expected)!.f1,
      best_f1_threshold: bestF1(expected)!.threshold,
      images: 3,
      outliers: expected.outliers,
      inliers: expected.inliers,
      ignored: expected.ignored,
    })
    expect(curves).toMatchObject({
      roc: thin(rocCurve(expected)!),
      pr: thin(precisionRecallCurve(expected)!),
    })
    const sklearn = operatingPoint(expected, { points: 'sklearn' })!
    expect(pool.result({ fpr95: 'sklearn' }).metrics).toMatchObject({ fpr95: sklearn.fpr, ap: metrics.ap })
  })

  test('does not depend on the order of images', () => {
    const images = [0, 1, 2].map(i => drawn(i, 500, 'single'))
    expect(poolOf(...images).result()).toEqual(poolOf(...images.toReversed()).result())
  })

  test('what is added later counts as well, and an array that changes afterwards does not', () => {
    const pool = poolOf(image('a', [1, 2], [0, 1]))
    expect(pool.result().metrics.ap).toBe(1)
    const late = image('b', [3, 0], [0, 1])
    pool.add(late)
    late.scores.fill(9)
    expect(pool.result().metrics).toMatchObject({ ap: 0.5, auroc: 0.25, fpr95: 1, outliers: 2, inliers: 2 })
    expect(pool.images.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('with one class nothing is defined, and says why', () => {
    const { metrics, curves } = poolOf(image('a', [1, 2], [0, 255])).result()
    expect(curves).toBeNull()
    expect(metrics).toMatchObject({ ap: null, auroc: null, fpr95: null, best_f1: null, inliers: 1 })
    expect(metrics.undefined?.ap).toBe('no outlier among 1 pixel (1 ignored)')
    expect(poolOf().result().metrics.undefined?.fpr95).toBe('no pixels to rank')
  })

  test('names an image that is wholly ignored, and NaN scores that were spared', () => {
    const { warnings } = poolOf(image('a', [1, 2], [0, 1]), image('b', [Number.NaN, 2], [255, 255]))
    expect(warnings).toEqual([
      'b: 1 NaN scores on ignored pixels, not read',
      'b: every pixel is ignored; the image contributes nothing',
    ])
  })

  test.each([
    ['single', (values: number[]) => Float32Array.from(values)],
    ['half', (values: number[]) => toHalf(Float32Array.from(values))],
    ['double', (values: number[]) => Float64Array.from(values)],
  ])('refuses NaN that counts, by image, row, column and count: %s', (_, store) => {
    const bad = image('b.png', [0, 1, 2, 3, Number.NaN, Number.NaN], [0, 0, 0, 0, 0, 1], 3)
    const pool = poolOf(image('a.png', [1], [0]))
    expect(() => pool.add({ ...bad, scores: store([...bad.scores]) })).toThrow(
      'b.png: score is NaN at row 1, column 1 (2 such',
    )
    expect(pool.images.length).toBe(1)
  })

  test('refuses maps of two sizes, and labels without meaning', () => {
    expect(() => poolOf(image('a.png', [1, 2, 3, 4], [0, 1]))).toThrow('a.png: 4 scores but 2 labels')
    expect(() => poolOf(image('a.png', [1, 2], [0, 2]))).toThrow('a.png: label 2 at row 0, column 1')
  })

  test('takes no more than the 4 bytes a pixel that it says, and nothing for ignored ones', () => {
    const length = 4_000_000
    const scores = Float32Array.from({ length }, (_, i) => Math.sin(i))
    const labels = Uint8Array.from({ length }, (_, i) => [0, 1, 255, 255][i % 4]!)
    const half = toHalf(scores)
    const before = process.memoryUsage().arrayBuffers
    const pool = new PixelPool()
    pool.add({ name: 'single', width: 2000, scores, labels })
    global.gc?.()
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * length)
    const held = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 20; i++) pool.add({ name: 'half', width: 2000, scores: half, labels })
    global.gc?.()
    expect((process.memoryUsage().arrayBuffers - held) / (20 * length)).toBeLessThan(4)
    expect(pool.counts).toEqual({ outliers: 21e6, inliers: 21e6, ignored: 42e6 })
  })
})

describe('intervals over images', () => {
  const images = [0, 1, 2, 3, 4, 5].map(i => drawn(i, 3000, 'single'))
  const options = { seed: 3, replicates: 60 }

  test('are those of the pixels of drawn images', () => {
    const { scores, labels } = concatenated(images)
    const expected = rankIntervals(scores, labels, {
      ...options,
      imageSizes: images.map(({ labels }) => labels.length),
    })
    const found = pixelIntervals(poolOf(...images), options)
    for (const name of ['ap', 'auroc', 'fpr95'] as const) {
      expect(found[name].bound).toBe(0)
      for (const field of ['value', 'low', 'high', 'standardError'] as const) {
        expect(found[name][field]).toBeCloseTo(expected[name][field]!, 12)
      }
    }
  })

  test.each(['half', 'double'] as const)('in bins differ by no more than the bound: %s', kind => {
    const pool = poolOf(...images.map((_, i) => drawn(i, 3000, kind)))
    const [exact, coarse] = [pool.resampler(), pool.resampler(50)]
    for (let b = 0; b < 20; b++) {
      const draws = drawWithReplacement(images.length, stream(b, 'draws'))
      const [{ metrics }, { metrics: near, bounds }] = [exact(draws), coarse(draws)]
      for (const name of ['ap', 'auroc', 'fpr95'] as const) {
        expect(Math.abs(near[name]! - metrics[name]!)).toBeLessThanOrEqual(bounds[name] + 1e-12)
      }
      expect(bounds.ap).toBeGreaterThan(0)
      expect(bounds.ap).toBeLessThan(0.05)
    }
  })

  test('large ties, of outliers too, in bins differ by no more than the bound', () => {
    // A small tie lies before a large one of outliers, whose middle would come too late.
    const ties = [
      { score: 9, outliers: 0, inliers: 50 },
      { score: 8, outliers: 5, inliers: 10 },
      { score: 7, outliers: 50, inliers: 1 },
      { score: 6, outliers: 45, inliers: 2000 },
    ]
    const tied = ties.flatMap(({ score, outliers, inliers }) => Array<number>(outliers + inliers).fill(score))
    const labels = ties.flatMap(({ outliers, inliers }) =>
      Array.from({ length: outliers + inliers }, (_, i) => (i < outliers ? 1 : 0)),
    )
    const pool = poolOf(image('tied', tied, labels, 2163))
    const [exact, coarse] = [pool.resampler(), pool.resampler(4)]
    for (const draws of [Uint32Array.of(1), Uint32Array.of(3)]) {
      const [{ metrics }, { metrics: near, bounds }] = [exact(draws), coarse(draws)]
      expect(Math.abs(near.ap! - metrics.ap!)).toBeLessThanOrEqual(bounds.ap + 1e-12)
    }
  })

  test('hard outliers, far apart among inliers, leave FPR95 in no more doubt', () => {
    const random = stream(5, 'hard')
    const labels = Uint8Array.from({ length: 60_000 }, (_, i) => (i % 40 === 0 ? 1 : 0))
    // A tenth of the outliers score as inliers do.
    const scores = Float32Array.from(
      labels,
      label => random.normal() + (random.uniform() < 0.9 ? 8 * label : 0),
    )
    const pool = poolOf({ name: 'hard', width: 300, scores, labels })
    const { metrics, bounds } = pool.resampler(200)(Uint32Array.of(1))
    expect(bounds.fpr95).toBeGreaterThan(0)
    expect(bounds.fpr95).toBeLessThanOrEqual(4 / 200)
    expect(Math.abs(metrics.fpr95! - pool.result().metrics.fpr95!)).toBeLessThanOrEqual(bounds.fpr95)
  })

  test('replicates without a class are left out and counted', () => {
    const pool = poolOf(image('a', [1, 2], [0, 0]), image('b', [1, 2], [0, 1]))
    const { ap } = pixelIntervals(pool, options)
    expect(ap.undefinedReplicates).toBeGreaterThan(0)
    expect(ap.undefinedReplicates + ap.replicates).toBe(60)
  })
})

describe('legends', () => {
  test('are told by the values of the whole set', () => {
    expect(legendOf([image('a', [], [0, 0]), image('b', [], [2, 255])])).toEqual({
      inliers: [0],
      outliers: [2],
    })
    expect(legendOf([image('a', [], [0, 1])])).toEqual({ inliers: [0], outliers: [1] })
  })

  test('1 in one image and 2 in another is refused, naming both', () => {
    expect(() => legendOf([image('a', [], [0, 2]), image('b', [], [1])])).toThrow('both 1 (b) and 2 (a)')
  })

  test('map raw labels; a value outside is refused with position and count', () => {
    const map = image('c.png', [], [0, 2, 255, 2, 7, 7], 3)
    const legend = { inliers: [0, 7], outliers: [2] }
    expect(applyLegend(map, legend)).toEqual(Uint8Array.of(0, 1, 255, 1, 0, 0))
    expect(() => applyLegend(map, { inliers: [0], outliers: [2] })).toThrow(
      'c.png: label 7 at row 1, column 1 (2 of them) is outside the legend: inlier 0, outlier 2',
    )
  })
})
