import { UserError } from '../../errors.js'
import { spread } from '../averages.js'

/** What the replicates of a bootstrap tell about one number. */
export interface Interval {
  /** Ends of the percentile interval; `null` if no replicate is defined. */
  low: number | null
  high: number | null
  /** Standard deviation over the replicates (divided by B − 1); `null` for fewer than two. */
  standardError: number | null
  /** Replicates that counted, and those that were undefined and left out. */
  replicates: number
  undefinedReplicates: number
}

/**
 * The percentile interval over replicates; undefined ones (`null`) are left out and counted.
 *
 * @param level coverage, in (0, 1): 0.95 takes the quantiles 0.025 and 0.975
 */
export function percentileInterval(replicates: readonly (number | null)[], level = 0.95): Interval {
  if (!(level > 0 && level < 1)) throw new UserError(`interval level ${level}: expected one between 0 and 1`)
  const defined = replicates.filter(value => value !== null)
  const count = defined.length
  const sorted = Float64Array.from(defined).sort()
  return {
    low: count > 0 ? quantile(sorted, (1 - level) / 2) : null,
    high: count > 0 ? quantile(sorted, (1 + level) / 2) : null,
    standardError: count > 1 ? spread(defined).deviation * Math.sqrt(count / (count - 1)) : null,
    replicates: count,
    undefinedReplicates: replicates.length - count,
  }
}

/** Quantile of ascending values by linear interpolation at position (n − 1)·q. */
export function quantile(sorted: Float64Array, q: number): number {
  const position = (sorted.length - 1) * q
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!)
}
