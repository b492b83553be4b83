/** Why the names of two state dicts differ: wrappers put a prefix before every name. */

/**
 * The prefix that most of `given` carry before an expected name (`module.` of DataParallel, `model.` of
 * Lightning, …), if with it removed at least half of the expected names are found.
 */
export function likelyPrefix(expected: Iterable<string>, given: Iterable<string>): string | undefined {
  const wanted = new Set(expected)
  const counts = new Map<string, number>()
  for (const name of given)
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
      if (wanted.has(name.slice(dot + 1))) {
        const prefix = name.slice(0, dot + 1)
        counts.set(prefix, (counts.get(prefix) ?? 0) + 1)
      }
  const [best] = [...counts].sort(([, a], [, b]) => b - a)
  return best && best[1] * 2 >= wanted.size ? best[0] : undefined
}

/** The entries whose name begins with `prefix`, without it. */
export function withoutPrefix<T>(entries: Map<string, T>, prefix: string): Map<string, T> {
  return new Map(
    [...entries]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
}
