import { expect } from 'vitest'
import pendingList from './pending.json' with { type: 'json' }
import type { Parts } from './procedure.js'

/**
 * A check for every name of a case, so that none is passed over: `check` gives undefined for what it does not
 * know, which fails unless `kind#name` is pending.
 */
export function partsOrPending<T extends string>(
  kind: string,
  names: readonly T[],
  check: (name: T) => (() => void | Promise<void>) | undefined,
): Parts {
  const unknown = (name: T) => () => expect.fail(`"${name}" has no procedure and is not pending`)
  const open = names.filter(name => !pendingList.pending.includes(`${kind}#${name}`))
  return Object.fromEntries(open.map(name => [name, check(name) ?? unknown(name)]))
}

/** Those parts of a kind that are held to their case's tolerance; the others are printed as skipped, with the reason. */
export const withoutDeviations = (kind: string, parts: Parts): Parts =>
  Object.fromEntries(Object.entries(parts).filter(([name]) => !(`${kind}#${name}` in pendingList.deviations)))
