/** Numbers of several runs as tables print them. */
import type { Spread } from '../../metrics/index.js'
import { percent } from './table.js'

/** `97.12 ± 0.31` per cent; of one run the value alone. */
export function spreadText(spread: Spread | null, runs: number, decimals: number): string {
  if (!spread) return '–'
  const mean = percent(spread.mean, decimals)
  return runs > 1 ? `${mean} ± ${percent(spread.deviation, decimals)}` : mean
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
