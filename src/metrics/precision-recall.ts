import { type Curve, undefinedReason } from './curve.js'
import { Sum } from './sum.js'

/**
 * Average precision, outliers positive: the right-hand step sum of scikit-learn's `average_precision_score`,
 * without interpolation. `null` if either class is absent.
 *
 *     Σᵢ (TPᵢ − TPᵢ₋₁)/P · TPᵢ/(TPᵢ + FPᵢ)
 */
export function averagePrecision(curve: Curve): number | null {
  if (undefinedReason(curve)) return null
  const precision = new PrecisionSum()
  for (let i = 0; i < curve.tp.length; i++) precision.add(curve.tp[i]!, curve.fp[i]!)
  return precision.value(curve.outliers)
}

/** The same from points that come one by one, in the order of the curve. */
export class PrecisionSum {
  #sum = new Sum()
  #before = 0

  add(tp: number, fp: number): void {
    if (tp === this.#before) return
    this.#sum.add((tp - this.#before) * (tp / (tp + fp)))
    this.#before = tp
  }

  value(outliers: number): number {
    return this.#sum.value / outliers
  }
}

/**
 * Area under the precision-recall curve by the trapezoid rule with the end (recall 0, precision 1), outliers
 * positive: OpenOOD's AUPR_OUT, which is not average precision. `null` if either class is absent.
 */
export function auprOut(curve: Curve): number | null {
  if (undefinedReason(curve)) return null
  const { tp, fp, outliers } = curve
  const area = trapezoids()
  for (let i = 0; i < tp.length; i++) area.add(tp[i]!, fp[i]!)
  return area.value() / outliers
}

/**
 * The same area with inliers positive and the score reversed: OpenOOD's AUPR_IN. `null` if either class is
 * absent.
 */
export function auprIn(curve: Curve): number | null {
  if (undefinedReason(curve)) return null
  const { tp, fp, outliers, inliers } = curve
  const area = trapezoids()
  // At the threshold i of the reversed score stand all samples that the point before did not call outliers.
  for (let i = tp.length - 1; i > 0; i--) area.add(inliers - fp[i - 1]!, outliers - tp[i - 1]!)
  area.add(inliers, outliers)
  return area.value() / inliers
}

/** Sums trapezoids of precision over the number of positives found, from the point (0, precision 1). */
function trapezoids() {
  const sum = new Sum()
  let [foundBefore, precisionBefore] = [0, 1]
  return {
    add(found: number, wrong: number) {
      const precision = found / (found + wrong)
      if (found > foundBefore) sum.add(((found - foundBefore) * (precision + precisionBefore)) / 2)
      foundBefore = found
      precisionBefore = precision
    },
    value: () => sum.value,
  }
}
