import type { EvaluatedSet } from '../inputs/evaluated-set.js'

/** What thresholds of one score do: `found[set][i]` is the share of a set above `thresholds[i]`. */
export interface Acceptance {
  thresholds: number[]
  /** By set, in the order given: the share that is called outlying. */
  found: number[][]
}

/** Shares of accepted inliers that thresholds are offered for: 50 % to 100 % by quarters of a per cent. */
export const acceptanceLevels: readonly number[] = Array.from({ length: 201 }, (_, i) => 0.5 + i / 400)

/** The level at which a report opens. */
export const openingLevel = acceptanceLevels.indexOf(0.95)

/**
 * For each level the smallest inlier score t with at least that share of inliers ≤ t, and the share of every
 * set above t. These are shares of the images at hand, not the guarantee that `uno calibrate` gives.
 *
 * @param inliers their scores, at least one
 */
export function acceptance(inliers: Float64Array, sets: readonly EvaluatedSet[], score: string): Acceptance {
  const ascending = inliers.slice().sort()
  const thresholds = acceptanceLevels.map(level => {
    // A hair below the product: 0.95 · 20 is 19, not 19.000000000000004.
    const rank = Math.ceil(level * ascending.length - 1e-9)
    return ascending[Math.max(0, rank - 1)]!
  })
  const found = sets.map(set => {
    const sorted = set.scores.get(score)!.slice().sort()
    return thresholds.map(threshold => (sorted.length - countUpTo(sorted, threshold)) / sorted.length)
  })
  return { thresholds, found }
}

/** How many of ascending values are ≤ t. */
function countUpTo(sorted: Float64Array, t: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= t) low = middle + 1
    else high = middle
  }
  return low
}
