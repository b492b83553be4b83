import { type BootstrapOptions, bootstrap } from '../bootstrap/bootstrap.js'
import { drawWithReplacement } from '../bootstrap/draw.js'
import type { BootstrapMetric, Estimate } from '../bootstrap/rank-intervals.js'
import type { PixelPool } from './pool.js'

/** A number of all pixels with its interval over images. */
export interface PixelEstimate extends Estimate {
  /** How far an end of the interval can be off because scores were counted in bins; 0: exact. */
  bound: number
}

/**
 * AP, AUROC and FPR95 with bootstrap intervals over images: images are drawn with replacement, their pixels pooled.
 * The values are exact, and so are the intervals of sets with few outliers; else `bound` says how far not.
 */
export function pixelIntervals(
  pool: PixelPool,
  options: BootstrapOptions,
): Record<BootstrapMetric, PixelEstimate> {
  const { metrics } = pool.result()
  const resample = pool.resampler()
  const worst = { ap: 0, auroc: 0, fpr95: 0 }
  const intervals = bootstrap<BootstrapMetric>(random => {
    const { metrics, bounds } = resample(drawWithReplacement(pool.images.length, random))
    for (const name of bootstrapMetrics) worst[name] = Math.max(worst[name], bounds[name])
    return metrics
  }, options)
  const estimate = (name: BootstrapMetric) => ({
    value: metrics[name],
    ...intervals[name],
    bound: worst[name],
  })
  return { auroc: estimate('auroc'), ap: estimate('ap'), fpr95: estimate('fpr95') }
}

const bootstrapMetrics = ['auroc', 'ap', 'fpr95'] as const
