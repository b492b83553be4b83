import { type Curve, undefinedReason } from './curve.js'

/** The threshold that maximises F1, with what it yields. */
export interface BestF1 {
  f1: number
  threshold: number
  precision: number
  recall: number
}

/**
 * The largest F1 over all thresholds, outliers positive, and the highest threshold that reaches it. `null` if
 * either class is absent.
 *
 *     F1ᵢ = 2TPᵢ / (TPᵢ + FPᵢ + P)
 */
export function bestF1(curve: Curve): BestF1 | null {
  if (undefinedReason(curve)) return null
  const { thresholds, tp, fp, outliers } = curve
  let best = 0
  // a/b > c/d as a·d > c·b: equal fractions of different counts must not be told apart by rounding.
  for (let i = 1; i < tp.length; i++) {
    const [own, leader] = [tp[i]! + fp[i]! + outliers, tp[best]! + fp[best]! + outliers]
    if (tp[i]! * leader > tp[best]! * own) best = i
  }
  const [found, wrong] = [tp[best]!, fp[best]!]
  return {
    f1: (2 * found) / (found + wrong + outliers),
    threshold: thresholds[best]!,
    precision: found / (found + wrong),
    recall: found / outliers,
  }
}
