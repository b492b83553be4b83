import { type Curve, undefinedReason } from './curve.js'

/** Up to here a product or a sum of two is exact in a double. */
const exact = 2 ** 52

/**
 * Area under the ROC curve, outliers positive: the probability that an outlier scores above an inlier, ties
 * counting one half. `null` if either class is absent.
 *
 *     Σᵢ (FPᵢ − FPᵢ₋₁)(TPᵢ + TPᵢ₋₁) / 2PN
 */
export function auroc(curve: Curve): number | null {
  if (undefinedReason(curve)) return null
  const area = new RocArea()
  for (let i = 0; i < curve.tp.length; i++) area.add(curve.tp[i]!, curve.fp[i]!)
  return area.value(curve)
}

/**
 * The same from points that come one by one, in the order of the curve. The sum is an integer (up to 2·10¹⁶
 * for a large set of pixels) and is kept as one, so that only the division rounds.
 */
export class RocArea {
  #whole = 0n
  #part = 0
  #tp = 0
  #fp = 0

  add(tp: number, fp: number): void {
    const [width, height] = [fp - this.#fp, tp + this.#tp]
    const area = width * height
    if (area > exact) this.#whole += BigInt(width) * BigInt(height)
    else {
      this.#part += area
      if (this.#part > exact) {
        this.#whole += BigInt(this.#part)
        this.#part = 0
      }
    }
    this.#tp = tp
    this.#fp = fp
  }

  value({ outliers, inliers }: { outliers: number; inliers: number }): number {
    return Number(this.#whole + BigInt(this.#part)) / Number(2n * BigInt(outliers) * BigInt(inliers))
  }
}
