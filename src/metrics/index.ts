/** Metrics: typed arrays in, numbers out. Outliers are positive; a higher score is more outlying. */
export { accuracy } from './accuracy.js'
export { auroc } from './auroc.js'
export {
  averageOverSets,
  type NamedMetrics,
  type Spread,
  spread,
  spreadOverRuns,
  spreadText,
} from './averages.js'
export { type BestF1, bestF1 } from './best-f1.js'
export { type BootstrapOptions, bootstrap } from './bootstrap/bootstrap.js'
export { type Draws, drawWithinClasses, drawWithReplacement, spreadOverPixels } from './bootstrap/draw.js'
export { type Interval, percentileInterval } from './bootstrap/interval.js'
export { meanDifference } from './bootstrap/mean-difference.js'
export {
  type BootstrapMetric,
  byMetric,
  type Estimate,
  type RankBootstrapOptions,
  rankDifferences,
  rankIntervals,
} from './bootstrap/rank-intervals.js'
export { resampler } from './bootstrap/resampled-curve.js'
export { conformalThreshold } from './conformal.js'
export { type AbsentClasses, type ClassifiedImage, Confusion, type IouResult } from './confusion.js'
export { type Curve, curve, IGNORED, INLIER, OUTLIER, undefinedReason } from './curve.js'
export { countAbove, leastThresholds } from './least-threshold.js'
export { applyLegend, binaryLegend, type LabelMap, type Legend, legendOf } from './legend.js'
export { fprAtTpr, type OperatingPoint, operatingPoint, type RocPoints } from './operating-point.js'
export { type ClassCorrelations, PearsonPool, pearson, pearsonByClass } from './pearson.js'
export { type PixelEstimate, pixelIntervals } from './pixel/intervals.js'
export {
  type PixelCurves,
  type PixelMetricName,
  type PixelMetrics,
  PixelPool,
  pixelMetricNames,
} from './pixel/pool.js'
export {
  type BoundedReplicates,
  type PixelReplicates,
  pixelBootstrapMetrics,
  pixelReplicates,
  refuseThinned,
  replicateInterval,
  replicateIntervals,
} from './pixel/replicates.js'
export type { Resample } from './pixel/resample.js'
export type { ImageCounts, PixelScores, ScoredImage } from './pixel/scored-image.js'
export { type PlotCurve, precisionRecallCurve, rocCurve, thin } from './plot-curve.js'
export { auprIn, auprOut, averagePrecision } from './precision-recall.js'
export {
  type RankMetricName,
  type RankMetrics,
  type RankOptions,
  rankMetricNames,
  rankMetrics,
  rankMetricsOf,
} from './rank-metrics.js'
export { checkRiskControl, riskControlThreshold, riskControlThresholds } from './risk-control.js'
export {
  type AgreementCounts,
  agreementCounts,
  type ComponentMetricOptions,
  SmiycComponentMetric,
  type SmiycComponentMetrics,
} from './smiyc/component-metric.js'
export {
  type ImageComponents,
  imageComponents,
  type SizeLimits,
  smiycAgreements,
  smiycSizeLimits,
} from './smiyc/components.js'
export { type Labelled, labelComponents } from './smiyc/label-components.js'
export {
  SmiycPixelMetric,
  type SmiycPixelMetrics,
  type SmiycPixelName,
  smiycPixelNames,
} from './smiyc/pixel-metric.js'
export { type SmiycResults, smiycResults } from './smiyc/results.js'
export type { Scores } from './sort.js'
export { type Tsne, type TsneOptions, tsne } from './tsne/tsne.js'
