import { float16Value } from '../../half.js'
import { INLIER, OUTLIER } from '../curve.js'
import type { CheckedImage } from '../pixel/scored-image.js'
import { type Scores, sortScores } from '../sort.js'

/** The scores of one class in ascending order, −0 as +0. */
export interface OrderedScores {
  readonly length: number
  /** The k-th smallest. */
  at(k: number): number
  /** How many are below a value. */
  below(value: number): number
}

/** The scores of outliers and inliers in order: float16 by counting, others by sorting. */
export function orderScores(image: CheckedImage): { outliers: OrderedScores; inliers: OrderedScores } {
  const { scores, labels } = image
  if (scores instanceof Uint16Array) return countedHalves(scores, labels)
  return {
    outliers: sorted(picked(scores, labels, OUTLIER, image.outliers)),
    inliers: sorted(picked(scores, labels, INLIER, image.inliers)),
  }
}

function picked(scores: Scores, labels: Uint8Array, label: number, length: number): Scores {
  const found = scores instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)
  let at = 0
  for (let i = 0; i < scores.length; i++) if (labels[i] === label) found[at++] = scores[i]! + 0
  return sortScores(found)
}

const sorted = (scores: Scores): OrderedScores => ({
  length: scores.length,
  at: k => scores[k]!,
  below: value => firstAtLeast(scores, value),
})

/** There are only 65,536 halves, so that a pixel costs one increment. */
function countedHalves(scores: Uint16Array, labels: Uint8Array) {
  const counts = new Uint32Array(2 << 16)
  for (let i = 0; i < scores.length; i++) {
    const label = labels[i]!
    if (label <= 1) counts[(label << 16) | scores[i]!]!++
  }
  const ofClass = (label: number) => accumulated(counts.subarray(label << 16, (label + 1) << 16))
  return { outliers: ofClass(OUTLIER), inliers: ofClass(INLIER) }
}

/** @param counts of scores, by their bits */
function accumulated(counts: Uint32Array): OrderedScores {
  const values: number[] = []
  /** How many scores lie at or below each value. */
  const upTo: number[] = []
  let total = 0
  for (const bits of ascending()) {
    if (counts[bits] === 0) continue
    total += counts[bits]!
    const value = float16Value(bits) + 0
    if (values.at(-1) !== value) values.push(value)
    upTo[values.length - 1] = total
  }
  return {
    length: total,
    at: k => values[firstAtLeast(upTo, k + 1)]!,
    below: value => upTo[firstAtLeast(values, value) - 1] ?? 0,
  }
}

/** The bits of all halves but NaN, from −∞ to ∞. */
function ascending(): Uint16Array {
  const infinity = 0x7c00
  order ??= Uint16Array.from({ length: 2 * (infinity + 1) }, (_, i) =>
    i <= infinity ? 0x8000 | (infinity - i) : i - infinity - 1,
  )
  return order
}

let order: Uint16Array | undefined

function firstAtLeast(values: ArrayLike<number>, value: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
