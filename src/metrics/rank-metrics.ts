import { auroc } from './auroc.js'
import { bestF1 } from './best-f1.js'
import { type Curve, curve, undefinedReason } from './curve.js'
import { operatingPoint, type RocPoints } from './operating-point.js'
import { auprIn, auprOut, averagePrecision } from './precision-recall.js'
import type { Scores } from './sort.js'

/** The names under which rank metrics stand in JSON and tables. All are fractions but the thresholds. */
export const rankMetricNames = [
  'auroc',
  'ap',
  'fpr95',
  'aupr_in',
  'aupr_out',
  'threshold95',
  'best_f1',
  'best_f1_threshold',
] as const
export type RankMetricName = (typeof rankMetricNames)[number]

/** All rank metrics of one set; outliers are positive, but in `aupr_in`. */
export interface RankMetrics extends Record<RankMetricName, number | null> {
  inliers: number
  outliers: number
  ignored: number
  /** For every metric that is `null`, why. */
  undefined?: Partial<Record<RankMetricName, string>>
}

export interface RankOptions {
  /** Which points FPR95 and threshold95 read; `sklearn` as OpenOOD and the UNO evaluator do. */
  fpr95?: RocPoints
  /** What a score belongs to, in the plural, for the reasons: samples (default), pixels, rows. */
  unit?: string
}

/** The rank metrics of scores and labels; see `curve` for the conventions and for what is refused. */
export function rankMetrics(scores: Scores, labels: Uint8Array, options?: RankOptions): RankMetrics {
  return rankMetricsOf(curve(scores, labels), options)
}

/** The rank metrics of a curve. */
export function rankMetricsOf(curve: Curve, { fpr95 = 'exact', unit }: RankOptions = {}): RankMetrics {
  const point = operatingPoint(curve, { points: fpr95 })
  const f1 = bestF1(curve)
  const reason = undefinedReason(curve, unit)
  return {
    auroc: auroc(curve),
    ap: averagePrecision(curve),
    fpr95: point?.fpr ?? null,
    aupr_in: auprIn(curve),
    aupr_out: auprOut(curve),
    threshold95: point?.threshold ?? null,
    best_f1: f1?.f1 ?? null,
    best_f1_threshold: f1?.threshold ?? null,
    inliers: curve.inliers,
    outliers: curve.outliers,
    ignored: curve.ignored,
    ...(reason && { undefined: Object.fromEntries(rankMetricNames.map(name => [name, reason])) }),
  }
}
