/** Names of classes as what matches those of two sides. */

/** Whether classes are called by their numbers: lists and imported checkpoints often have no other names. */
export const areNumbers = (names: readonly string[]): boolean => names.every((name, k) => name === String(k))

/**
 * Of each of `names` its place among `known`, as many: by name where that has one of the same name; what is left, in its
 * order. Nothing where names tell nothing, since they are numbers or stand twice.
 */
export function placesByName(names: readonly string[], known: readonly string[]): number[] | undefined {
  const place = new Map(known.map((name, k) => [name, k]))
  const isUnique = place.size === known.length && new Set(names).size === names.length
  if (names.length !== known.length || !isUnique || areNumbers(names) || areNumbers(known)) return undefined
  const left = known.flatMap((name, k) => (names.includes(name) ? [] : [k]))
  return names.map(name => place.get(name) ?? left.shift()!)
}
