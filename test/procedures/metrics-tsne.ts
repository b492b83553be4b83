import { join } from 'node:path'
import { expect } from 'vitest'
import { type NDArray, readSafetensors, toFloat64Array } from '../../src/formats/index.js'
import { tsne } from '../../src/metrics/index.js'
import { jointProbabilities, squaredDistances } from '../../src/metrics/tsne/affinities.js'
import { divergence, divergenceGradient } from '../../src/metrics/tsne/divergence.js'
import { procedure } from './procedure.js'

/** The square matrix's upper triangle, row by row. */
function upperTriangle(matrix: Float64Array, n: number): Float64Array {
  return matrix.filter((_, at) => at % n > Math.floor(at / n))
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}

export default procedure({
  kind: 'metrics/tsne',
  parts({ folder, json }) {
    const { tensors } = readSafetensors(join(folder, 'data.safetensors'))
    const array = (name: string) => tensors.get(name) as NDArray
    const values = (name: string) => toFloat64Array(array(name))
    const [n, dimensions] = array('X').shape as [number, number]
    const perplexity = Number(/perplexity (\d+)/.exec(json.what)![1])
    const P = upperTriangle(values('P'), n)
    return {
      P() {
        const joint = jointProbabilities(squaredDistances(values('X'), n), n, perplexity)
        expect(largestDifference(joint, P)).toBeLessThan(1e-6)
      },
      'divergence and gradient'() {
        const gradient = new Float64Array(2 * n)
        const Z = divergenceGradient(P, values('Y'), gradient)
        expect(Math.abs(divergence(P, values('Y'), Z) - json.expected.kl)).toBeLessThan(1e-6)
        expect(largestDifference(gradient, values('gradient'))).toBeLessThan(1e-6)
      },
      'a whole run'() {
        const run = tsne(values('X'), dimensions, { perplexity, init: values('init') })
        expect(run.divergence).toBeLessThan(1.05 * json.expected.finalKL)
        expect(run.lastIteration).toBeLessThanOrEqual(json.expected.iterations)
        expect(tsne(values('X'), dimensions, { perplexity }).divergence).toBeLessThan(
          1.05 * json.expected.finalKL,
        )
      },
    }
  },
})
