import { type Curve, undefinedReason } from './curve.js'

/** Up to here a product or a sum of two is exact in a double. */
const exact = 2 ** 52

/**
 * Area under the ROC curve, outliers positive: the probability that an outlier scores above an inlier, ties
 * counting one half. `null` if either class is absent.
 *
 *     Σᵢ (FPᵢ − FPᵢ₋₁)(TPᵢ + TPᵢ₋₁) / 2PN
 *
 * The sum is an integer (up to 2·10¹⁶ for a large set of pixels) and is kept as one, so that only the
 * division rounds.
 */
export function auroc(curve: Curve): number | null {
  if (undefinedReason(curve)) return null
  const { tp, fp, outliers, inliers } = curve
  let whole = 0n
  let part = 0
  let [tpBefore, fpBefore] = [0, 0]
  for (let i = 0; i < tp.length; i++) {
    const [width, height] = [fp[i]! - fpBefore, tp[i]! + tpBefore]
    const area = width * height
    if (area > exact) whole += BigInt(width) * BigInt(height)
    else if ((part += area) > exact) {
      whole += BigInt(part)
      part = 0
    }
    tpBefore = tp[i]!
    fpBefore = fp[i]!
  }
  return Number(whole + BigInt(part)) / Number(2n * BigInt(outliers) * BigInt(inliers))
}
