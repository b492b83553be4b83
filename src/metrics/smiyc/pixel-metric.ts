import { RocArea } from '../auroc.js'
import { BestF1Search } from '../best-f1.js'
import { undefinedReason } from '../curve.js'
import { binaryLegend, type Legend } from '../legend.js'
import { OperatingPointSearch } from '../operating-point.js'
import { checkImage, type ScoredImage } from '../pixel/scored-image.js'
import { PrecisionSum } from '../precision-recall.js'
import { type QuantisedScores, quantise } from './quantised.js'

/** The tool's names of its numbers, all fractions but the thresholds. */
export const smiycPixelNames = [
  'area_PRC',
  'area_ROC',
  'tpr95_fpr',
  'tpr95_threshold',
  'recall50_threshold',
  'best_f1',
  'best_f1_threshold',
] as const
export type SmiycPixelName = (typeof smiycPixelNames)[number]

export type SmiycPixelMetrics = Record<SmiycPixelName, number | null> & {
  /** Why all are `null`. */
  undefined?: string
}

/**
 * SegmentMeIfYouCan's pixel metric ("PixBinaryClass", the leaderboard's): scores are quantised image by image to
 * the quantiles of its outliers and inliers, then pooled. So it differs from the exact metrics (`PixelPool`) in the
 * third digit, in either direction. Memory: some kilobytes an image.
 *
 * Where images share the overall maximum, the tool keeps one point of a single image, chosen by an unstable sort;
 * that point is left out here, and the numbers do not depend on any order.
 */
export class SmiycPixelMetric {
  /** Images without a pixel that counts, which make the tool fail; they are skipped. */
  readonly warnings: string[] = []
  readonly #legend: Legend
  readonly #images: QuantisedScores[] = []
  readonly #counts = { outliers: 0, inliers: 0, ignored: 0 }
  /** Of the first image without quantiles. */
  #reason: string | undefined

  constructor({ legend = binaryLegend }: { legend?: Legend } = {}) {
    this.#legend = legend
  }

  /** An infinite score leaves the metric without quantiles, hence undefined. @throws UserError as `PixelPool.add` */
  add(image: ScoredImage): void {
    const checked = checkImage(image, this.#legend)
    const quantised = checked.outliers + checked.inliers > 0 ? quantise(checked) : undefined
    this.warnings.push(...checked.warnings)
    this.#counts.ignored += checked.ignored
    if (!quantised) return
    this.#counts.outliers += checked.outliers
    this.#counts.inliers += checked.inliers
    if ('undefined' in quantised) this.#reason ??= quantised.undefined
    else this.#images.push(quantised)
  }

  result(): SmiycPixelMetrics {
    const reason = undefinedReason(this.#counts, 'pixels') ?? this.#reason
    if (reason) {
      const none = Object.fromEntries(smiycPixelNames.map(name => [name, null]))
      return { ...(none as Record<SmiycPixelName, null>), undefined: reason }
    }
    const { outliers } = this.#counts
    const [precision, area, f1] = [new PrecisionSum(), new RocArea(), new BestF1Search(outliers)]
    const at95 = new OperatingPointSearch(this.#counts)
    const at50 = new OperatingPointSearch(this.#counts, { tpr: 0.5 })
    this.#walk((threshold, tp, fp) => {
      precision.add(tp, fp)
      area.add(tp, fp)
      for (const search of [at95, at50, f1]) search.add(threshold, tp, fp)
    })
    return {
      area_PRC: precision.value(outliers),
      area_ROC: area.value(this.#counts),
      tpr95_fpr: at95.value().fpr,
      tpr95_threshold: at95.value().threshold,
      recall50_threshold: at50.value().threshold,
      best_f1: f1.value().f1,
      best_f1_threshold: f1.value().threshold,
    }
  }

  /** The pooled edges from the highest to the lowest; those without pixels are left out. */
  #walk(visit: (threshold: number, tp: number, fp: number) => void): void {
    const points = this.#images.flatMap(({ edges, outliers, inliers }) =>
      Array.from(edges, (edge, i) => [edge, outliers[i]!, inliers[i]!] as const),
    )
    points.sort(([a], [b]) => b - a)
    let [tp, fp] = [0, 0]
    for (const [i, [edge, found, wrong]] of points.entries()) {
      tp += found
      fp += wrong
      const isLast = points[i + 1]?.[0] !== edge
      if (isLast && tp + fp > 0) visit(edge, tp, fp)
    }
  }
}
