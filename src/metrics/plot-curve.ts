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
export function thin(curve: PlotCurve, step = 1 / 500): PlotCurve {
  const { x, y } = curve
  const last = x.length - 1
  const kept = new Uint8Array(x.length)
  kept[0] = kept[last] = 1
  let from = 0
  for (let i = 1; i < last; i++) {
    if (Math.abs(x[i]! - x[from]!) + Math.abs(y[i]! - y[from]!) < step) continue
    kept[i - 1] = kept[i] = 1
    from = i
  }
  return select(curve, i => kept[i] === 1)
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
