import { UserError } from '../../errors.js'
import { type Stream, stream } from '../../random.js'
import type { NamedMetrics } from '../averages.js'
import { type Interval, percentileInterval } from './interval.js'

export interface BootstrapOptions {
  /** Seed of the stream `bootstrap`; replicate b draws from its index b, so that more replicates extend fewer. */
  seed: number
  replicates?: number
  /** Coverage of the interval, in (0, 1). */
  level?: number
}

/**
 * Percentile bootstrap of any numbers: `replicate` draws its own resample from the stream that it is given
 * (`drawWithReplacement`, `drawWithinClasses`) and computes from it.
 */
export function bootstrap<Name extends string>(
  replicate: (random: Stream) => NamedMetrics<Name>,
  { seed, replicates = 1000, level = 0.95 }: BootstrapOptions,
): Record<Name, Interval> {
  checkReplicates(replicates)
  const results = Array.from({ length: replicates }, (_, b) => replicate(stream(seed, 'bootstrap', 0, b)))
  const names = Object.keys(results[0]!) as Name[]
  const entries = names.map(name => [
    name,
    percentileInterval(
      results.map(result => result[name]),
      level,
    ),
  ])
  return Object.fromEntries(entries)
}

/** The results of all replicates are kept. */
const mostReplicates = 1e6

/** @throws UserError if that is no number of replicates */
export function checkReplicates(replicates: number): void {
  if (Number.isInteger(replicates) && replicates > 0 && replicates <= mostReplicates) return
  throw new UserError(
    `${replicates} bootstrap replicates: expected a whole number from 1 to ${mostReplicates}, for example 1000`,
  )
}
