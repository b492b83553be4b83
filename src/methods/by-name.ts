import { UserError } from '../errors.js'

/** Looks names up; an unknown one is a mistake of the user. */
export function registry<T extends { name: string }>(kind: string, all: readonly T[]): (name: string) => T {
  const byName = new Map(all.map(entry => [entry.name, entry]))
  if (byName.size < all.length) throw new Error(`two ${kind}s share a name`)
  return name => {
    const found = byName.get(name)
    if (!found) throw new UserError(`unknown ${kind} "${name}"; known: ${[...byName.keys()].join(', ')}`)
    return found
  }
}
