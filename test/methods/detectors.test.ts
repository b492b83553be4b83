import { describe, expect, test } from 'vitest'
import { chooseDetector, detectors } from '../../src/methods/index.js'
import { Tensor } from '../../src/torch/index.js'
import { randomTensor } from '../nn/random-tensor.js'
import { expectValues } from '../procedures/expect-tensor.js'

const K = 5
type Formula = (z: number[], options: { T: number }) => number

const logSumExp = (z: number[]) => Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0))
const softmax = (z: number[]) => z.map(value => Math.exp(value - logSumExp(z)))

/** Each from its publication, on the logits that it reads. */
const formulas: Record<string, Formula> = {
  msp: z => -Math.max(...softmax(z)),
  'max-logit': z => -Math.max(...z),
  energy: (z, { T }) => -T * logSumExp(z.map(value => value / T)),
  entropy: z => -softmax(z).reduce((sum, p) => sum + p * Math.log(p), 0),
}

async function scores(spec: string, logits: Tensor, form: 'score' | 'order' = 'score'): Promise<number[]> {
  const { detector, options } = await chooseDetector(spec)
  const compute = detector[form] ?? detector.score
  return [...compute({ logits, inlierClasses: K }, options, undefined).toFloat64Array()]
}

describe.each(Object.keys(formulas))('%s', name => {
  test.each([
    ['a K-way head', K, '', K],
    ['the inlier classes of a K+1-way head', K + 1, '', K],
    ['all classes of it', K + 1, 'over=all', K + 1],
  ])('by definition on %s', async (_, outputs, option, read) => {
    const z = randomTensor(`detectors/${name}`, [30, outputs], 3)
    const expected = (z.toList() as number[][]).map(row => formulas[name]!(row.slice(0, read), { T: 1 }))
    expectValues(await scores(option ? `${name}:${option}` : name, z), expected, { abs: 1e-12 }, name)
  })

  test('float32 logits are scored in float64', async () => {
    const z = randomTensor(`wide/${name}`, [10, K]).to('float32')
    expect(await scores(name, z)).toEqual(await scores(name, z.to('float64')))
  })
})

test('energy has a temperature', async () => {
  const z = randomTensor('temperature', [10, K], 3)
  const expected = (z.toList() as number[][]).map(row => formulas.energy!(row, { T: 2.5 }))
  expectValues(await scores('energy:temperature=2.5', z), expected, { abs: 1e-12 }, 'energy')
  expectValues(await scores('energy:temperature=1', z), await scores('energy', z), {}, 'energy')
})

test('entropy of a sure prediction is 0, not NaN', async () => {
  expect(await scores('entropy', Tensor.from([[2000, 0, 0, 0, 0]]))).toEqual([expect.closeTo(0, 12)])
})

test('msp ranks by a form that does not saturate', async () => {
  const gaps = [40, 80, 300, 900]
  const z = Tensor.from(gaps.map(gap => [gap, 1, 0, 0, 0]))
  expect(await scores('msp', z)).toEqual([-1, -1, -1, -1])
  const order = await scores('msp', z, 'order')
  expect(order).toEqual(order.toSorted((a, b) => b - a))
  expect(new Set(order).size).toBe(gaps.length)
})

test('every detector grows from sure inliers to indifference', async () => {
  const z = Tensor.from([
    [12, 0, 0, 0, 0, -3],
    [3, 0, 0, 0, 0, -1],
    [0, 0, 0, 0, 0, 0],
  ])
  for (const { name } of detectors) {
    const found = await scores(name, z)
    expect(found, name).toEqual(found.toSorted((a, b) => a - b))
    expect(new Set(found).size, name).toBe(3)
  }
})
