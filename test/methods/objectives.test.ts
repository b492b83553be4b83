import { expect, test } from 'vitest'
import { objectiveByName } from '../../src/methods/index.js'
import type { Tensor } from '../../src/torch/index.js'
import { expectGradients } from '../nn/finite-differences.js'
import { integers, randomTensor } from '../nn/random-tensor.js'

const [N, M, K] = [4, 3, 3]
const labels = [2, 0, 1, 1]

const rows = (logits: Tensor) => logits.toList() as number[][]
const logSumExp = (row: number[]) => Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0))
const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length
const nll = (row: number[], label: number) => logSumExp(row) - row[label]!

function losses(name: string, logits: Tensor, options: object = {}): Record<string, Tensor> {
  const objective = objectiveByName(name)
  return objective.losses(
    { logits, labels: integers(...labels), inlierClasses: K },
    objective.options.parse(options),
  )
}
const total = (terms: Record<string, Tensor>) => Object.values(terms).reduce((sum, term) => sum.add(term))

const closed = randomTensor('closed', [N, K])
const exposed = randomTensor('exposed', [N + M, K])
const joint = randomTensor('joint', [N + M, K + 1])
const inlierLosses = (logits: Tensor) => labels.map((label, i) => nll(rows(logits)[i]!, label))
const negativeLosses = rows(joint)
  .slice(N)
  .map(row => nll(row, K))

test('closed set: mean cross-entropy', () => {
  expect(total(losses('closed-set', closed)).item()).toBeCloseTo(mean(inlierLosses(closed)), 12)
})

test('UNO, joint: negatives are class K, one plain mean', () => {
  const expected = mean([...inlierLosses(joint), ...negativeLosses])
  expect(total(losses('uno', joint)).item()).toBeCloseTo(expected, 12)
})

test('UNO, separate: mean over inliers + λ · mean over negatives, named apart', () => {
  const terms = losses('uno', joint, { form: 'separate', lambda: 0.7 })
  expect(Object.keys(terms)).toEqual(['ce', 'negatives'])
  expect(terms.ce!.item()).toBeCloseTo(mean(inlierLosses(joint)), 12)
  expect(terms.negatives!.item()).toBeCloseTo(0.7 * mean(negativeLosses), 12)
})

test('outlier exposure: negatives against the uniform distribution, λ = 0.5', () => {
  const uniform = rows(exposed)
    .slice(N)
    .map(row => mean(row.map(value => logSumExp(row) - value)))
  const terms = losses('outlier-exposure', exposed)
  expect(terms.ce!.item()).toBeCloseTo(mean(inlierLosses(exposed)), 12)
  expect(terms.oe!.item()).toBeCloseTo(0.5 * mean(uniform), 12)
})

test('gradients by finite differences', () => {
  expectGradients(z => total(losses('closed-set', z)), closed)
  expectGradients(z => total(losses('uno', z)), joint)
  expectGradients(z => total(losses('uno', z, { form: 'separate' })), joint)
  expectGradients(z => total(losses('outlier-exposure', z)), exposed)
})

test('a weight below 0 and an unknown form are refused', () => {
  expect(() => losses('uno', joint, { lambda: -1 })).toThrow('lambda')
  expect(() => losses('uno', joint, { form: 'both' })).toThrow('form')
})
