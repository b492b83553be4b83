import { toFloat16 } from '../../half.js'
import type { CheckedImage, PixelScores } from '../pixel/scored-image.js'
import { type OrderedScores, orderScores } from './ordered-scores.js'

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
 *
 * @returns why there are no quantiles, where a score that counts is infinite
 */
export function quantise(image: CheckedImage): QuantisedScores | { undefined: string } {
  const { outliers, inliers } = orderScores(image)
  if ([outliers, inliers].some(hasInfinite)) return { undefined: infinite(image) }
  const difference = differenceOf(image.scores)
  const all = [...quantiles(outliers, difference), ...quantiles(inliers, difference)]
  const edges = Float64Array.from(new Set(Float64Array.from(all).sort()))
  return { edges, outliers: countAt(edges, outliers), inliers: countAt(edges, inliers) }
}

const hasInfinite = (x: OrderedScores) =>
  x.length > 0 && !(Number.isFinite(x.at(0)) && Number.isFinite(x.at(x.length - 1)))

function infinite({ name, width, scores, labels }: CheckedImage): string {
  const isInfinite =
    scores instanceof Uint16Array
      ? (half: number) => (half & 0x7fff) === 0x7c00
      : (score: number) => Math.abs(score) === Number.POSITIVE_INFINITY
  const i = labels.findIndex((label, i) => label <= 1 && isInfinite(scores[i]!))
  return `${name}: score is infinite at row ${Math.floor(i / width)}, column ${i % width}; SMIYC's quantiles need finite scores, clip them`
}

/** a − b in the precision of the scores. */
function differenceOf(scores: PixelScores): (a: number, b: number) => number {
  if (scores instanceof Uint16Array) return (a, b) => toFloat16(Math.fround(a - b))
  return scores instanceof Float32Array ? (a, b) => Math.fround(a - b) : (a, b) => a - b
}

/** NumPy's linear quantiles at j/(m − 1), m the smaller of 384 and the number of scores. */
function quantiles(x: OrderedScores, difference: (a: number, b: number) => number): Float64Array {
  const m = Math.min(quantilesOfAClass, x.length)
  return Float64Array.from({ length: m }, (_, j) => {
    const q = m === 1 ? 0 : j === m - 1 ? 1 : j * (1 / (m - 1))
    const position = q * (x.length - 1)
    const k = Math.floor(position)
    const g = position - k
    const [low, high] = [x.at(k), x.at(Math.min(k + 1, x.length - 1))]
    const d = difference(high, low)
    return g < 0.5 ? low + d * g : high - d * (1 - g)
  })
}

/** How many scores lie at each edge. */
function countAt(edges: Float64Array, x: OrderedScores): Uint32Array {
  const below = Array.from(edges, edge => x.below(edge))
  return Uint32Array.from(below, (start, i) => (below[i + 1] ?? x.length) - start)
}
