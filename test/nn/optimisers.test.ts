import { describe, expect, test } from 'vitest'
import { AdamW, type Optimiser, parameter, Sgd } from '../../src/nn/index.js'
import { operator, Tensor } from '../../src/torch/index.js'
import { expectValues } from '../procedures/expect-tensor.js'
import { randomTensor } from './random-tensor.js'

type Options = Record<string, unknown>
const shapes = { weight: [3, 4], bias: [4], map: [2, 3, 2, 2] }
const rates = [0.1, 0.07, 0.2, 0.01]
const scales = [1, 0.5, 1, 2]

/** Weights after four steps on given gradients, by path. */
function train(
  make: (parameters: Map<string, Tensor>) => Optimiser,
  dtype: 'float64' | 'float32' = 'float64',
) {
  const parameters = new Map(
    Object.entries(shapes).map(([path, shape]) => [path, parameter(randomTensor(path, shape).to(dtype))]),
  )
  const optimiser = make(parameters)
  rates.forEach((rate, step) => {
    for (const [path, tensor] of parameters)
      tensor.grad = randomTensor(`${path}/${step}`, [...tensor.shape]).to(dtype)
    optimiser.step(rate, scales[step])
    optimiser.zeroGrad()
  })
  return new Map([...parameters].map(([path, tensor]) => [path, [...tensor.detach().toFloat64Array()]]))
}

/** The same by a rule for one number, applied to every element. */
function byFormula(rule: () => (p: number, g: number, lr: number, step: number) => number) {
  return new Map(
    Object.entries(shapes).map(([path, shape]) => {
      const start = [...randomTensor(path, shape).toFloat64Array()]
      const gradients = rates.map((_, step) => randomTensor(`${path}/${step}`, shape).toFloat64Array())
      const ends = start.map((value, i) => {
        const update = rule()
        return rates.reduce((p, lr, step) => update(p, scales[step]! * gradients[step]![i]!, lr, step), value)
      })
      return [path, ends]
    }),
  )
}

function expectSame(found: Map<string, number[]>, expected: Map<string, number[]>, abs: number): void {
  for (const [path, values] of expected) expectValues(found.get(path)!, values, { abs }, path)
}

/** torch.optim.SGD: v ← μv + d, d = g + λp; p ← p − lr·(d + μv with Nesterov, else v); v₀ = d. */
const sgdRule = (momentum: number, weightDecay: number, nesterov: boolean) => () => {
  let v: number | undefined
  return (p: number, g: number, lr: number) => {
    const d = g + weightDecay * p
    v = v === undefined ? d : momentum * v + d
    return p - lr * (nesterov ? d + momentum * v : v)
  }
}

describe.each([
  { momentum: 0.9, weightDecay: 5e-2, nesterov: true },
  { momentum: 0.9, weightDecay: 0, nesterov: false },
  { momentum: 0, weightDecay: 0.1, nesterov: false },
])('SGD %o', options => {
  const { momentum, weightDecay, nesterov } = options
  const make = (more: Options) => (parameters: Map<string, Tensor>) =>
    new Sgd([{ parameters }], { ...options, ...more })
  const expected = byFormula(sgdRule(momentum, weightDecay, nesterov))
  test('fused', () => expectSame(train(make({})), expected, 1e-12))
  test('composed', () => expectSame(train(make({ composed: true })), expected, 1e-12))
  test('fused in float32', () => expectSame(train(make({}), 'float32'), expected, 1e-5))
})

/** torch.optim.AdamW. */
const adamRule = (weightDecay: number) => () => {
  let [m, v] = [0, 0]
  return (p: number, g: number, lr: number, step: number) => {
    m = 0.9 * m + 0.1 * g
    v = 0.99 * v + 0.01 * g * g
    const [mHat, vHat] = [m / (1 - 0.9 ** (step + 1)), v / (1 - 0.99 ** (step + 1))]
    return p * (1 - lr * weightDecay) - (lr * mHat) / (Math.sqrt(vHat) + 1e-6)
  }
}

describe.each([0, 0.1])('AdamW, weight decay %d', weightDecay => {
  const options = { betas: [0.9, 0.99] as const, eps: 1e-6, weightDecay }
  const make = (more: Options) => (parameters: Map<string, Tensor>) =>
    new AdamW([{ parameters }], { ...options, ...more })
  const expected = byFormula(adamRule(weightDecay))
  test('fused', () => expectSame(train(make({})), expected, 1e-12))
  test('composed', () => expectSame(train(make({ composed: true })), expected, 1e-12))
  test('fused in float32', () => expectSame(train(make({}), 'float32'), expected, 1e-6))
})

test('AdamW in float32 takes 1 − β from β in double precision', () => {
  const made = [true, false].map(composed => {
    const tensor = parameter(Tensor.full([1], 0))
    tensor.grad = Tensor.full([1], 1)
    const optimiser = new AdamW([{ parameters: new Map([['a', tensor]]), weightDecay: 0 }], { composed })
    optimiser.step(1)
    return [...optimiser.state().tensors.values()].map(moment => moment.item())
  })
  expect(made[0]).toEqual([Math.fround(0.1), Math.fround(0.001)])
  expect(made[1]).toEqual(made[0])
})

test('groups have a rate and a decay of their own', () => {
  const [a, b] = [1, 1].map(value => parameter(Tensor.full([1], value, { dtype: 'float64' })))
  const groups = [
    { parameters: new Map([['a', a!]]) },
    { parameters: new Map([['b', b!]]), lrScale: 0.1, weightDecay: 1 },
  ]
  const optimiser = new Sgd(groups, { weightDecay: 0 })
  for (const tensor of [a!, b!]) tensor.grad = Tensor.full([1], 2, { dtype: 'float64' })
  optimiser.step(0.5)
  expect(a!.item()).toBeCloseTo(1 - 0.5 * 2, 12)
  expect(b!.item()).toBeCloseTo(1 - 0.05 * (2 + 1), 12)
})

test('a parameter without a gradient stays, and so does its velocity', () => {
  const [used, unused] = [1, 2].map(value => parameter(Tensor.full([2], value)))
  const optimiser = new Sgd(
    [
      {
        parameters: new Map([
          ['unused', unused!],
          ['used', used!],
        ]),
      },
    ],
    { momentum: 0.9 },
  )
  used!.grad = Tensor.full([2], 1)
  optimiser.step(1)
  expect([used!.toList(), unused!.toList()]).toEqual([
    [0, 0],
    [2, 2],
  ])
  const { tensors } = optimiser.state()
  expect([...tensors].map(([key, tensor]) => [key, tensor.toList()])).toEqual([
    ['velocity.unused', [0, 0]],
    ['velocity.used', [1, 1]],
  ])
})

test('a restored optimiser goes on with the same bits', () => {
  const steps = (from: number, until: number, optimiser: Optimiser, p: Tensor) => {
    for (let step = from; step < until; step++) {
      p.grad = randomTensor(`restore/${step}`, [8]).to('float32')
      optimiser.step(0.1)
    }
  }
  const make = () => {
    const p = parameter(randomTensor('restore', [8]).to('float32'))
    return { p, optimiser: new AdamW([{ parameters: new Map([['p', p]]) }]) }
  }
  const whole = make()
  steps(0, 6, whole.optimiser, whole.p)
  const [first, second] = [make(), make()]
  steps(0, 3, first.optimiser, first.p)
  second.p.detach().copy_(first.p.detach())
  second.optimiser.restore(first.optimiser.state())
  steps(3, 6, second.optimiser, second.p)
  expect(second.p.toList()).toEqual(whole.p.toList())
})

test('fused steps refuse gradients that are not those of the parameters', () => {
  const [p, v] = [Tensor.zeros([3]), Tensor.zeros([3])]
  const step = (gradients: Tensor[]) => () =>
    operator('uno::sgd_step_')([p], gradients, [v], 0.1, 0.9, 0, false, true, 1)
  expect(step([])).toThrow('1 parameters but 0 gradients')
  expect(step([Tensor.zeros([1])])).toThrow('gradient 0 differs in shape')
  expect(step([Tensor.full([3], 1)])).not.toThrow()
  expect(p.toList()).toEqual([-0.1, -0.1, -0.1].map(Math.fround))
})
