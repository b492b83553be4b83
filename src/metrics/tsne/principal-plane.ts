import { stream } from '../../random.js'

/**
 * Projections of points `[n, d]` on their first two principal components, `[n, 2]`, scaled so that the first
 * has standard deviation 1e-4: where t-SNE starts. Each component's sign makes its largest projection positive.
 * All zeros if the points are equal.
 */
export function principalPlane(points: Float32Array | Float64Array, n: number): Float64Array {
  const centred = centre(points, n)
  const scatter = scatterMatrix(centred, n)
  const first = principalDirection(scatter, [])
  const second = principalDirection(scatter, [first])
  const projections = [first, second].map(direction => positive(multiply(centred, direction)))
  const deviation = Math.sqrt(projections[0]!.reduce((sum, value) => sum + value * value, 0) / n)
  const scale = deviation > 0 ? 1e-4 / deviation : 0
  return Float64Array.from({ length: 2 * n }, (_, i) => projections[i % 2]![i >> 1]! * scale)
}

function centre(points: Float32Array | Float64Array, n: number): Float64Array {
  const d = points.length / n
  const mean = new Float64Array(d)
  for (let i = 0; i < points.length; i++) mean[i % d]! += points[i]! / n
  return Float64Array.from(points).map((value, i) => value - mean[i % d]!)
}

/** XᵀX, `[d, d]`. */
function scatterMatrix(X: Float64Array, n: number): Float64Array {
  const d = X.length / n
  const scatter = new Float64Array(d * d)
  for (let i = 0; i < n; i++) {
    const row = X.subarray(i * d, (i + 1) * d)
    for (let k = 0; k < d; k++) {
      const value = row[k]!
      for (let l = 0, at = k * d; l < d; l++) scatter[at++]! += value * row[l]!
    }
  }
  return scatter
}

/** Power iteration on a symmetric matrix, kept orthogonal to the directions that were found before. */
function principalDirection(matrix: Float64Array, found: readonly Float64Array[]): Float64Array {
  const d = Math.sqrt(matrix.length)
  const random = stream(0, 'principal direction', 0, found.length)
  let direction = normalise(orthogonal(Float64Array.from({ length: d }, random.normal), found))
  for (let step = 0; step < 1000; step++) {
    const next = normalise(orthogonal(multiply(matrix, direction), found))
    const change = next.reduce((most, value, k) => Math.max(most, Math.abs(value - direction[k]!)), 0)
    direction = next
    if (change < 1e-10) break
  }
  return direction
}

/** A matrix `[rows, v.length]` times v: `[rows]`. */
function multiply(matrix: Float64Array, v: Float64Array): Float64Array {
  const product = new Float64Array(matrix.length / v.length)
  for (let i = 0, at = 0; i < product.length; i++) {
    let sum = 0
    for (let k = 0; k < v.length; k++) sum += matrix[at++]! * v[k]!
    product[i] = sum
  }
  return product
}

function orthogonal(v: Float64Array, others: readonly Float64Array[]): Float64Array {
  for (const other of others) {
    const overlap = v.reduce((sum, value, k) => sum + value * other[k]!, 0)
    v = v.map((value, k) => value - overlap * other[k]!)
  }
  return v
}

function normalise(v: Float64Array): Float64Array {
  const length = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0))
  return length > 0 ? v.map(value => value / length) : v
}

function positive(projections: Float64Array): Float64Array {
  const largest = projections.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
  return largest < 0 ? projections.map(value => -value) : projections
}
