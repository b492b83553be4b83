import { expect, test } from 'vitest'
import {
  auroc,
  curve,
  fprAtTpr,
  operatingPoint,
  precisionRecallCurve,
  rocCurve,
  thin,
} from '../../src/metrics/index.js'
import { stream } from '../../src/random.js'

function randomCurve(n: number) {
  const random = stream(3, 'plot')
  const labels = Uint8Array.from({ length: n }, () => random.below(2))
  return curve(
    Float64Array.from(labels, label => random.normal() + label),
    labels,
  )
}

test('ROC and precision-recall start at (0, 0) and (0, 1) and list every threshold', () => {
  const whole = curve(Float32Array.of(3, 2, 2, 1), Uint8Array.of(1, 1, 0, 0))
  expect(rocCurve(whole)).toEqual({
    x: Float64Array.of(0, 0, 0.5, 1),
    y: Float64Array.of(0, 0.5, 1, 1),
    thresholds: Float64Array.of(Infinity, 3, 2, 1),
  })
  expect(precisionRecallCurve(whole)).toMatchObject({
    x: Float64Array.of(0, 0.5, 1, 1),
    y: Float64Array.of(1, 1, 2 / 3, 1 / 2),
  })
})

test('without one of the classes there is no curve to draw', () => {
  const inliersOnly = curve(Float32Array.of(1, 2), Uint8Array.of(0, 0))
  expect(rocCurve(inliersOnly)).toBeNull()
  expect(precisionRecallCurve(inliersOnly)).toBeNull()
})

test('points that lie on a line are dropped as scikit-learn does, which can move FPR95 but never the area', () => {
  // 40 ties of one outlier and one inlier each: the ROC is the diagonal.
  const scores = Float32Array.from({ length: 80 }, (_, i) => i >> 1)
  const diagonal = curve(
    scores,
    Uint8Array.from(scores, (_, i) => i % 2),
  )
  expect(fprAtTpr(diagonal)).toBe(0.95)
  expect(fprAtTpr(diagonal, { points: 'sklearn' })).toBe(1)
  const { x, y } = rocCurve(diagonal, { points: 'sklearn' })!
  expect([...x]).toEqual([0, 1 / 40, 1])
  const area = x.reduce((sum, value, i) => (i ? sum + ((value - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2 : 0), 0)
  expect(area).toBeCloseTo(auroc(diagonal)!, 14)
})

test('an operating point says what its threshold does', () => {
  const whole = randomCurve(1000)
  const { threshold, tpr, fpr } = operatingPoint(whole, { tpr: 0.7 })!
  const at = whole.thresholds.indexOf(threshold)
  expect([tpr, fpr]).toEqual([whole.tp[at]! / whole.outliers, whole.fp[at]! / whole.inliers])
  expect(tpr).toBeGreaterThanOrEqual(0.7)
  expect(whole.tp[at - 1]! / whole.outliers).toBeLessThan(0.7)
})

test('a thinned curve keeps its ends and stays within a step of the whole', () => {
  for (const whole of [rocCurve(randomCurve(20_000))!, precisionRecallCurve(randomCurve(20_000))!]) {
    const step = 0.01
    const few = thin(whole, step)
    expect(few.x.length).toBeLessThan(2000)
    const lastOf = (values: Float64Array) => values.at(-1)
    expect([few.x[0], few.y[0], few.thresholds[0]]).toEqual([whole.x[0], whole.y[0], Infinity])
    expect([few.x, few.y, few.thresholds].map(lastOf)).toEqual(
      [whole.x, whole.y, whole.thresholds].map(lastOf),
    )
    let kept = 0
    for (let i = 0; i < whole.x.length; i++) {
      if (few.thresholds[kept + 1] === whole.thresholds[i]) kept++
      const distance = Math.abs(whole.x[i]! - few.x[kept]!) + Math.abs(whole.y[i]! - few.y[kept]!)
      expect(distance).toBeLessThan(step)
    }
    expect(kept).toBe(few.x.length - 1)
  }
})
