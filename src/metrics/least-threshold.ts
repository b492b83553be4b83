import { fromKey, toKey } from './sort.js'

/** What scores of an image, ascending and none of them NaN, add to a sum at a threshold: no more at a higher one. */
export type Part = (scores: Float32Array, threshold: number) => number

/**
 * For each bound, the least float32 threshold at which the sum over all images is at most the bound; undefined where
 * it is more even at +∞. Exact: thresholds are tried in their order as whole numbers, `candidates` of each bound's
 * bracket in one pass over the images, so that 32 bits take four passes.
 *
 * Memory: one image and `candidates` numbers a bound, whatever the number of images.
 *
 * @param images gone through several times; an array may be used again for the next image
 */
export function leastThresholds(
  images: Iterable<Float32Array>,
  part: Part,
  bounds: readonly number[],
  candidates = 256,
): (number | undefined)[] {
  const none = keyOf(Number.POSITIVE_INFINITY) + 1
  const brackets = bounds.map(bound => ({ bound, low: keyOf(Number.NEGATIVE_INFINITY), high: none }))
  for (;;) {
    const open = brackets.filter(({ low, high }) => low < high)
    if (open.length === 0) return brackets.map(({ low }) => (low === none ? undefined : scoreOf(low)))
    narrow(open, images, part, candidates)
  }
}

/** The least threshold that holds is one of `low` … `high`, as keys; `high` holds, or is beyond all. */
interface Bracket {
  bound: number
  low: number
  high: number
}

function narrow(brackets: Bracket[], images: Iterable<Float32Array>, part: Part, candidates: number): void {
  const tried = brackets.map(bracket => {
    const keys = spaced(bracket, candidates)
    return { bracket, keys, thresholds: keys.map(scoreOf), sums: new Float64Array(keys.length) }
  })
  for (const scores of images)
    for (const { thresholds, sums } of tried)
      for (let i = 0; i < sums.length; i++) sums[i]! += part(scores, thresholds[i]!)
  for (const { bracket, keys, sums } of tried) {
    const first = sums.findIndex(sum => sum <= bracket.bound)
    if (first >= 0) bracket.high = keys[first]!
    if (first !== 0) bracket.low = keys.at(first < 0 ? -1 : first - 1)! + 1
  }
}

/** At most `count` keys from `low` on, below `high`. */
function spaced({ low, high }: Bracket, count: number): number[] {
  const step = Math.ceil((high - low) / count)
  return Array.from({ length: Math.ceil((high - low) / step) }, (_, i) => low + i * step)
}

/** How many of ascending scores are ≥ the threshold. */
export const countFrom = (scores: Float32Array, threshold: number): number =>
  scores.length - firstWhere(scores, score => score >= threshold)

/** How many of ascending scores are > the threshold. */
export const countAbove = (scores: Float32Array, threshold: number): number =>
  scores.length - firstWhere(scores, score => score > threshold)

function firstWhere(scores: Float32Array, holds: (score: number) => boolean): number {
  let [low, high] = [0, scores.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(scores[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

const bits = new Uint32Array(1)
const single = new Float32Array(bits.buffer)

/** Float32 values in their order as whole numbers. */
function keyOf(score: number): number {
  single[0] = score
  return toKey(bits[0]!) >>> 0
}

function scoreOf(key: number): number {
  bits[0] = fromKey(key)
  return single[0]! + 0 // −0 becomes +0
}
