import { type Curve, curve, IGNORED, OUTLIER } from '../curve.js'
import type { Scores } from '../sort.js'
import type { Draws } from './draw.js'

/**
 * Ranks the samples once and gives the curve of any resample in linear time: what `curve` would say of the
 * samples repeated as often as they were drawn.
 */
export function resampler(scores: Scores, labels: Uint8Array): (draws: Draws) => Curve {
  const whole = curve(scores, labels)
  const points = whole.thresholds.length
  const pointOf = new Uint32Array(scores.length)
  for (let i = 0; i < scores.length; i++)
    pointOf[i] = labels[i] === IGNORED ? points : findDescending(whole.thresholds, scores[i]!)
  return draws => {
    const [tp, fp] = [new Uint32Array(points + 1), new Uint32Array(points + 1)]
    let total = 0
    for (let i = 0; i < draws.length; i++) {
      const counts = labels[i] === OUTLIER ? tp : fp
      counts[pointOf[i]!]! += draws[i]!
      total += draws[i]!
    }
    return accumulate(whole.thresholds, tp, fp, total)
  }
}

/** Counts at each threshold → counts at or above it; thresholds that nothing was drawn at are left out. */
function accumulate(thresholds: Scores, tp: Uint32Array, fp: Uint32Array, total: number): Curve {
  let [kept, outliers, inliers] = [0, 0, 0]
  const levels = thresholds.slice()
  for (let i = 0; i < thresholds.length; i++) {
    const [found, wrong] = [tp[i]!, fp[i]!]
    if (found + wrong === 0) continue
    levels[kept] = thresholds[i]!
    tp[kept] = outliers += found
    fp[kept] = inliers += wrong
    kept++
  }
  return {
    thresholds: levels.subarray(0, kept),
    tp: tp.subarray(0, kept),
    fp: fp.subarray(0, kept),
    outliers,
    inliers,
    ignored: total - outliers - inliers,
  }
}

/** Index of a value that is there. */
function findDescending(values: Scores, value: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! > value) low = middle + 1
    else high = middle
  }
  return low
}
