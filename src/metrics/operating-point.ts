import { UserError } from '../errors.js'
import { type Curve, undefinedReason } from './curve.js'

/**
 * Which points of the curve count: all of them, or those that scikit-learn's `roc_curve` keeps in its default
 * (`drop_intermediate=True`), which OpenOOD and the UNO evaluator read. The two can differ only where tie
 * groups of equal composition follow each other.
 */
export type RocPoints = 'exact' | 'sklearn'

/** A threshold with the shares of outliers and of inliers whose score is ≥ it. */
export interface OperatingPoint {
  threshold: number
  tpr: number
  fpr: number
}

/**
 * The first point, from the highest threshold downwards, that finds a share ≥ `tpr` of the outliers; no
 * interpolation. With the default it is threshold95: a sample is an outlier if its score ≥ `threshold`.
 * `null` if either class is absent.
 *
 * @param tpr in (0, 1]
 */
export function operatingPoint(
  curve: Curve,
  { tpr = 0.95, points = 'exact' }: { tpr?: number; points?: RocPoints } = {},
): OperatingPoint | null {
  if (!(tpr > 0 && tpr <= 1)) throw new UserError(`true-positive rate ${tpr}: expected one in (0, 1]`)
  if (undefinedReason(curve)) return null
  const { thresholds, tp, fp, outliers, inliers } = curve
  let i = firstAtLeast(curve, tpr)
  if (points === 'sklearn') while (!isCorner(curve, i)) i++
  return { threshold: thresholds[i]!, tpr: tp[i]! / outliers, fpr: fp[i]! / inliers }
}

/**
 * FPR95: the share of inliers called outliers at the first threshold that finds ≥ 95 % (`tpr`) of the
 * outliers. Outliers are positive (many papers take inliers). `null` if either class is absent.
 */
export function fprAtTpr(curve: Curve, options?: { tpr?: number; points?: RocPoints }): number | null {
  return operatingPoint(curve, options)?.fpr ?? null
}

/** Whether scikit-learn keeps the point: an end, or one where the step to either side differs. */
export function isCorner({ tp, fp }: Curve, i: number): boolean {
  if (i === 0 || i === tp.length - 1) return true
  return bends(tp[i - 1]!, tp[i]!, tp[i + 1]!) || bends(fp[i - 1]!, fp[i]!, fp[i + 1]!)
}

const bends = (before: number, here: number, after: number) => after - 2 * here + before !== 0

/** The same operating point from points that come one by one, in the order of the curve. */
export class OperatingPointSearch {
  readonly #counts: { outliers: number; inliers: number }
  readonly #tpr: number
  readonly #points: RocPoints
  /** What comes before the candidate; of the first point, nothing. */
  #before: [tp: number, fp: number] | undefined
  #candidate: [threshold: number, tp: number, fp: number] | undefined
  #found = false

  constructor(
    counts: { outliers: number; inliers: number },
    { tpr = 0.95, points = 'exact' }: { tpr?: number; points?: RocPoints } = {},
  ) {
    this.#counts = counts
    this.#tpr = tpr
    this.#points = points
  }

  add(threshold: number, tp: number, fp: number): void {
    if (this.#found) return
    if (this.#candidate && this.#reaches(this.#candidate[1])) {
      if (this.#isKept(tp, fp)) {
        this.#found = true
        return
      }
    }
    this.#before = this.#candidate && [this.#candidate[1], this.#candidate[2]]
    this.#candidate = [threshold, tp, fp]
  }

  value(): OperatingPoint {
    const [threshold, tp, fp] = this.#candidate!
    return { threshold, tpr: tp / this.#counts.outliers, fpr: fp / this.#counts.inliers }
  }

  #reaches(tp: number): boolean {
    return tp / this.#counts.outliers >= this.#tpr
  }

  /** Whether the candidate counts, now that the point after it is known. */
  #isKept(tpAfter: number, fpAfter: number): boolean {
    if (this.#points === 'exact' || !this.#before) return true
    const [, tp, fp] = this.#candidate!
    return bends(this.#before[0], tp, tpAfter) || bends(this.#before[1], fp, fpAfter)
  }
}

/** Bisection: `tp` never decreases, and its last value is all outliers. */
function firstAtLeast({ tp, outliers }: Curve, tpr: number): number {
  let [low, high] = [0, tp.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (tp[middle]! / outliers >= tpr) high = middle
    else low = middle + 1
  }
  return low
}
