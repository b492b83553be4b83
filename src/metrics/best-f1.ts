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
  const best = new BestF1Search(curve.outliers)
  for (let i = 0; i < curve.tp.length; i++) best.add(curve.thresholds[i]!, curve.tp[i]!, curve.fp[i]!)
  return best.value()
}

/** The same over points that come one by one, in the order of the curve. */
export class BestF1Search {
  #threshold = Number.NaN
  #tp = 0
  #fp = 0

  constructor(readonly outliers: number) {}

  add(threshold: number, tp: number, fp: number): void {
    // a/b > c/d as a·d > c·b: equal fractions of different counts must not be told apart by rounding.
    const [own, leader] = [tp + fp + this.outliers, this.#tp + this.#fp + this.outliers]
    if (tp * leader <= this.#tp * own) return
    this.#threshold = threshold
    this.#tp = tp
    this.#fp = fp
  }

  value(): BestF1 {
    const called = this.#tp + this.#fp
    return {
      f1: (2 * this.#tp) / (called + this.outliers),
      threshold: this.#threshold,
      precision: this.#tp / called,
      recall: this.#tp / this.outliers,
    }
  }
}
