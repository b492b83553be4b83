import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { IGNORED, INLIER, OUTLIER } from './curve.js'
import { PairMoments } from './moments.js'

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
    throw new UserError(`cannot correlate ${counted(a.length, 'value')} with ${b.length}; expected as many`)
  }
  checkFinite(a)
  checkFinite(b)
  const moments = new PairMoments()
  moments.add(a, b)
  return moments.correlation
}

/** Pearson's correlation over outliers (label 1), inliers (0), and both; label 255 is ignored. */
export function pearsonByClass(
  a: Float32Array | Float64Array,
  b: Float32Array | Float64Array,
  labels: Uint8Array,
): ClassCorrelations {
  const pooled = new PearsonPool()
  pooled.add(a, b, labels)
  return pooled.result()
}

/** The same over the pixels of all images, which come one by one; nothing of them is kept. */
export class PearsonPool {
  readonly #outliers = new PairMoments()
  readonly #inliers = new PairMoments()

  /**
   * @param labels 1 outlier, 0 inlier, 255 ignored, whose values are never read
   * @param name what errors call the image
   * @throws UserError if the lengths differ or a value that counts is not finite
   */
  add(
    a: Float32Array | Float64Array,
    b: Float32Array | Float64Array,
    labels: Uint8Array,
    name?: string,
  ): void {
    const place = name === undefined ? '' : `${name}: `
    if (labels.length !== a.length || a.length !== b.length) {
      throw new UserError(
        `${place}${a.length} and ${b.length} values but ${counted(labels.length, 'label')}; expected one label a pair`,
      )
    }
    const counts = (i: number) => labels[i] !== IGNORED
    checkFinite(a, counts, place)
    checkFinite(b, counts, place)
    this.#outliers.add(a, b, i => labels[i] === OUTLIER)
    this.#inliers.add(a, b, i => labels[i] === INLIER)
  }

  result(): ClassCorrelations {
    const all = new PairMoments()
    all.merge(this.#outliers)
    all.merge(this.#inliers)
    return {
      outliers: this.#outliers.correlation,
      inliers: this.#inliers.correlation,
      all: all.correlation,
    }
  }
}

function checkFinite(
  values: ArrayLike<number>,
  counts: (i: number) => boolean = () => true,
  place = '',
): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]) && counts(i)) {
      throw new UserError(`${place}value ${values[i]} at index ${i}; a correlation needs finite values`)
    }
  }
}
