import type { Pairs } from './affinities.js'
import { divergence, divergenceGradient, type Embedding } from './divergence.js'

/** One phase of the descent, from iteration `from` up to `to` (not included). */
export interface Phase {
  from: number
  to: number
  momentum: number
  learningRate: number
  /** Factor on P. */
  exaggeration: number
  /** Iterations without a better divergence after which the phase ends. */
  patience: number
  onProgress?: (iteration: number, divergence: number) => void
}

/** The divergence is computed, and the ends are tested, every so many iterations. */
const checkEvery = 50
const smallestGradient = 1e-7

/**
 * Gradient descent with momentum and a gain per coordinate (Jacobs 1988), as in scikit-learn: gains grow by
 * 0.2 where the direction is kept, else shrink to 0.8, and stay ≥ 0.01. Moves `embedding` in place.
 *
 * @returns the last iteration
 */
export function descend(joint: Pairs, embedding: Embedding, phase: Phase): number {
  const { from, to, momentum, learningRate, exaggeration, patience } = phase
  const gradient = new Float64Array(embedding.length)
  const update = new Float64Array(embedding.length)
  const gains = new Float64Array(embedding.length).fill(1)
  let [best, bestAt] = [Number.POSITIVE_INFINITY, from]
  for (let iteration = from; iteration < to; iteration++) {
    const Z = divergenceGradient(joint, embedding, gradient, exaggeration)
    const checks = (iteration + 1) % checkEvery === 0
    const error = checks ? divergence(joint, embedding, Z, exaggeration) : Number.NaN
    let squares = 0
    for (let k = 0; k < embedding.length; k++) {
      const turns = update[k]! * gradient[k]! >= 0
      gains[k] = turns ? Math.max(gains[k]! * 0.8, 0.01) : gains[k]! + 0.2
      const step = gains[k]! * gradient[k]!
      squares += step * step
      update[k] = momentum * update[k]! - learningRate * step
      embedding[k]! += update[k]!
    }
    if (!checks) continue
    phase.onProgress?.(iteration + 1, error)
    if (error < best) [best, bestAt] = [error, iteration]
    else if (iteration - bestAt > patience) return iteration
    if (Math.sqrt(squares) <= smallestGradient) return iteration
  }
  return to - 1
}
