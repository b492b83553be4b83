import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { countFrom, leastThresholds } from './least-threshold.js'

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
  checkRiskControl(images.length, acceptanceRate)
  const [threshold] = riskControlThresholds(images, images.length, [acceptanceRate])
  if (threshold === undefined)
    throw new UserError('too many inlier pixels have a score of +∞, so that no threshold accepts them')
  return threshold
}

/**
 * Those of several rates, undefined where there are too few images for the rate, or too many scores of +∞.
 * @param images as above, one at a time; gone through several times
 * @param count of the images
 */
export function riskControlThresholds(
  images: Iterable<Float32Array>,
  count: number,
  rates: readonly number[],
): (number | undefined)[] {
  const alarms = (scores: Float32Array, threshold: number) =>
    scores.length === 0 ? 0 : countFrom(scores, threshold) / scores.length
  return leastThresholds(
    images,
    alarms,
    rates.map(rate => allowedAlarms(count, rate)),
  )
}

/**
 * Whether images suffice does not depend on their scores.
 * @throws UserError if there are too few for the rate, or it is none
 */
export function checkRiskControl(images: number, acceptanceRate: number): void {
  if (!(acceptanceRate > 0 && acceptanceRate < 1))
    throw new UserError(`acceptance rate ${acceptanceRate}: expected one between 0 and 1, for example 0.95`)
  if (allowedAlarms(images, acceptanceRate) >= 0) return
  const needed = Math.ceil(1 / (1 - acceptanceRate) - 1 - 1e-9)
  throw new UserError(
    `${counted(images, 'calibration image is', 'calibration images are')} too few to accept ${acceptanceRate} of inlier pixels with a guarantee; ` +
      `give at least ${needed}, or lower the rate`,
  )
}

/** The most that Σᵢ Lᵢ may be. Rounding must not turn 0.05 · 20 into less than 1. */
const allowedAlarms = (images: number, rate: number) => (1 - rate) * (images + 1) * (1 + 1e-12) - 1
