import { UserError } from '../errors.js'
import { IGNORED, INLIER, OUTLIER } from './curve.js'
import { Sum } from './sum.js'

/** Correlations of two scores over one class of samples, and over all that are not ignored (Table 6). */
export interface ClassCorrelations {
  outliers: number | null
  inliers: number | null
  all: number | null
}

/**
 * Pearson's correlation, two-pass in double precision. `null` if either input is constant or there are fewer
 * than two samples.
 *
 * @throws UserError if the lengths differ or a value is not finite
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  if (a.length !== b.length) {
    throw new UserError(`cannot correlate ${a.length} values with ${b.length}; expected as many`)
  }
  checkFinite(a)
  checkFinite(b)
  // A constant is told by comparison: its variance about a rounded mean need not come out as zero.
  if (isConstant(a) || isConstant(b)) return null
  const [meanA, meanB] = [mean(a), mean(b)]
  const [aa, bb, ab] = [new Sum(), new Sum(), new Sum()]
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i]! - meanA, b[i]! - meanB]
    aa.add(da * da)
    bb.add(db * db)
    ab.add(da * db)
  }
  const r = ab.value / (Math.sqrt(aa.value) * Math.sqrt(bb.value))
  return Math.max(-1, Math.min(1, r))
}

/** Pearson's correlation over outliers (label 1), inliers (0), and both; label 255 is ignored. */
export function pearsonByClass(
  a: Float32Array | Float64Array,
  b: Float32Array | Float64Array,
  labels: Uint8Array,
): ClassCorrelations {
  if (labels.length !== a.length) {
    throw new UserError(`${a.length} values but ${labels.length} labels; expected one label a value`)
  }
  const over = (counts: (label: number) => boolean) => {
    const pick = (values: Float32Array | Float64Array) => values.filter((_, i) => counts(labels[i]!))
    return pearson(pick(a), pick(b))
  }
  return {
    outliers: over(label => label === OUTLIER),
    inliers: over(label => label === INLIER),
    all: over(label => label !== IGNORED),
  }
}

function checkFinite(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new UserError(`value ${values[i]} at index ${i}; a correlation needs finite values`)
    }
  }
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false
  return true
}

function mean(values: ArrayLike<number>): number {
  const sum = new Sum()
  for (let i = 0; i < values.length; i++) sum.add(values[i]!)
  return sum.value / values.length
}
