import { fromKey } from '../sort.js'
import type { PooledScores } from './pooled-scores.js'
import type { Run } from './runs.js'

/** How many outliers and inliers of one image each bin holds. */
export interface BinCounts {
  outliers: Uint32Array
  inliers: Uint32Array
}

/**
 * Counts each image's scores by bin. Bin i holds the scores ≥ `edges[i]` and < `edges[i − 1]`.
 *
 * @param edges descending; the last is not above any score
 */
export function countBins(scores: PooledScores, edges: Float64Array): BinCounts[] {
  if (scores.wide) {
    const count = (values: Float64Array) => countSorted(values, edges)
    return scores.images.map(image => ({
      outliers: count(image.outliers),
      inliers: count(image.inliers),
    }))
  }
  return scores.images.map(image => ({
    outliers: countRun(image.outliers, edges),
    inliers: countRun(image.inliers, edges),
  }))
}

/** Of ascending scores. */
function countSorted(values: Float64Array, edges: Float64Array): Uint32Array {
  const counts = new Uint32Array(edges.length)
  let bin = 0
  for (let i = values.length - 1; i >= 0; i--) {
    while (values[i]! < edges[bin]!) bin++
    counts[bin]!++
  }
  return counts
}

const bits = new Uint32Array(1)
const single = new Float32Array(bits.buffer)

/** Of a run: the bins of one group of keys lie together, so that the search within them is short. */
function countRun({ keys, counts }: Run, edges: Float64Array): Uint32Array {
  const out = new Uint32Array(edges.length)
  let [first, last, group] = [0, 0, -1]
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    if (key >>> 16 !== group) {
      group = key >>> 16
      first = binOf(scoreOf(((group << 16) | 0xffff) >>> 0), edges, first, edges.length - 1)
      const lowest = scoreOf((group << 16) >>> 0)
      // Below −∞ the group has keys that are no scores.
      last = Number.isNaN(lowest) ? edges.length - 1 : binOf(lowest, edges, first, edges.length - 1)
    }
    out[binOf(scoreOf(key), edges, first, last)]! += counts ? counts[i]! : 1
  }
  return out
}

/** The first bin whose edge is not above the score, of those from `low` to `high`. */
function binOf(score: number, edges: Float64Array, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >>> 1
    if (edges[middle]! > score) low = middle + 1
    else high = middle
  }
  return low
}

function scoreOf(key: number): number {
  bits[0] = fromKey(key)
  return single[0]!
}
