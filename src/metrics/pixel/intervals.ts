import type { BootstrapOptions } from '../bootstrap/bootstrap.js'
import { type BootstrapMetric, byMetric } from '../bootstrap/rank-intervals.js'
import type { PixelPool } from './pool.js'
import { type BoundedInterval, pixelReplicates, replicateIntervals } from './replicates.js'

/** A number of all pixels with its interval over images. */
export type PixelEstimate = BoundedInterval & { value: number | null }

/**
 * AP, AUROC and FPR95 with bootstrap intervals over images: images are drawn with replacement, their pixels pooled.
 * The values are exact, and so are the intervals of sets with few outliers; else `bound` says how far not.
 */
export function pixelIntervals(
  pool: PixelPool,
  options: BootstrapOptions,
): Record<BootstrapMetric, PixelEstimate> {
  const { metrics } = pool.result()
  const intervals = replicateIntervals(pixelReplicates(pool, options), options.level)
  return byMetric(name => ({ value: metrics[name], ...intervals[name] }))
}
