/** Shares of values in equal bins over [low, high]; what lies beyond falls into the outermost bins. */
export function shares(
  values: ArrayLike<number>,
  [low, high]: readonly [number, number],
  bins: number,
): Float64Array {
  const counts = new Float64Array(bins)
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i]! - low) / (high - low)) * bins)
    counts[Math.min(Math.max(bin, 0), bins - 1)]!++
  }
  return counts.map(count => count / Math.max(1, values.length))
}

/** The ends of equal bins: one more than there are bins. */
export function binEdges([low, high]: readonly [number, number], bins: number): Float64Array {
  return Float64Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins)
}
