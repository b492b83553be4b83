import { RocArea } from '../auroc.js'
import { BestF1Search } from '../best-f1.js'
import type { Draws } from '../bootstrap/draw.js'
import { undefinedReason } from '../curve.js'
import { binaryLegend, type Legend } from '../legend.js'
import { OperatingPointSearch, type RocPoints } from '../operating-point.js'
import { CurveThinner, type PlotCurve } from '../plot-curve.js'
import { PrecisionSum } from '../precision-recall.js'
import { FishyscapesCurve } from './fishyscapes-curve.js'
import { append, type PooledScores, walk } from './pooled-scores.js'
import { imageResampler, type Resample } from './resample.js'
import { checkImage, type ImageCounts, type ScoredImage } from './scored-image.js'
import type { Visit } from './walk.js'

/** The names under which pixel metrics stand in JSON and tables; all are fractions but the thresholds. */
export const pixelMetricNames = [
  'ap',
  'auroc',
  'fpr95',
  'threshold95',
  'best_f1',
  'best_f1_threshold',
] as const
export type PixelMetricName = (typeof pixelMetricNames)[number]

/** The metrics of all pixels together; outliers are positive. */
export interface PixelMetrics extends Record<PixelMetricName, number | null> {
  images: number
  inliers: number
  outliers: number
  ignored: number
  /** For every metric that is `null`, why. */
  undefined?: Partial<Record<PixelMetricName, string>>
}

/** Curves thinned for drawing (`thin`); `null` if either class is absent. */
export interface PixelCurves {
  roc: PlotCurve
  pr: PlotCurve
  /** The 51 points of precision and recall that Fishyscapes publishes. */
  fishyscapes: PlotCurve
}

/**
 * Pools the pixels of images that come one by one: metrics are of all pixels together, not averages over images.
 * Everything is exact: equal scores are one point whatever their order, −0 equals +0, ±∞ are the extremes.
 *
 * Memory: at most 4 bytes a pixel that counts for scores of half and single precision (usually far less for
 * half), 8 for doubles that are no singles; nothing is held of ignored pixels. `result` takes some megabytes more.
 *
 *     const pool = new PixelPool()
 *     for (const image of images) pool.add(image)
 *     const { metrics, curves } = pool.result()
 */
export class PixelPool {
  /** What a person should be told: images that contribute nothing, NaN scores on ignored pixels. */
  readonly warnings: string[] = []
  /** What each image contributed, in order. */
  readonly images: ImageCounts[] = []
  readonly #legend: Legend
  #scores: PooledScores = { wide: false, images: [] }

  constructor({ legend = binaryLegend }: { legend?: Legend } = {}) {
    this.#legend = legend
  }

  /**
   * Adds an image; its arrays are not kept.
   *
   * @throws UserError with image, row and column for a NaN score that counts, a label outside the legend, or
   *   maps of two sizes
   */
  add(image: ScoredImage): void {
    const checked = checkImage(image, this.#legend)
    const { name, outliers, inliers, ignored } = checked
    this.#scores = append(this.#scores, checked)
    this.images.push({ name, outliers, inliers, ignored })
    this.warnings.push(...checked.warnings)
  }

  /** Pixels of each kind in all images. */
  get counts(): { outliers: number; inliers: number; ignored: number } {
    const total = (kind: 'outliers' | 'inliers' | 'ignored') =>
      this.images.reduce((sum, image) => sum + image[kind], 0)
    return { outliers: total('outliers'), inliers: total('inliers'), ignored: total('ignored') }
  }

  /** Visits the points of the exact curve, from the highest score to the lowest. */
  walk(visit: Visit): void {
    walk(this.#scores, visit)
  }

  /** Metrics of resampled images, which are counted here once. */
  resampler(blocks?: number): (draws: Draws) => Resample {
    return imageResampler(this.#scores, this.images, blocks)
  }

  /** Metrics and curves of what has been added so far, in one walk. */
  result({ fpr95 = 'exact' }: { fpr95?: RocPoints } = {}): {
    metrics: PixelMetrics
    curves: PixelCurves | null
  } {
    const counts = { images: this.images.length, ...this.counts }
    const reason = undefinedReason(counts, 'pixels')
    if (reason) return { metrics: undefinedMetrics(counts, reason), curves: null }
    const { outliers, inliers } = counts
    const [area, precision] = [new RocArea(), new PrecisionSum()]
    const [point, f1] = [new OperatingPointSearch(counts, { points: fpr95 }), new BestF1Search(outliers)]
    const [roc, pr] = [new CurveThinner(), new CurveThinner()]
    const fishyscapes = new FishyscapesCurve(outliers)
    roc.add(0, 0, Number.POSITIVE_INFINITY)
    pr.add(0, 1, Number.POSITIVE_INFINITY)
    this.walk((threshold, tp, fp) => {
      area.add(tp, fp)
      precision.add(tp, fp)
      point.add(threshold, tp, fp)
      f1.add(threshold, tp, fp)
      roc.add(fp / inliers, tp / outliers, threshold)
      pr.add(tp / outliers, tp / (tp + fp), threshold)
      fishyscapes.add(threshold, tp, fp)
    })
    const [at95, best] = [point.value(), f1.value()]
    const metrics = {
      ap: precision.value(outliers),
      auroc: area.value(counts),
      fpr95: at95.fpr,
      threshold95: at95.threshold,
      best_f1: best.f1,
      best_f1_threshold: best.threshold,
      ...counts,
    }
    return { metrics, curves: { roc: roc.value(), pr: pr.value(), fishyscapes: fishyscapes.value() } }
  }
}

function undefinedMetrics(
  counts: Pick<PixelMetrics, 'images' | 'inliers' | 'outliers' | 'ignored'>,
  reason: string,
): PixelMetrics {
  const all = <Value>(value: Value) =>
    Object.fromEntries(pixelMetricNames.map(name => [name, value])) as Record<PixelMetricName, Value>
  return { ...all(null), ...counts, undefined: all(reason) }
}
