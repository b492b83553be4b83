import { expect, test } from 'vitest'
import { crossEntropy, crossEntropyToUniform } from '../../src/nn/index.js'
import { expectGradients } from './finite-differences.js'
import { integers, randomTensor } from './random-tensor.js'

const z = randomTensor('losses', [5, 4], 2)
const labels = [3, 0, 0, 2, 1]
const rows = z.toList() as number[][]
const logSumExp = (row: number[]) => Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0))
const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length

test('cross-entropy is −log softmax at the label, averaged', () => {
  const expected = mean(rows.map((row, i) => logSumExp(row) - row[labels[i]!]!))
  expect(crossEntropy(z, integers(...labels)).item()).toBeCloseTo(expected, 12)
})

test('cross-entropy to the uniform distribution is the mean of −log softmax over classes', () => {
  const expected = mean(rows.map(row => mean(row.map(value => logSumExp(row) - value))))
  expect(crossEntropyToUniform(z).item()).toBeCloseTo(expected, 12)
})

test('gradients by finite differences', () => {
  expectGradients(logits => crossEntropy(logits, integers(...labels)), z)
  expectGradients(crossEntropyToUniform, z)
})
