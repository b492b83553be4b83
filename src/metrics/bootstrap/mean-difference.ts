import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { type BootstrapOptions, bootstrap } from './bootstrap.js'
import { drawWithReplacement } from './draw.js'
import type { Estimate } from './rank-intervals.js'

/**
 * The mean of a − b over paired samples with its bootstrap interval; for example the difference of two
 * models' accuracies from their hits (1 or 0) on the same images.
 *
 * @throws UserError if the lengths differ or there is no sample
 */
export function meanDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: BootstrapOptions,
): Estimate {
  if (a.length !== b.length || a.length === 0) {
    throw new UserError(
      `cannot pair ${counted(a.length, 'sample')} with ${b.length}; expected as many, and at least one`,
    )
  }
  const difference = Float64Array.from({ length: a.length }, (_, i) => a[i]! - b[i]!)
  const weightedMean = (draws: Uint32Array) =>
    draws.reduce((sum, times, i) => sum + times * difference[i]!, 0) / difference.length
  const value = weightedMean(new Uint32Array(difference.length).fill(1))
  const { mean } = bootstrap(
    random => ({ mean: weightedMean(drawWithReplacement(difference.length, random)) }),
    options,
  )
  return { value, ...mean }
}
