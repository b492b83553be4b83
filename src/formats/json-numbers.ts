/**
 * Numbers that JSON lacks, as texts: `"inf"`, `"-inf"`, `"nan"`, which `float()` of Python reads as they are. Metrics
 * that are undefined are `null`, with a reason beside them: that is something else.
 */
export function spelled(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
}

const spellings: Record<string, number> = { inf: Infinity, '-inf': -Infinity, nan: Number.NaN }

/** What `spelled` wrote. */
export const readNumber = (value: number | string): number =>
  typeof value === 'number' ? value : (spellings[value] ?? Number.NaN)
