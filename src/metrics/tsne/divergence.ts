import type { Pairs } from './affinities.js'

/** Positions in the plane, `[n, 2]`. */
export type Embedding = Float64Array

/**
 * Gradient of the divergence KL(P‖Q) by the positions, `[n, 2]`, written to `gradient`.
 *
 *     ∂KL/∂yᵢ = 4 Σⱼ (pᵢⱼ − qᵢⱼ) wᵢⱼ (yᵢ − yⱼ),   wᵢⱼ = 1/(1 + |yᵢ − yⱼ|²),   qᵢⱼ = wᵢⱼ/Z
 *
 * One pass over the pairs: attraction (p) and repulsion (q) are summed apart, since Z is known at the end.
 *
 * @param scale factor on P (the early exaggeration)
 * @returns Z, the sum of w over ordered pairs
 */
export function divergenceGradient(
  joint: Pairs,
  embedding: Embedding,
  gradient: Float64Array,
  scale = 1,
): number {
  const n = embedding.length / 2
  const repulsion = new Float64Array(embedding.length)
  gradient.fill(0)
  let [pair, sum] = [0, 0]
  for (let i = 0; i < n; i++) {
    const x = embedding[2 * i]!
    const y = embedding[2 * i + 1]!
    let attractX = 0
    let attractY = 0
    let repelX = 0
    let repelY = 0
    for (let j = i + 1; j < n; j++) {
      const dx = x - embedding[2 * j]!
      const dy = y - embedding[2 * j + 1]!
      const w = 1 / (1 + dx * dx + dy * dy)
      sum += w
      const attract = joint[pair++]! * w
      attractX += attract * dx
      attractY += attract * dy
      gradient[2 * j]! -= attract * dx
      gradient[2 * j + 1]! -= attract * dy
      const repel = w * w
      repelX += repel * dx
      repelY += repel * dy
      repulsion[2 * j]! -= repel * dx
      repulsion[2 * j + 1]! -= repel * dy
    }
    gradient[2 * i]! += attractX
    gradient[2 * i + 1]! += attractY
    repulsion[2 * i]! += repelX
    repulsion[2 * i + 1]! += repelY
  }
  const Z = 2 * sum
  for (let k = 0; k < gradient.length; k++) gradient[k] = 4 * (scale * gradient[k]! - repulsion[k]! / Z)
  return Z
}

/** The divergence KL(P‖Q) itself, of `scale`·P, given the Z that the gradient found at these positions. */
export function divergence(joint: Pairs, embedding: Embedding, Z: number, scale = 1): number {
  const n = embedding.length / 2
  let [pair, sum] = [0, 0]
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const dx = embedding[2 * i]! - embedding[2 * j]!
      const dy = embedding[2 * i + 1]! - embedding[2 * j + 1]!
      const q = Math.max(1 / ((1 + dx * dx + dy * dy) * Z), Number.EPSILON)
      const p = scale * joint[pair++]!
      sum += p * Math.log(p / q)
    }
  }
  return 2 * sum
}
