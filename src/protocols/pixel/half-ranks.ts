/**
 * Scores in float16 with little loss of their order. Rounding would put many pixels into one value; a strictly
 * increasing map of scores to the 63,488 finite float16 values, one map for a whole set, spends them where scores are
 * many, and most of them on the highest, which decide about AP.
 */
import { float16Value } from '../../half.js'

/** Finite float16 values, −65504 … 65504 with −0 and +0 as one. */
const values = 2 * 0x7bff + 1

/** Share of the pixels that get the lower part of the values, and that part. */
const lowerPixels = 0.95
const lowerValues = 0.3

/** Pixels that the map is made from, at most. */
const sampleSize = 2 ** 21
const knots = 4096

/** The float16 value of a score, as a number. */
export type HalfRanks = (score: number) => number

/**
 * @param total pixels of the set
 * @param parts scores of its images, one after the other
 */
export function halfRanks(total: number, parts: () => Iterable<Float32Array>): HalfRanks {
  const step = Math.max(1, Math.floor(total / sampleSize))
  const sample: number[] = []
  let [low, high, at] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (const scores of parts())
    for (const score of scores) {
      if (!Number.isFinite(score)) continue
      if (score < low) low = score
      if (score > high) high = score
      if (at++ % step === 0) sample.push(score)
    }
  const sorted = Float64Array.from(sample).sort()
  const { edges, positions } = knotsOf(sorted, low, high)
  return score => float16At(positionOf(edges, positions, score))
}

/** Scores, ascending and distinct, with the share of the values that lies below each. */
function knotsOf(sorted: Float64Array, low: number, high: number) {
  const edges = [low]
  const positions = [0]
  const add = (edge: number, position: number) => {
    if (edge > edges.at(-1)!) {
      edges.push(edge)
      positions.push(position)
    } else positions[positions.length - 1] = position
  }
  const quantile = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? low
  for (let i = 1; i <= knots; i++) add(quantile((i / knots) * lowerPixels), (i / knots) * lowerValues)
  for (let i = 1; i < knots; i++) {
    const share = i / knots
    add(quantile(lowerPixels + share * (1 - lowerPixels)), lowerValues + share * (1 - lowerValues))
  }
  add(high, 1)
  return { edges: Float64Array.from(edges), positions: Float64Array.from(positions) }
}

/** Linear between knots; beyond them the ends. */
function positionOf(edges: Float64Array, positions: Float64Array, score: number): number {
  let [below, above] = [0, edges.length - 1]
  if (score <= edges[below]! || edges.length === 1) return 0
  if (score >= edges[above]!) return 1
  while (above - below > 1) {
    const middle = (below + above) >>> 1
    if (edges[middle]! <= score) below = middle
    else above = middle
  }
  const share = (score - edges[below]!) / (edges[above]! - edges[below]!)
  return positions[below]! + share * (positions[above]! - positions[below]!)
}

/** The finite float16 values in their order, by a position in 0 … 1. */
function float16At(position: number): number {
  const index = Math.round(position * (values - 1)) - 0x7bff
  return index >= 0 ? float16Value(index) : -float16Value(-index)
}
