import { Sum } from '../sum.js'

/** Pairs (i, j), i < j, of n points in the order (0,1), (0,2), …, (1,2), …: n(n − 1)/2 values. */
export type Pairs = Float64Array

/** Squared Euclidean distances of points `[n, d]`, by pair. */
export function squaredDistances(points: Float32Array | Float64Array, n: number): Pairs {
  const d = points.length / n
  const distances = new Float64Array((n * (n - 1)) / 2)
  let pair = 0
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      let sum = 0
      for (let k = 0, a = i * d, b = j * d; k < d; k++) {
        const difference = points[a++]! - points[b++]!
        sum += difference * difference
      }
      distances[pair++] = sum
    }
  }
  return distances
}

/**
 * Joint probabilities P of t-SNE, by pair: Gaussian neighbourhoods whose entropy matches `perplexity`,
 * made symmetric. The value of a pair stands for (i, j) and (j, i), so all pairs sum to ½.
 */
export function jointProbabilities(distances: Pairs, n: number, perplexity: number): Pairs {
  const joint = new Float64Array(distances.length)
  const row = new Float64Array(n)
  const conditional = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) row[j] = j === i ? Number.POSITIVE_INFINITY : distances[pairIndex(i, j, n)]!
    searchBandwidth(row, Math.log(perplexity), conditional)
    for (let j = 0; j < n; j++) if (j !== i) joint[pairIndex(i, j, n)]! += conditional[j]!
  }
  const sum = new Sum()
  for (const value of joint) sum.add(value)
  const total = Math.max(2 * sum.value, Number.EPSILON)
  for (let pair = 0; pair < joint.length; pair++) {
    joint[pair] = Math.max(joint[pair]! / total, Number.EPSILON)
  }
  return joint
}

/** Place of the pair of two different points. */
function pairIndex(a: number, b: number, n: number): number {
  const [i, j] = a < b ? [a, b] : [b, a]
  return i * n - (i * (i + 1)) / 2 + (j - i - 1)
}

/** Bisection for the precision β at which exp(−β·distance), normalised, has the entropy; fills `conditional`. */
function searchBandwidth(distances: Float64Array, entropy: number, conditional: Float64Array): void {
  let [beta, low, high] = [1, 0, Number.POSITIVE_INFINITY]
  for (let step = 0; step < 100; step++) {
    const excess = fillConditional(distances, beta, conditional) - entropy
    if (Math.abs(excess) <= 1e-5) return
    if (excess > 0) low = beta
    else high = beta
    beta = high === Number.POSITIVE_INFINITY ? beta * 2 : (low + high) / 2
  }
}

/** exp(−β·distance), normalised; an infinite distance (the point itself) has none. Returns the entropy. */
function fillConditional(distances: Float64Array, beta: number, conditional: Float64Array): number {
  // Distances from the nearest one give the same probabilities, and at least one term that is not 0.
  let nearest = Number.POSITIVE_INFINITY
  for (let j = 0; j < distances.length; j++) nearest = Math.min(nearest, distances[j]!)
  let [total, moment] = [0, 0]
  for (let j = 0; j < distances.length; j++) {
    const excess = distances[j]! - nearest
    const weight = excess === Number.POSITIVE_INFINITY ? 0 : Math.exp(-excess * beta)
    conditional[j] = weight
    total += weight
    if (weight > 0) moment += excess * weight
  }
  for (let j = 0; j < distances.length; j++) conditional[j]! /= total
  return Math.log(total) + (beta * moment) / total
}
