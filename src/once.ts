/** A function whose value is computed at its first call and kept. */
export function once<T>(compute: () => T): () => T {
  let kept: { value: T } | undefined
  return () => (kept ??= { value: compute() }).value
}
