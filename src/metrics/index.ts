/** Metrics: typed arrays in, numbers out. Outliers are positive; a higher score is more outlying. */
export { accuracy } from './accuracy.js'
export { auroc } from './auroc.js'
export { type BestF1, bestF1 } from './best-f1.js'
export { type Curve, curve, IGNORED, INLIER, OUTLIER, undefinedReason } from './curve.js'
export { fprAtTpr, type OperatingPoint, operatingPoint, type RocPoints } from './operating-point.js'
export { auprIn, auprOut, averagePrecision } from './precision-recall.js'
export {
  type RankMetricName,
  type RankMetrics,
  rankMetricNames,
  rankMetrics,
  rankMetricsOf,
} from './rank-metrics.js'
export type { Scores } from './sort.js'
