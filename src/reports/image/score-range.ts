/** The interval that a figure of a score shows: the whole of it for the paper's scores, else the bulk. */
export function scoreRange(name: string, values: readonly Float64Array[]): readonly [number, number] {
  return BOUNDS[name] ?? bulk(values)
}

/** All three are made of probabilities (Eqs. 1–3). */
const BOUNDS: Record<string, readonly [number, number]> = { s_unc: [-1, 0], s_no: [0, 1], s_uno: [-1, 1] }

/** From the quantile 0.001 to 0.999 of all finite values: one stray value must not squeeze the rest. */
export function bulk(values: readonly Float64Array[]): readonly [number, number] {
  const all = new Float64Array(values.reduce((sum, { length }) => sum + length, 0))
  let used = 0
  for (const list of values) for (const value of list) if (Number.isFinite(value)) all[used++] = value
  const sorted = all.subarray(0, used).sort()
  if (used === 0) return [0, 1]
  const [low, high] = [sorted[Math.floor(0.001 * (used - 1))]!, sorted[Math.ceil(0.999 * (used - 1))]!]
  return low < high ? [low, high] : [low - 0.5, low + 0.5]
}
