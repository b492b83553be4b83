import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { auroc } from '../auroc.js'
import type { NamedMetrics } from '../averages.js'
import type { Curve } from '../curve.js'
import { fprAtTpr, type RocPoints } from '../operating-point.js'
import { averagePrecision } from '../precision-recall.js'
import type { Scores } from '../sort.js'
import { type BootstrapOptions, bootstrap } from './bootstrap.js'
import { type Draws, drawWithinClasses, drawWithReplacement, spreadOverPixels } from './draw.js'
import type { Interval } from './interval.js'
import { resampler } from './resampled-curve.js'

/** The metrics that intervals are given for. */
export type BootstrapMetric = 'auroc' | 'ap' | 'fpr95'

export const byMetric = <T>(of: (metric: BootstrapMetric) => T): Record<BootstrapMetric, T> => ({
  auroc: of('auroc'),
  ap: of('ap'),
  fpr95: of('fpr95'),
})

/** A number of the whole set with its bootstrap interval. */
export interface Estimate extends Interval {
  value: number | null
}

export interface RankBootstrapOptions extends BootstrapOptions {
  /**
   * Sizes of the images that the pixels come from, in order: then images are resampled, not pixels, as
   * neighbouring pixels are not independent. Without it every sample is an image, resampled within its class.
   */
  imageSizes?: readonly number[]
  /** Which points of each resample's curve FPR95 reads. */
  fpr95?: RocPoints
}

/** AUROC, AP and FPR95 of a method with bootstrap intervals. */
export function rankIntervals(
  scores: Scores,
  labels: Uint8Array,
  options: RankBootstrapOptions,
): Record<BootstrapMetric, Estimate> {
  const curveOf = resampler(scores, labels)
  return estimate(draws => headline(curveOf(draws), options.fpr95), labels, options)
}

/**
 * Paired differences a − b of two methods on the same samples: both see each resample, so that what is hard
 * for both cancels out.
 */
export function rankDifferences(
  a: Scores,
  b: Scores,
  labels: Uint8Array,
  options: RankBootstrapOptions,
): Record<BootstrapMetric, Estimate> {
  const [curveOfA, curveOfB] = [resampler(a, labels), resampler(b, labels)]
  const of = (curve: Curve) => headline(curve, options.fpr95)
  return estimate(draws => difference(of(curveOfA(draws)), of(curveOfB(draws))), labels, options)
}

function estimate(
  metricsOf: (draws: Draws) => NamedMetrics<BootstrapMetric>,
  labels: Uint8Array,
  { imageSizes, fpr95: _, ...options }: RankBootstrapOptions,
): Record<BootstrapMetric, Estimate> {
  const pixels = imageSizes?.reduce((sum, size) => sum + size, 0)
  if (pixels !== undefined && pixels !== labels.length) {
    throw new UserError(
      `images of ${counted(pixels, 'pixel')} in all, but ${counted(labels.length, 'label')}; expected as many`,
    )
  }
  const whole = metricsOf(new Uint32Array(labels.length).fill(1))
  const intervals = bootstrap(random => {
    if (!imageSizes) return metricsOf(drawWithinClasses(labels, random))
    return metricsOf(spreadOverPixels(drawWithReplacement(imageSizes.length, random), imageSizes))
  }, options)
  return byMetric(metric => ({ value: whole[metric], ...intervals[metric] }))
}

function headline(curve: Curve, points?: RocPoints): NamedMetrics<BootstrapMetric> {
  return { auroc: auroc(curve), ap: averagePrecision(curve), fpr95: fprAtTpr(curve, { points }) }
}

function difference(
  a: NamedMetrics<BootstrapMetric>,
  b: NamedMetrics<BootstrapMetric>,
): NamedMetrics<BootstrapMetric> {
  const minus = (x: number | null, y: number | null) => (x === null || y === null ? null : x - y)
  return byMetric(metric => minus(a[metric], b[metric]))
}
