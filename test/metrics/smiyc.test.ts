import { describe, expect, test } from 'vitest'
import { fromHalf, toHalf } from '../../src/half.js'
import {
  binaryLegend,
  imageComponents,
  labelComponents,
  PixelPool,
  type ScoredImage,
  SmiycComponentMetric,
  SmiycPixelMetric,
} from '../../src/metrics/index.js'
import { checkImage } from '../../src/metrics/pixel/scored-image.js'
import { orderScores } from '../../src/metrics/smiyc/ordered-scores.js'
import { stream } from '../../src/random.js'

/** `#` is 1, anything else 0; all rows of one length. */
const mask = (...rows: string[]) => Uint8Array.from(rows.join(''), sign => (sign === '#' ? 1 : 0))

/** Components by flooding from the first pixel that is not yet labelled, all eight neighbours. */
function flooded(cells: Uint8Array, width: number): number[] {
  const labels = new Array<number>(cells.length).fill(0)
  let count = 0
  for (let start = 0; start < cells.length; start++) {
    if (cells[start] === 0 || labels[start]! > 0) continue
    labels[start] = ++count
    for (const open = [start]; open.length > 0; ) {
      const at = open.pop()!
      const [row, column] = [Math.floor(at / width), at % width]
      for (let y = row - 1; y <= row + 1; y++)
        for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          const next = y * width + x
          if (cells[next] !== 1 || labels[next]! > 0) continue
          labels[next] = count
          open.push(next)
        }
    }
  }
  return labels
}

describe('labelling', () => {
  test('corners touch; numbers go by the first pixel', () => {
    const { labels, sizes } = labelComponents(mask('#..#', '.#..', '#..#'), 4)
    expect([...labels]).toEqual([1, 0, 0, 2, 0, 1, 0, 0, 1, 0, 0, 3])
    expect([...sizes]).toEqual([7, 3, 1, 1])
  })

  test('the end of a row does not touch the start of the next', () => {
    expect(labelComponents(mask('..#', '#..'), 3).sizes.length).toBe(3)
  })

  test('arms that join late are one component', () => {
    expect([...labelComponents(mask('#.#.#', '#.#.#', '#####'), 5).sizes]).toEqual([4, 11])
    expect([...labelComponents(mask('###', '###'), 3).sizes]).toEqual([0, 6])
    expect([...labelComponents(mask('...', '...'), 3).sizes]).toEqual([6])
  })

  test.each([0.2, 0.4, 0.6, 0.9])('of random masks is that of flooding: density %d', density => {
    const random = stream(1, 'masks', 0, Math.round(100 * density))
    for (let run = 0; run < 20; run++) {
      const [width, height] = [1 + random.below(30), 1 + random.below(30)]
      const cells = Uint8Array.from({ length: width * height }, () => (random.uniform() < density ? 1 : 0))
      expect([...labelComponents(cells, width).labels]).toEqual(flooded(cells, width))
    }
  })
})

/** sIoU and precision as they are defined, component by component over the whole image. */
function slowComponents(truth: Uint8Array, predicted: Uint8Array, width: number) {
  const [t, p] = [flooded(truth, width), flooded(predicted, width)]
  const [nt, np] = [Math.max(0, ...t), Math.max(0, ...p)]
  const agreement = (own: number[], other: number[], k: number) => {
    const partners = new Set(other.filter((label, i) => label > 0 && own[i] === k))
    const inUnion = other.map(label => partners.has(label))
    const shared = inUnion.filter((is, i) => is && own[i] === k).length
    const elsewhere = inUnion.filter((is, i) => is && own[i]! > 0 && own[i] !== k).length
    const size = own.filter(label => label === k).length
    return shared / (inUnion.filter(Boolean).length + size - shared - elsewhere)
  }
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1)
  return {
    sIoU_gt: numbers(nt).map(k => agreement(t, p, k)),
    sIoU_pred: numbers(np).map(k => agreement(p, t, k)),
    size_gt: numbers(nt).map(k => t.filter(label => label === k).length),
    size_pred: numbers(np).map(k => p.filter(label => label === k).length),
    prec_pred: numbers(np).map(k => {
      const own = p.flatMap((label, i) => (label === k ? [t[i]! > 0] : []))
      return own.filter(Boolean).length / own.length
    }),
  }
}

describe('components', () => {
  const limits = { prediction: 1, groundTruth: 1 }
  const imageOf = (truth: Uint8Array, predicted: Uint8Array, width: number): ScoredImage => ({
    name: 'image',
    width,
    scores: Float32Array.from(predicted),
    labels: truth,
  })

  test('agree with the definition on random masks', () => {
    const random = stream(2, 'components')
    const draw = (length: number) => Uint8Array.from({ length }, () => (random.uniform() < 0.3 ? 1 : 0))
    for (let run = 0; run < 30; run++) {
      const [width, height] = [8 + random.below(12), 8 + random.below(12)]
      const [truth, predicted] = [draw(width * height), draw(width * height)]
      expect(imageComponents(imageOf(truth, predicted, width), 0.5, limits)).toEqual(
        slowComponents(truth, predicted, width),
      )
    }
  })

  test('a prediction at the threshold is none, after rounding to its precision', () => {
    const truth = mask('##')
    const single = { ...imageOf(truth, truth, 2), scores: Float32Array.of(0.7, 0.8) }
    expect(imageComponents(single, 0.7, limits).size_pred).toEqual([1])
    // float16(0.7) is above 0.7 in double precision.
    const half = { ...single, scores: toHalf(Float64Array.of(0.7, 0.8)) }
    expect(imageComponents(half, 0.7, limits).size_pred).toEqual([1])
    const double = { ...single, scores: Float64Array.of(0.7000000001, 0.8) }
    expect(imageComponents(double, 0.7, limits).size_pred).toEqual([2])
  })

  test('without components the means are null, and without any of them F1 too', () => {
    const metric = new SmiycComponentMetric({ threshold: 0.5, limits })
    metric.add(imageOf(mask('..'), mask('..'), 2))
    expect(metric.result()).toMatchObject({ tp_mean: 0, f1_mean: null, sIoU_gt: null, prec_pred: null })
    metric.add(imageOf(mask('#.'), mask('..'), 2))
    expect(metric.result()).toMatchObject({ fn_mean: 1, f1_mean: 0, sIoU_gt: 0, prec_pred: null })
  })
})

describe('the pixel metric', () => {
  const image = (name: string, scores: ScoredImage['scores'], labels: number[]): ScoredImage => ({
    name,
    width: labels.length,
    scores,
    labels: Uint8Array.from(labels),
  })

  test('is near the exact one where no class has more scores than quantiles', () => {
    const random = stream(3, 'smiyc')
    const labels = Array.from({ length: 300 }, () => [0, 0, 1, 255][random.below(4)]!)
    const scores = Float32Array.from(labels, label => random.normal() + (label === 1 ? 1 : 0))
    const [smiyc, exact] = [new SmiycPixelMetric(), new PixelPool()]
    for (const part of [
      image('a', scores, labels),
      image(
        'b',
        scores.map(s => s - 1),
        labels,
      ),
    ]) {
      smiyc.add(part)
      exact.add(part)
    }
    const { metrics } = exact.result()
    const found = smiyc.result()
    // Quantiles of n scores at (n − 1)·j/(n − 1) are the scores, but for rounding.
    expect(found.area_PRC).toBeCloseTo(metrics.ap!, 2)
    expect(found.area_ROC).toBeCloseTo(metrics.auroc!, 2)
    expect(found.tpr95_fpr).toBeCloseTo(metrics.fpr95!, 1)
  })

  test('does not depend on the order of images', () => {
    const parts = [0, 1, 2].map(i => image(`${i}`, Float32Array.of(i, 2, 1, 0.5 * i), [1, 0, 1, 0]))
    const of = (images: ScoredImage[]) => {
      const metric = new SmiycPixelMetric()
      for (const part of images) metric.add(part)
      return metric.result()
    }
    expect(of(parts)).toEqual(of(parts.toReversed()))
  })

  test('infinite scores leave it undefined, by place', () => {
    const infinite = image('a', Float32Array.of(1, Number.NEGATIVE_INFINITY), [0, 1])
    const halves = { ...infinite, scores: toHalf(Float32Array.of(1e9, 1)) }
    for (const [part, column] of [
      [infinite, 1],
      [halves, 0],
    ] as const) {
      const metric = new SmiycPixelMetric()
      for (const one of [image('b', Float32Array.of(1, 2), [0, 1]), part]) metric.add(one)
      expect(metric.result()).toMatchObject({
        area_PRC: null,
        best_f1_threshold: null,
        undefined: expect.stringContaining(`a: score is infinite at row 0, column ${column}`),
      })
    }
  })

  test('skips images without pixels, and needs both classes', () => {
    const metric = new SmiycPixelMetric()
    metric.add(image('b', Float32Array.of(Number.POSITIVE_INFINITY), [255]))
    expect(metric.warnings).toEqual(['b: every pixel is ignored; the image contributes nothing'])
    metric.add(image('c', Float32Array.of(1), [0]))
    expect(metric.result()).toMatchObject({
      area_PRC: null,
      undefined: 'no outlier among 1 pixel (1 ignored)',
    })
  })
})

test('float16 scores, which are counted, are in the order of the same scores in single precision, sorted', () => {
  const random = stream(11, 'halves')
  const bits = Uint16Array.from({ length: 3000 }, (_, i) => {
    const half = random.below(0x7c01) | (random.below(2) << 15)
    // A few values often, both zeros among them.
    return i % 3 === 0 ? [0, 0x8000, 0x3c00, 0xbc00][i % 4]! : half
  })
  const labels = Uint8Array.from(bits, () => [0, 1, 255][random.below(3)]!)
  const image = { ...checkImage({ name: 'x', width: 30, scores: bits, labels }, binaryLegend) }
  const counted = orderScores(image)
  const sorted = orderScores({ ...image, scores: fromHalf(bits) })
  for (const kind of ['outliers', 'inliers'] as const) {
    const [ours, oracle] = [counted[kind], sorted[kind]]
    expect(ours.length).toBe(oracle.length)
    for (let k = 0; k < ours.length; k++) expect(ours.at(k)).toBe(oracle.at(k))
    for (const value of [-Infinity, -1, -0.001, 0, 0.5, 1, 65504, Infinity])
      expect(ours.below(value)).toBe(oracle.below(value))
  }
})
