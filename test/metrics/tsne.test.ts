import { describe, expect, test } from 'vitest'
import { tsne } from '../../src/metrics/index.js'
import { jointProbabilities, squaredDistances } from '../../src/metrics/tsne/affinities.js'
import { divergence, divergenceGradient } from '../../src/metrics/tsne/divergence.js'
import { principalPlane } from '../../src/metrics/tsne/principal-plane.js'
import { stream } from '../../src/random.js'

const random = stream(2, 't-SNE test')
const normals = (n: number, scale = 1) => Float64Array.from({ length: n }, () => scale * random.normal())

/** Three clusters of 20 points in ten dimensions. */
const clusters = normals(600).map((value, i) => value + (i % 10 === Math.floor(i / 200) ? 20 : 0))

test('joint probabilities are symmetric Gaussians of the wanted perplexity that sum to one', () => {
  const n = 40
  const distances = squaredDistances(normals(n * 3), n)
  const joint = jointProbabilities(distances, n, 10)
  expect(2 * joint.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
  // Equidistant points know nothing of each other: all pairs alike.
  const alike = jointProbabilities(new Float64Array(6).fill(2), 4, 3 - 1e-9)
  for (const value of alike) expect(value).toBeCloseTo(1 / 12, 9)
})

test('the gradient is the finite difference of the divergence', () => {
  const n = 12
  const joint = jointProbabilities(squaredDistances(normals(n * 4), n), n, 4)
  const Y = normals(2 * n)
  const gradient = new Float64Array(2 * n)
  for (const scale of [1, 12]) {
    divergenceGradient(joint, Y, gradient, scale)
    for (let k = 0; k < 2 * n; k++) {
      const at = (step: number) => {
        const moved = Y.slice()
        moved[k]! += step
        return divergence(joint, moved, divergenceGradient(joint, moved, new Float64Array(2 * n)), scale)
      }
      // The divergence of P that sums to `scale` has the term (scale − 1)·log Z more than the gradient knows.
      const logZ = (step: number) => {
        const moved = Y.slice()
        moved[k]! += step
        return Math.log(divergenceGradient(joint, moved, new Float64Array(2 * n)))
      }
      const h = 1e-5
      const difference = (at(h) - at(-h) - (scale - 1) * (logZ(h) - logZ(-h))) / (2 * h)
      expect(gradient[k]).toBeCloseTo(difference, 7)
    }
  }
})

describe('the principal plane', () => {
  test('finds the two axes of largest variance, in order, scaled to 1e-4', () => {
    const n = 5000
    const deviations = [1, 5, 0.5, 3]
    const points = normals(n * 4).map((value, i) => 7 + value * deviations[i % 4]!)
    const plane = principalPlane(points, n)
    const column = (values: Float64Array, k: number, width: number) =>
      values.filter((_, i) => i % width === k)
    const deviation = (values: Float64Array) => Math.sqrt(values.reduce((s, v) => s + v * v, 0) / n)
    expect(deviation(column(plane, 0, 2))).toBeCloseTo(1e-4, 12)
    expect(deviation(column(plane, 1, 2)) / 1e-4).toBeCloseTo(3 / 5, 1)
    const overlap = column(plane, 0, 2).reduce((sum, value, i) => sum + value * plane[2 * i + 1]!, 0)
    expect(Math.abs(overlap) / (n * 1e-8)).toBeLessThan(1e-6)
  })

  test('of equal points is zero', () => {
    expect(principalPlane(new Float64Array(12).fill(3), 4)).toEqual(new Float64Array(8))
  })
})

describe('a run', () => {
  test('keeps clusters together and apart, the same every time', () => {
    const { embedding, divergence } = tsne(clusters, 10, { perplexity: 10 })
    const centre = (c: number, k: number) => {
      const own = embedding.filter((_, i) => i % 2 === k && Math.floor(i / 40) === c)
      return own.reduce((sum, value) => sum + value, 0) / own.length
    }
    for (let i = 0; i < 60; i++) {
      const distance = (c: number) =>
        Math.hypot(embedding[2 * i]! - centre(c, 0), embedding[2 * i + 1]! - centre(c, 1))
      const nearest = [0, 1, 2].reduce((best, c) => (distance(c) < distance(best) ? c : best))
      expect(nearest).toBe(Math.floor(i / 20))
    }
    expect(divergence).toBeLessThan(0.5)
    expect(tsne(clusters, 10, { perplexity: 10 }).embedding).toEqual(embedding)
  })

  test('reports progress, takes a start and leaves it as it is', () => {
    const init = normals(120, 1e-4)
    const before = init.slice()
    const seen: number[] = []
    tsne(clusters, 10, {
      perplexity: 10,
      init,
      iterations: 300,
      onProgress: iteration => seen.push(iteration),
    })
    expect(seen).toEqual([50, 100, 150, 200, 250, 300])
    expect(init).toEqual(before)
  })

  test('stops early without progress', () => {
    // Two points have one joint probability whatever their distance: the gradient vanishes.
    const { lastIteration } = tsne(Float64Array.of(0, 1), 1, { perplexity: 1 })
    expect(lastIteration).toBeLessThan(999)
  })

  test('refuses what it cannot spread out', () => {
    expect(() => tsne(clusters, 10)).not.toThrow()
    expect(() => tsne(clusters, 10, { perplexity: 60 })).toThrow(
      'perplexity 60: expected at least 1 and less than',
    )
    expect(() => tsne(new Float64Array(40).fill(1), 4, { perplexity: 2 })).toThrow('all 10 points are equal')
    expect(() => tsne(Float64Array.of(1, 2, Number.NaN, 4), 1, { perplexity: 2 })).toThrow(
      'point 2 holds NaN',
    )
    expect(() => tsne(clusters, 10, { init: new Float64Array(8) })).toThrow('start has 4 points, expected 60')
    expect(() => tsne(clusters, 7)).toThrow('expected at least 2')
  })
})
