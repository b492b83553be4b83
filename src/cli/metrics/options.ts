import { InvalidArgumentError } from 'commander'

/** A whole number on the command line. */
export function count(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a whole number.')
}

/** JSON has no infinities, which thresholds may be: they are written as strings. */
export function finiteJson(value: unknown): string {
  const finite = (_: string, item: unknown) =>
    item === Infinity ? 'inf' : item === -Infinity ? '-inf' : item instanceof Float64Array ? [...item] : item
  return JSON.stringify(value, finite, 2)
}
