import { expect } from 'vitest'
import {
  auprIn,
  auprOut,
  auroc,
  averagePrecision,
  bestF1,
  type Curve,
  operatingPoint,
  rocCurve,
} from '../../src/metrics/index.js'
import { expectClose } from './expect-close.js'

/** The numbers that scikit-learn gives for a set, by the names of the goldens. */
export type SklearnNumbers = Record<string, number>

/** Everything that we compute of a curve, by the same names. */
export function numbersOf(curve: Curve): SklearnNumbers {
  const [exact, sklearn] = [operatingPoint(curve)!, operatingPoint(curve, { points: 'sklearn' })!]
  const f1 = bestF1(curve)!
  return {
    AP: averagePrecision(curve)!,
    AUROC: auroc(curve)!,
    FPR95: exact.fpr,
    threshold95: exact.threshold,
    tprAtThreshold95: exact.tpr,
    rocPoints: curve.thresholds.length + 1,
    FPR95_dropIntermediate: sklearn.fpr,
    threshold95_dropIntermediate: sklearn.threshold,
    rocPoints_dropIntermediate: rocCurve(curve, { points: 'sklearn' })!.x.length,
    bestF1: f1.f1,
    bestF1Threshold: f1.threshold,
    bestF1Precision: f1.precision,
    bestF1Recall: f1.recall,
    AUPR_IN: auprIn(curve)!,
    AUPR_OUT: auprOut(curve)!,
  }
}

/** Every expected number must be one that we know and have; thresholds and counts are equal, not close. */
export function expectNumbers(found: SklearnNumbers, expected: SklearnNumbers, tolerance: number): void {
  for (const [name, value] of Object.entries(expected)) {
    // An infinite score was replaced by max + 1 or min − 1 for scikit-learn, which takes none.
    if (/threshold/i.test(name) && Math.abs(found[name]!) === Number.POSITIVE_INFINITY) continue
    if (/^(threshold|rocPoints|bestF1Threshold)/.test(name)) expect(found[name], name).toBe(value)
    else expectClose(found[name], value, tolerance, name)
  }
}
