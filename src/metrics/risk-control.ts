import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { fromKey, toKey } from './sort.js'

/**
 * Conformal risk control of false alarms: the lowest threshold t such that, in a new image, a share of at most
 * 1 − `acceptanceRate` of the inlier pixels has a score ≥ t, on average.
 *
 * Pixels of an image are not exchangeable, images may be: with Lᵢ(t) the share of image i's inlier pixels whose score
 * is ≥ t, t is the least for which
 *
 *     (Σᵢ Lᵢ(t) + 1) / (n + 1) ≤ 1 − acceptanceRate.
 *
 * If the n calibration images and a new one are exchangeable (and the former took no part in training), then
 * E[L(t)] ≤ 1 − acceptanceRate, whatever the model. The expectation is over calibration images and the new one; nothing
 * is said of a single image, nor of outliers. (Angelopoulos, Bates, Fisch, Lei, Schuster, Conformal risk control,
 * ICLR 2024.)
 *
 * @param images inlier scores of each image, ascending, none of them NaN; images without inliers count as L = 0
 * @param acceptanceRate in (0, 1)
 * @throws UserError if there are too few images for the rate (n + 1 < 1/(1 − rate))
 */
export function riskControlThreshold(images: readonly Float32Array[], acceptanceRate: number): number {
  if (!(acceptanceRate > 0 && acceptanceRate < 1))
    throw new UserError(`acceptance rate ${acceptanceRate}: expected one between 0 and 1, for example 0.95`)
  const n = images.length
  // Rounding must not turn 0.05 · 20 into less than 1.
  const allowed = (1 - acceptanceRate) * (n + 1) * (1 + 1e-12) - 1
  if (allowed < 0) {
    const needed = Math.ceil(1 / (1 - acceptanceRate) - 1 - 1e-9)
    throw new UserError(
      `${counted(n, 'calibration image is', 'calibration images are')} too few to accept ${acceptanceRate} of inlier pixels with a guarantee; ` +
        `give at least ${needed}, or lower the rate`,
    )
  }
  const alarms = (threshold: number) =>
    images.reduce((sum, scores) => sum + shareAtLeast(scores, threshold), 0)
  let [low, high] = [keyOf(Number.NEGATIVE_INFINITY), keyOf(Number.POSITIVE_INFINITY)]
  if (alarms(scoreOf(high)) > allowed)
    throw new UserError('too many inlier pixels have a score of +∞, so that no threshold accepts them')
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (alarms(scoreOf(middle)) <= allowed) high = middle
    else low = middle + 1
  }
  return scoreOf(low)
}

/** Share of ascending scores that are ≥ the threshold. */
function shareAtLeast(scores: Float32Array, threshold: number): number {
  let [low, high] = [0, scores.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (scores[middle]! >= threshold) high = middle
    else low = middle + 1
  }
  return scores.length === 0 ? 0 : (scores.length - low) / scores.length
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
