/** Numbers of several runs as tables print them. */
import { type Spread, spreadText } from '../../metrics/index.js'
import { percent } from './table.js'

/** `97.12 ± 0.31` per cent; of one run the value alone. */
export function percentOverRuns(spread: Spread | null, runs: number, decimals: number): string {
  if (!spread || runs === 1) return percent(spread?.mean, decimals)
  return spreadText({ mean: 100 * spread.mean, deviation: 100 * spread.deviation }, decimals)
}

/** The best value; none if all are equally good. */
export function bestOf(
  values: readonly (number | null | undefined)[],
  better: 'higher' | 'lower',
): number | undefined {
  const defined = values.filter(value => typeof value === 'number')
  if (new Set(defined).size < 2) return undefined
  return better === 'higher' ? Math.max(...defined) : Math.min(...defined)
}
