import { isRecord } from './settings.js'

/**
 * The first difference between what a run was and what it would be now, in words; undefined if there is none.
 * @param file the file of the run folder that holds it
 */
export function changeBetween(before: unknown, now: unknown, file: string, field = ''): string | undefined {
  if (isRecord(before) && isRecord(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const change = changeBetween(before[key], now[key], file, field ? `${field}.${key}` : key)
      if (change) return change
    }
    return undefined
  }
  if (Array.isArray(before) && Array.isArray(now) && before.length === now.length)
    return changeBetween({ ...before }, { ...now }, file, field)
  if (JSON.stringify(before) === JSON.stringify(now)) return undefined
  return `${file}: ${field} was ${brief(before)}, now it is ${brief(now)}`
}

const brief = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
