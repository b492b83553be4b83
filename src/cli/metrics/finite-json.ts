/** JSON has no infinities, which thresholds may be: they are written as strings. */
export function finiteJson(value: unknown): string {
  const finite = (_: string, item: unknown) =>
    item === Infinity ? 'inf' : item === -Infinity ? '-inf' : item instanceof Float64Array ? [...item] : item
  return JSON.stringify(value, finite, 2)
}
