import type { PlotCurve } from '../plot-curve.js'

const steps = 50
/** In double precision the 35th multiple of it is a little above 0.7, as in NumPy. */
const step = 1 / steps

/**
 * The precision-recall curve as Fishyscapes publishes it: the start (0, 1), then for p = 1 … 50 the first point of
 * the exact curve with recall ≥ p/50. Takes points one by one, in the order of the curve.
 */
export class FishyscapesCurve {
  readonly #points: [recall: number, precision: number, threshold: number][] = [
    [0, 1, Number.POSITIVE_INFINITY],
  ]

  constructor(readonly outliers: number) {}

  add(threshold: number, tp: number, fp: number): void {
    const recall = tp / this.outliers
    while (this.#points.length <= steps && recall >= this.#points.length * step) {
      this.#points.push([recall, tp / (tp + fp), threshold])
    }
  }

  value(): PlotCurve {
    const column = (i: 0 | 1 | 2) => Float64Array.from(this.#points, point => point[i])
    return { x: column(0), y: column(1), thresholds: column(2) }
  }
}
