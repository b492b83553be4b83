import { expect, test } from 'vitest'
import { clipFactor, gradientNorm } from '../../src/nn/index.js'
import { Tensor } from '../../src/torch/index.js'
import { randomTensor } from './random-tensor.js'

test('the norm of all gradients together', () => {
  const gradients = [randomTensor('norm/a', [3, 5]), randomTensor('norm/b', [7])]
  const squares = gradients.flatMap(gradient => [...gradient.toFloat64Array()]).map(value => value ** 2)
  expect(gradientNorm(gradients)).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b)), 10)
  expect(gradientNorm([])).toBe(0)
})

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d anywhere shows', bad => {
  const gradients = [Tensor.zeros([4]), Tensor.from([0, 0, bad])]
  expect(Number.isFinite(gradientNorm(gradients))).toBe(false)
})

test('clipping brings a large norm to the limit and leaves a small one', () => {
  expect(10 * clipFactor(10, 2)).toBeCloseTo(2, 5)
  expect(clipFactor(1, 2)).toBe(1)
})
