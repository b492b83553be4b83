/** The first difference between what a run was and what it would be now, in words; undefined if there is none. */
export function changesBetween(before: unknown, now: unknown, path: string): string | undefined {
  if (isRecord(before) && isRecord(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const change = changesBetween(before[key], now[key], `${path}: ${key}`.replace(/: (\w+): /, ': $1.'))
      if (change) return change
    }
    return undefined
  }
  if (JSON.stringify(before) === JSON.stringify(now)) return undefined
  return `${path} was ${brief(before)}, now it is ${brief(now)}`
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const brief = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
