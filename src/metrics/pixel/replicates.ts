import { UserError } from '../../errors.js'
import { stream } from '../../random.js'
import { type BootstrapOptions, checkReplicates } from '../bootstrap/bootstrap.js'
import { drawWithReplacement } from '../bootstrap/draw.js'
import { type Interval, percentileInterval } from '../bootstrap/interval.js'
import { type BootstrapMetric, byMetric } from '../bootstrap/rank-intervals.js'
import type { RocPoints } from '../operating-point.js'
import type { PixelPool } from './pool.js'

export const pixelBootstrapMetrics = ['ap', 'auroc', 'fpr95'] as const satisfies BootstrapMetric[]

/** Each metric on resample b, NaN where undefined. */
export type PixelReplicates = Record<BootstrapMetric, Float64Array>

/**
 * Resamples count scores in bins, where thinning the points of a curve would mean something else.
 * @throws UserError if FPR95 is to be read from thinned points
 */
export function refuseThinned(fpr95: RocPoints = 'exact'): void {
  if (fpr95 === 'sklearn')
    throw new UserError(
      '--fpr95 sklearn: intervals of pixels are of the exact FPR95; leave it out, or the resamples (of uno evaluate: --bootstrap 0)',
    )
}

/** Replicates, and by how much any of them may be off because scores were counted in bins; 0: exact. */
export interface BoundedReplicates {
  values: PixelReplicates
  bounds: Record<BootstrapMetric, number>
}

/**
 * AP, AUROC and FPR95 on resamples: images are drawn with replacement, their pixels pooled. Resample b draws the same
 * images whatever was scored, so that differences of any two methods or models are paired.
 *
 * @param blocks bins that hold outliers; default: exact for sets with few outliers
 */
export function pixelReplicates(
  pool: PixelPool,
  { seed, replicates = 1000 }: Omit<BootstrapOptions, 'level'>,
  blocks?: number,
): BoundedReplicates {
  checkReplicates(replicates)
  const resample = pool.resampler(blocks)
  const [values, bounds] = [byMetric(() => new Float64Array(replicates)), byMetric(() => 0)]
  for (let b = 0; b < replicates; b++) {
    const found = resample(drawWithReplacement(pool.images.length, stream(seed, 'bootstrap', 0, b)))
    for (const name of pixelBootstrapMetrics) {
      values[name][b] = found.metrics[name] ?? Number.NaN
      bounds[name] = Math.max(bounds[name], found.bounds[name])
    }
  }
  return { values, bounds }
}

/** The percentile interval of replicates; undefined ones (NaN) are left out and counted. */
export const replicateInterval = (values: Float64Array, level?: number): Interval =>
  percentileInterval(
    Array.from(values, value => (Number.isNaN(value) ? null : value)),
    level,
  )

/** An interval, and how far an end of it can be off because scores were counted in bins; 0: exact. */
export type BoundedInterval = Interval & { bound: number }

export function replicateIntervals(
  { values, bounds }: BoundedReplicates,
  level?: number,
): Record<BootstrapMetric, BoundedInterval> {
  return byMetric(name => ({ ...replicateInterval(values[name], level), bound: bounds[name] }))
}
