import { UserError } from '../../errors.js'
import { type NDArray, toFloat32Array, toFloat64Array, toInt32Array } from '../../formats/array.js'
import { permutation, stream } from '../../random.js'

export type Role = 'inliers' | 'negatives' | 'outliers'

/** A model's last layer: row k of `weight` belongs to class k. */
export interface LastLayer {
  weight: Float32Array
  classes: number
  dimensions: number
}

/** A draw of a set's images with their pre-logits. */
export interface FeatureSample {
  /** Which images of the set, ascending. */
  indices: Uint32Array
  /** `[indices.length, dimensions]` */
  features: Float32Array
  dimensions: number
}

/** What a report needs of one evaluated set; the pre-logits themselves are not kept, only what is shown. */
export interface EvaluatedSet {
  name: string
  role: Role
  /** `near`, `far`, … for outliers. */
  group: string
  count: number
  /** Class of each image, −1 where it has none. */
  labels: Int32Array
  /** By name, one value an image; higher = more outlying. */
  scores: Map<string, Float64Array>
  /**
   * By the same names, what rankings read: a strictly increasing function of the score that does not saturate,
   * where the detector has one, else the score itself.
   */
  orders: Map<string, Float64Array>
  /** Likeliest inlier class of each image (Eq. 7 leaves the outlier class out). */
  predicted?: Int32Array
  /** ‖z‖₂ of each image's pre-logits. */
  norms?: Float64Array
  /** z·w/‖w‖ for the weight vector w of the outlier class. */
  projections?: Float64Array
  sample?: FeatureSample
}

export interface SetOptions {
  name: string
  group: string
  role: Role
  /** Number of inlier classes; a column of logits after them is the outlier class. */
  inlierClasses?: number
  lastLayer?: LastLayer
  seed: number
  /** Most images whose pre-logits are kept. */
  sampleSize: number
}

/**
 * Reduces the arrays of `evaluation/outputs/<set>.npz` to what a report shows.
 *
 * @param arrays `labels` `[N]` and any of `features` `[N, D]`, `logits` `[N, C]`, `scores.<name>` `[N]`
 * @throws UserError if the arrays do not have one row for each label
 */
export function evaluatedSet(arrays: ReadonlyMap<string, NDArray>, options: SetOptions): EvaluatedSet {
  const labels = arrays.get('labels')
  if (!labels) throw new UserError(`outputs of ${options.name}: no array "labels"; run "uno evaluate" again`)
  const count = labels.shape[0] ?? 0
  checkRows(arrays, count, options.name)
  const { name, group, role } = options
  const set: EvaluatedSet = {
    name,
    group,
    role,
    count,
    labels: toInt32Array(labels),
    ...rankable(arrays, name),
  }
  const logits = arrays.get('logits')
  if (logits) set.predicted = likeliest(toFloat32Array(logits), logits.shape[1]!, options.inlierClasses)
  const features = arrays.get('features')
  if (features) addFeatures(set, toFloat32Array(features), features.shape[1]!, options)
  return set
}

/** By the set's group in the results; without one, a set with classes is the inliers. */
export function roleOf(group: string, labels: Int32Array): Role {
  if (group === 'negatives' || group === 'inliers') return group
  if (group !== '') return 'outliers'
  return labels.some(label => label >= 0) ? 'inliers' : 'outliers'
}

function checkRows(arrays: ReadonlyMap<string, NDArray>, count: number, set: string): void {
  for (const [name, { shape }] of arrays) {
    const matrix = name === 'features' || name === 'logits'
    if (shape[0] === count && shape.length === (matrix ? 2 : 1)) continue
    const expected = matrix ? `[${count}, …]` : `[${count}]`
    const remedy = 'run "uno evaluate" again'
    throw new UserError(
      `outputs of ${set}: ${name} is [${shape.join(', ')}], expected ${expected}; ${remedy}`,
    )
  }
}

function rankable(
  arrays: ReadonlyMap<string, NDArray>,
  set: string,
): Pick<EvaluatedSet, 'scores' | 'orders'> {
  const scores = valuesNamed('scores.', arrays, set)
  return { scores, orders: new Map([...scores, ...valuesNamed('order.', arrays, set)]) }
}

function valuesNamed(prefix: string, arrays: ReadonlyMap<string, NDArray>, set: string) {
  const found = [...arrays].filter(([name]) => name.startsWith(prefix))
  return new Map(
    found.map(([name, array]): [string, Float64Array] => {
      const values = toFloat64Array(array)
      const bad = values.findIndex(Number.isNaN)
      if (bad < 0) return [name.slice(prefix.length), values]
      throw new UserError(`outputs of ${set}: ${name} is NaN at index ${bad}; run "uno evaluate" again`)
    }),
  )
}

/** argmax over the first K of each row's C logits. */
function likeliest(logits: Float32Array, C: number, K = C): Int32Array {
  return Int32Array.from({ length: logits.length / C }, (_, row) => {
    let best = 0
    for (let k = 1; k < K; k++) if (logits[row * C + k]! > logits[row * C + best]!) best = k
    return best
  })
}

function addFeatures(set: EvaluatedSet, features: Float32Array, D: number, options: SetOptions): void {
  set.norms = Float64Array.from({ length: set.count }, (_, i) =>
    Math.sqrt(dot(features, i * D, features, i * D, D)),
  )
  const { lastLayer, inlierClasses: K } = options
  if (lastLayer && K !== undefined && K < lastLayer.classes && lastLayer.dimensions === D) {
    const w = lastLayer.weight.subarray(K * D, (K + 1) * D)
    const length = Math.sqrt(dot(w, 0, w, 0, D))
    set.projections = Float64Array.from(
      { length: set.count },
      (_, i) => dot(features, i * D, w, 0, D) / length,
    )
  }
  set.sample = sampleFeatures(features, D, set, options)
}

function sampleFeatures(
  features: Float32Array,
  dimensions: number,
  { count, name }: EvaluatedSet,
  { seed, sampleSize }: SetOptions,
): FeatureSample {
  // The whole permutation's head, so that a smaller sample is part of a larger one.
  const indices = permutation(count, stream(seed, `report/sample/${name}`))
    .slice(0, sampleSize)
    .sort()
  const kept = new Float32Array(indices.length * dimensions)
  indices.forEach((index, i) => {
    kept.set(features.subarray(index * dimensions, (index + 1) * dimensions), i * dimensions)
  })
  return { indices, features: kept, dimensions }
}

function dot(a: Float32Array, from: number, b: Float32Array, other: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += a[from + i]! * b[other + i]!
  return sum
}
