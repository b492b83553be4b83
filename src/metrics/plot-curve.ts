import { type Curve, undefinedReason } from './curve.js'
import { isCorner, type RocPoints } from './operating-point.js'

/** A curve to be drawn: point i is (x, y) at `thresholds[i]`; the first is the start, at threshold +∞. */
export interface PlotCurve {
  x: Float64Array
  y: Float64Array
  thresholds: Float64Array
}

/**
 * ROC curve, outliers positive: x = false-positive rate, y = true-positive rate, from (0, 0) to (1, 1). With
 * `points: 'sklearn'` only the points that `roc_curve` keeps. `null` if either class is absent.
 */
export function rocCurve(curve: Curve, { points = 'exact' }: { points?: RocPoints } = {}): PlotCurve | null {
  if (undefinedReason(curve)) return null
  const { tp, fp, outliers, inliers } = curve
  const all = plot(curve, [0, 0], i => [fp[i]! / inliers, tp[i]! / outliers])
  return points === 'exact' ? all : select(all, i => i === 0 || isCorner(curve, i - 1))
}

/**
 * Precision-recall curve, outliers positive: x = recall, y = precision, from (0, 1) by falling threshold.
 * `null` if either class is absent.
 */
export function precisionRecallCurve(curve: Curve): PlotCurve | null {
  if (undefinedReason(curve)) return null
  const { tp, fp, outliers } = curve
  return plot(curve, [0, 1], i => [tp[i]! / outliers, tp[i]! / (tp[i]! + fp[i]!)])
}

/**
 * The curve with fewer points, for drawing: the ends, and each point that lies `step` or more (|Δx| + |Δy|)
 * from the last one kept, with the point before it, so that a jump stays a jump. No point that is left out
 * is `step` or more away from the kept one before it.
 */
export function thin({ x, y, thresholds }: PlotCurve, step = 1 / 500): PlotCurve {
  const thinner = new CurveThinner(step)
  for (let i = 0; i < x.length; i++) thinner.add(x[i]!, y[i]!, thresholds[i]!)
  return thinner.value()
}

/** The same from points that come one by one; holds only what it keeps. */
export class CurveThinner {
  readonly #step: number
  readonly #kept: [x: number, y: number, threshold: number][] = []
  #x = 0
  #y = 0
  #threshold = 0
  #pending = false

  constructor(step = 1 / 500) {
    this.#step = step
  }

  add(x: number, y: number, threshold: number): void {
    const from = this.#kept.at(-1)
    const far = !from || Math.abs(x - from[0]) + Math.abs(y - from[1]) >= this.#step
    if (far) {
      if (this.#pending) this.#kept.push([this.#x, this.#y, this.#threshold])
      this.#kept.push([x, y, threshold])
    }
    this.#pending = !far
    this.#x = x
    this.#y = y
    this.#threshold = threshold
  }

  value(): PlotCurve {
    const kept = this.#pending ? [...this.#kept, [this.#x, this.#y, this.#threshold] as const] : this.#kept
    const column = (i: 0 | 1 | 2) => Float64Array.from(kept, point => point[i])
    return { x: column(0), y: column(1), thresholds: column(2) }
  }
}

function plot(
  { thresholds }: Curve,
  start: [number, number],
  at: (i: number) => [number, number],
): PlotCurve {
  const length = thresholds.length + 1
  const [x, y] = [new Float64Array(length), new Float64Array(length)]
  const levels = new Float64Array(length)
  ;[x[0], y[0], levels[0]] = [...start, Number.POSITIVE_INFINITY]
  for (let i = 0; i < thresholds.length; i++) {
    ;[x[i + 1], y[i + 1]] = at(i)
    levels[i + 1] = thresholds[i]!
  }
  return { x, y, thresholds: levels }
}

function select({ x, y, thresholds }: PlotCurve, keep: (i: number) => boolean): PlotCurve {
  const pick = (values: Float64Array) => values.filter((_, i) => keep(i))
  return { x: pick(x), y: pick(y), thresholds: pick(thresholds) }
}
