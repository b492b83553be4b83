import { fromHalf, toFloat16 } from '../../half.js'
import { INLIER, OUTLIER } from '../curve.js'
import type { CheckedImage, PixelScores } from '../pixel/scored-image.js'
import { type Scores, sortScores } from '../sort.js'

/** An image's scores as the SMIYC tool keeps them: how many outliers and inliers lie at each edge. */
export interface QuantisedScores {
  /** Ascending, distinct; edge i stands for the scores ≥ it and below the next. */
  edges: Float64Array
  outliers: Uint32Array
  inliers: Uint32Array
}

/** Half of the tool's 768 bins for each class. */
const quantilesOfAClass = 384

/**
 * Every score becomes the largest edge that is not above it. Edges are quantiles of the image's outliers and
 * inliers. (The tool has two more, a little outside the range of scores; no score is ever at them.)
 */
export function quantise(image: CheckedImage): QuantisedScores {
  const sorted = { outliers: sortedScores(image, OUTLIER), inliers: sortedScores(image, INLIER) }
  const difference = differenceOf(image.scores)
  const all = [...quantiles(sorted.outliers, difference), ...quantiles(sorted.inliers, difference)]
  const edges = Float64Array.from(new Set(Float64Array.from(all).sort()))
  return {
    edges,
    outliers: countAt(edges, sorted.outliers),
    inliers: countAt(edges, sorted.inliers),
  }
}

/** a − b in the precision of the scores. */
function differenceOf(scores: PixelScores): (a: number, b: number) => number {
  if (scores instanceof Uint16Array) return (a, b) => toFloat16(Math.fround(a - b))
  return scores instanceof Float32Array ? (a, b) => Math.fround(a - b) : (a, b) => a - b
}

/** The scores of one class, ascending, −0 as +0. */
function sortedScores({ scores, labels, outliers, inliers }: CheckedImage, label: number): Scores {
  const values = scores instanceof Uint16Array ? fromHalf(scores) : scores
  const length = label === OUTLIER ? outliers : inliers
  const picked = values instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)
  let at = 0
  for (let i = 0; i < values.length; i++) if (labels[i] === label) picked[at++] = values[i]! + 0
  return sortScores(picked)
}

/** NumPy's linear quantiles at j/(m − 1), m the smaller of 384 and the number of scores. */
function quantiles(x: Scores, difference: (a: number, b: number) => number): Float64Array {
  const m = Math.min(quantilesOfAClass, x.length)
  return Float64Array.from({ length: m }, (_, j) => {
    const q = m === 1 ? 0 : j === m - 1 ? 1 : j * (1 / (m - 1))
    const position = q * (x.length - 1)
    const k = Math.floor(position)
    const g = position - k
    const [low, high] = [x[k]!, x[Math.min(k + 1, x.length - 1)]!]
    const d = difference(high, low)
    return g < 0.5 ? low + d * g : high - d * (1 - g)
  })
}

/** How many of the ascending scores lie at each edge. */
function countAt(edges: Float64Array, x: Scores): Uint32Array {
  const counts = new Uint32Array(edges.length)
  let before = 0
  for (let i = 0; i < edges.length; i++) {
    const end = i + 1 < edges.length ? firstAtLeast(x, edges[i + 1]!, before) : x.length
    counts[i] = end - before
    before = end
  }
  return counts
}

function firstAtLeast(x: Scores, value: number, from: number): number {
  let [low, high] = [from, x.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (x[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
