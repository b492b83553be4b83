/**
 * Metrics of resampled images. Neighbouring pixels are not independent, so images are drawn, not pixels; a set
 * of 10 images or 233 has millions of pixels, which are therefore counted once, by image, in bins of the score.
 */
import { RocArea } from '../auroc.js'
import type { Draws } from '../bootstrap/draw.js'
import { Sum } from '../sum.js'
import { countBins } from './bin-counts.js'
import { type PooledScores, walk } from './pooled-scores.js'
import type { ImageCounts } from './scored-image.js'

/** Numbers of one resample; `null` where a class is absent. */
export interface ResampledMetrics {
  ap: number | null
  auroc: number | null
  fpr95: number | null
}

/** The metrics of a resample, and by how much the true ones may differ: all 0 where bins are exact. */
export interface Resample {
  metrics: ResampledMetrics
  bounds: { ap: number; auroc: number; fpr95: number }
}

/**
 * A stretch of scores that is counted as one. Every bin is exact for every resample that holds one distinct score
 * or nothing but inliers: curves rise at outliers only.
 */
export interface Bins {
  /** Lowest score of each bin, descending. */
  edges: Float64Array
  /** Whether the order within the bin matters: outliers and other scores share it. */
  mixed: Uint8Array
}

/** Numbers that all images' bins together may take: what 1000 replicates count in seconds. */
const budget = 2 ** 21

/** Bins that hold outliers, for so many images. */
const blocksFor = (images: number) =>
  Math.max(4096, Math.min(2 ** 15, Math.floor(budget / 2 / Math.max(1, images))))

/**
 * The curve of any resample of images in time that depends on the number of bins, not of pixels.
 *
 * Exact as long as the set has no more outliers than `blocks`; else bins of few outliers and of few inliers, and
 * `bounds` says how far a number can be off, by the most and the least favourable order within each bin.
 */
export function imageResampler(
  scores: PooledScores,
  images: readonly ImageCounts[],
  blocks = blocksFor(images.length),
): (draws: Draws) => Resample {
  const total = (kind: keyof BinLimits) => images.reduce((sum, image) => sum + image[kind], 0)
  const bins = chooseBins(scores, {
    outliers: Math.max(1, Math.ceil(total('outliers') / blocks)),
    inliers: Math.max(1, Math.ceil((inliersPerBin * total('inliers')) / blocks)),
  })
  const counts = countBins(scores, bins.edges)
  const [found, wrong] = [new Float64Array(bins.edges.length), new Float64Array(bins.edges.length)]
  return draws => {
    const totals = { outliers: 0, inliers: 0 }
    found.fill(0)
    wrong.fill(0)
    for (const [i, times] of draws.entries()) {
      if (times === 0) continue
      totals.outliers += times * images[i]!.outliers
      totals.inliers += times * images[i]!.inliers
      addTimes(found, counts[i]!.outliers, times)
      addTimes(wrong, counts[i]!.inliers, times)
    }
    return measure(found, wrong, bins.mixed, totals)
  }
}

/** What a bin with outliers holds before the next one begins. */
interface BinLimits {
  outliers: number
  inliers: number
}

/**
 * Where hard outliers lie far apart among many inliers, a bin is full by its inliers: they are what FPR95 is in doubt of. A
 * quarter as many bins for them keep that below 0.1 points in the set itself, at a quarter more work.
 */
const inliersPerBin = 4

function chooseBins(scores: PooledScores, limits: BinLimits): Bins {
  const edges: number[] = []
  const mixed: number[] = []
  let [outliers, inliers, distinct, lowest, tpBefore, fpBefore] = [0, 0, 0, Number.NaN, 0, 0]
  const close = () => {
    if (distinct === 0) return
    edges.push(lowest)
    mixed.push(outliers > 0 && distinct > 1 ? 1 : 0)
    outliers = inliers = distinct = 0
  }
  walk(scores, (threshold, tp, fp) => {
    const [p, n] = [tp - tpBefore, fp - fpBefore]
    // Before the score that would overfill it, so that a large tie has a bin of its own.
    const isFull =
      outliers >= limits.outliers || outliers + p > limits.outliers || inliers + n > limits.inliers
    // A stretch of inliers ends at the first outlier, and a bin with outliers when it is full.
    if (outliers > 0 ? isFull : p > 0) close()
    outliers += p
    inliers += n
    distinct++
    lowest = threshold
    tpBefore = tp
    fpBefore = fp
  })
  close()
  return { edges: Float64Array.from(edges), mixed: Uint8Array.from(mixed) }
}

function addTimes(sums: Float64Array, counts: Uint32Array, times: number): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += times * counts[i]!
}

function measure(
  found: Float64Array,
  wrong: Float64Array,
  mixed: Uint8Array,
  totals: { outliers: number; inliers: number },
): Resample {
  const { outliers, inliers } = totals
  const bounds = { ap: 0, auroc: 0, fpr95: 0 }
  if (outliers === 0 || inliers === 0) return { metrics: { ap: null, auroc: null, fpr95: null }, bounds }
  // The least number of outliers that is a share of 95 %.
  const needed = Math.ceil((19 * outliers) / 20)
  const [area, precision] = [new RocArea(), new Sum()]
  let [tp, fp, doubt, swaps, fpr95] = [0, 0, 0, 0, -1]
  for (let i = 0; i < found.length; i++) {
    const [p, n] = [found[i]!, wrong[i]!]
    if (p === 0 && n === 0) continue
    const open = mixed[i] === 1 && p > 0 && n > 0
    if (open) {
      const [low, high] = [leastPrecision(tp, fp, p, n), mostPrecision(tp, fp, p)]
      precision.add((p * (low + high)) / 2)
      doubt += (p * (high - low)) / 2
      swaps += p * n
    } else if (p > 0) precision.add(p * ((tp + p) / (tp + p + fp + n)))
    if (fpr95 < 0 && tp + p >= needed) {
      const passed = open ? (n * (needed - tp)) / p : n
      fpr95 = (fp + passed) / inliers
      if (open) bounds.fpr95 = Math.max(passed, n - passed) / inliers
    }
    area.add((tp += p), (fp += n))
  }
  bounds.ap = doubt / outliers
  bounds.auroc = swaps / (2 * outliers * inliers)
  return { metrics: { ap: precision.value / outliers, auroc: area.value(totals), fpr95 }, bounds }
}

/**
 * A lower bound of the mean precision at the p outliers of a bin: all its n inliers above them. Precision is
 * concave in the outliers found, so that the mean of its ends is not above its mean.
 */
function leastPrecision(tp: number, fp: number, p: number, n: number): number {
  const at = (found: number) => found / (found + fp + n)
  return (at(tp + 1) + at(tp + p)) / 2
}

/** An upper bound: all inliers of the bin below them. They may be one tie, which an image that is drawn twice makes too. */
const mostPrecision = (tp: number, fp: number, p: number): number => (tp + p) / (tp + p + fp)
