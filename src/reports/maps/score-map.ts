/** An anomaly map and the range of values that a picture of it shows. */
import { UserError } from '../../errors.js'

/** `data` is `[height, width]`; larger = more outlying. Values may be infinite, and NaN where nothing is known. */
export interface ScoreMap {
  width: number
  height: number
  data: Float32Array | Float64Array
}

/** Lowest and highest value of a picture's scale; what lies beyond has the colour of its end. */
export type Range = readonly [low: number, high: number]

/** From the 1 % to the 99.9 % quantile of the finite values of all maps together: anomalies are rare. */
export function rangeOf(maps: readonly ScoreMap[]): Range {
  // A few thousand values of each map are enough for a scale.
  const values: number[] = []
  for (const { data } of maps) {
    const step = Math.max(1, Math.floor(data.length / 20000))
    for (let i = 0; i < data.length; i += step) if (Number.isFinite(data[i])) values.push(data[i]!)
  }
  if (values.length === 0) return [0, 1]
  const sorted = Float64Array.from(values).sort()
  const low = sorted[Math.floor(0.01 * (sorted.length - 1))]!
  const high = sorted[Math.ceil(0.999 * (sorted.length - 1))]!
  return low < high ? [low, high] : [low - 0.5, low + 0.5]
}

/** Position of a value in a range, 0 … 1; NaN stays NaN. */
export const positionIn = ([low, high]: Range, value: number): number =>
  Math.min(1, Math.max(0, (value - low) / (high - low)))

/** @throws UserError if two pictures that are laid over each other differ in size */
export function sameSize(
  what: string,
  a: { width: number; height: number },
  b: { width: number; height: number },
): void {
  if (a.width === b.width && a.height === b.height) return
  throw new UserError(`${what}: ${a.width}x${a.height} and ${b.width}x${b.height}; expected one size`)
}
