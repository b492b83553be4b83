/** The scores of many images, by class, in as few bytes as exact counting allows. */

import { fromHalf } from '../../half.js'
import { joined } from '../../joined.js'
import { OUTLIER, walkSorted } from '../curve.js'
import { fromKey } from '../sort.js'
import { halfRuns, type Run, type Runs, singleRuns } from './runs.js'
import type { CheckedImage } from './scored-image.js'
import { type Visit, walkRuns } from './walk.js'

/** Double-precision scores of one image, ascending. */
export interface Doubles {
  outliers: Float64Array
  inliers: Float64Array
}

/**
 * Scores of half and single precision are kept as runs of keys, at most 4 bytes a pixel that counts; the first
 * image whose doubles are no singles turns all to doubles, 8 bytes a pixel and as much again for a walk.
 */
export type PooledScores = { wide: false; images: Runs[] } | { wide: true; images: Doubles[] }

/** Appends an image; the result may share memory with `pooled`, which is not to be used any more. */
export function append(pooled: PooledScores, image: CheckedImage): PooledScores {
  const { scores } = image
  const single = scores instanceof Float64Array ? asSingles(scores) : scores
  if (single && !pooled.wide) {
    pooled.images.push(runsOf(single, image))
    return pooled
  }
  const widened = pooled.wide ? pooled : widen(pooled.images)
  widened.images.push(doublesOf(scores instanceof Uint16Array ? fromHalf(scores) : scores, image))
  return widened
}

/** One visit a distinct score of all images, from the highest to the lowest. */
export function walk(pooled: PooledScores, visit: Visit): void {
  if (!pooled.wide) {
    walkRuns(pooled.images, visit)
    return
  }
  const sorted = (kind: keyof Doubles) =>
    joined(
      Float64Array,
      pooled.images.map(image => image[kind]),
    ).sort()
  walkSorted(sorted('outliers'), sorted('inliers'), visit)
}

function runsOf(scores: Float32Array | Uint16Array, image: CheckedImage): Runs {
  if (scores instanceof Float32Array) return singleRuns(scores, image)
  // A value with its count takes 8 bytes: too much for a small image, in which few repeat.
  const counted = halfRuns(scores, image)
  const values = counted.outliers.keys.length + counted.inliers.keys.length
  return 2 * values <= image.outliers + image.inliers ? counted : singleRuns(fromHalf(scores), image)
}

/** The same values in single precision, or undefined if one of them is none. */
function asSingles(scores: Float64Array): Float32Array | undefined {
  const singles = Float32Array.from(scores)
  const same = scores.every((score, i) => score === singles[i] || Number.isNaN(score))
  return same ? singles : undefined
}

function doublesOf(scores: Float32Array | Float64Array, { labels, ...counts }: CheckedImage): Doubles {
  const [outliers, inliers] = [new Float64Array(counts.outliers), new Float64Array(counts.inliers)]
  let [p, n] = [0, 0]
  for (let i = 0; i < scores.length; i++) {
    if (labels[i] === OUTLIER) outliers[p++] = scores[i]!
    else if (labels[i]! < OUTLIER) inliers[n++] = scores[i]!
  }
  return { outliers: outliers.sort(), inliers: inliers.sort() }
}

function widen(images: readonly Runs[]): PooledScores & { wide: true } {
  const doubles = images.map(({ outliers, inliers }) => ({
    outliers: expand(outliers),
    inliers: expand(inliers),
  }))
  return { wide: true, images: doubles }
}

/** The scores of a run, ascending. */
function expand({ keys, counts }: Run): Float64Array {
  const length = counts ? counts.reduce((sum, count) => sum + count, 0) : keys.length
  const scores = new Float64Array(length)
  const bits = new Uint32Array(1)
  const single = new Float32Array(bits.buffer)
  let at = 0
  for (let i = 0; i < keys.length; i++) {
    bits[0] = fromKey(keys[i]!)
    const end = at + (counts ? counts[i]! : 1)
    scores.fill(single[0]!, at, end)
    at = end
  }
  return scores.sort()
}
