/** Lines of the tables that `uno metrics` prints. */

interface Interval {
  low: number | null
  high: number | null
  /** By how much an end may be off; 0: exact. */
  bound?: number
}

const rate = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(2)} %`)

export const at = (threshold: number | null): string => (threshold === null ? '' : `at score ≥ ${threshold}`)

/** `AP           81.25 %  [79.00 %, 83.10 %]  remark` */
export function line(title: string, value: number | null, remark = '', interval?: Interval): string {
  const { low = null, high = null, bound } = interval ?? {}
  const doubt = bound ? ` ± ${(100 * bound).toPrecision(1)}` : ''
  const ends = low === null || high === null ? '' : `  [${rate(low)}, ${rate(high)}]${doubt}`
  return `${title.padEnd(10)}${rate(value).padStart(9)}${ends}  ${remark}`.trimEnd()
}
