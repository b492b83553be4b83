import { expect, test } from 'vitest'
import { composedDeformableAttention, deformableAttention, type LevelShape } from '../../src/nn/index.js'
import { stream } from '../../src/random.js'
import { autocast, engineFacts, grad, ops, scope, setThreads, Tensor } from '../../src/torch/index.js'
import { expectGradients } from './finite-differences.js'
import { randomTensor } from './random-tensor.js'

interface Trial {
  N: number
  L: number
  H: number
  D: number
  points: number
  shapes: LevelShape[]
}

/** Locations reach out on all sides, some far; weights are softmaxed, as in the model. */
function inputs({ N, L, H, D, points, shapes }: Trial, purpose = 'deformable attention') {
  const cells = shapes.reduce((sum, [h, w]) => sum + h * w, 0)
  const value = randomTensor(`${purpose} value`, [N, cells, H, D])
  const locations = randomTensor(`${purpose} locations`, [N, L, H, shapes.length, points, 2], 0.6).add(0.5)
  const weights = randomTensor(`${purpose} weights`, [N, L, H, shapes.length * points]).softmax(-1)
  return [value, locations, weights.reshape([N, L, H, shapes.length, points])] as [Tensor, Tensor, Tensor]
}

const largestDifference = (a: Tensor, b: Tensor): number => a.sub(b).abs().amax().item()

const random = stream(0, 'deformable attention trials')
const upTo = (n: number) => 1 + random.below(n)
const trials: Trial[] = [
  {
    N: 2,
    L: 7,
    H: 8,
    D: 32,
    points: 4,
    shapes: [
      [4, 8],
      [8, 16],
      [16, 32],
    ],
  }, // prettier
  ...Array.from({ length: process.env.UNO_LONG ? 200 : 12 }, () => ({
    N: upTo(3),
    L: upTo(20),
    H: upTo(4),
    D: upTo(40),
    points: upTo(5),
    shapes: Array.from({ length: upTo(4) }, () => [upTo(6), upTo(6)] as const),
  })),
]

test.each(trials)('fused is composed, with gradients: %o', trial => {
  scope(() => {
    const tolerance = { float64: 1e-12, float32: 2e-5 }
    for (const dtype of ['float64', 'float32'] as const) {
      const leaves = inputs(trial).map(tensor => tensor.to(dtype).requiresGrad_()) as [Tensor, Tensor, Tensor]
      const upstream = randomTensor('upstream', [trial.N, trial.L, trial.H * trial.D]).to(dtype)
      const results = [deformableAttention, composedDeformableAttention].map(attention => {
        const out = attention(leaves[0], trial.shapes, leaves[1], leaves[2])
        return [out.detach(), ...(grad([out], leaves, { gradients: [upstream] }) as Tensor[])]
      }) as [Tensor[], Tensor[]]
      for (const [i, fused] of results[0].entries()) {
        const composed = results[1][i]!
        expect(fused.dtype).toBe(dtype)
        expect(fused.shape).toEqual(composed.shape)
        const scale = 1 + composed.abs().amax().item()
        expect(largestDifference(fused, composed) / scale, `${dtype} result ${i}`).toBeLessThan(
          tolerance[dtype],
        )
      }
    }
  })
})

test('gradients of both forms by finite differences', () => {
  const shapes: LevelShape[] = [
    [3, 4],
    [1, 1],
  ]
  const [value, locations, weights] = inputs({ N: 1, L: 2, H: 2, D: 3, points: 2, shapes })
  const factor = randomTensor('factor', [1, 2, 6])
  for (const attention of [deformableAttention, composedDeformableAttention]) {
    expectGradients((v, l, w) => attention(v, shapes, l, w).mul(factor).sum(), value, locations, weights)
  }
})

test('a point in the middle of a cell takes its value, between cells their mean, outside nothing', () => {
  const value = Tensor.from([[[[1]], [[2]], [[3]], [[4]]]])
  const at = (x: number, y: number) =>
    deformableAttention(value, [[2, 2]], Tensor.from([[[[[[x, y]]]]]]), Tensor.from([[[[[2]]]]])).item()
  expect(at(0.25, 0.25)).toBe(2)
  expect(at(0.5, 0.25)).toBe(3)
  expect(at(0.5, 0.5)).toBe(5)
  expect(at(0, 0)).toBe(0.5)
  for (const [x, y] of [
    [-0.3, 0.5],
    [1.3, 0.5],
    [0.5, 1e30],
    [-1e30, 0.5],
    [Number.NaN, 0.5],
    [Infinity, 0.5],
  ] as const)
    expect(at(x, y)).toBe(0)
})

test('bfloat16 values are summed in float32, inside of autocast as outside', () => {
  scope(() => {
    const trial: Trial = {
      N: 1,
      L: 50,
      H: 2,
      D: 20,
      points: 4,
      shapes: [
        [8, 8],
        [4, 4],
      ],
    }
    const [value, locations, weights] = inputs(trial).map(tensor => tensor.to('float32')) as [
      Tensor,
      Tensor,
      Tensor,
    ]
    const leaves = [value.to('bfloat16'), locations, weights].map(tensor => tensor.requiresGrad_()) as [
      Tensor,
      Tensor,
      Tensor,
    ]
    const run = () => deformableAttention(leaves[0], trial.shapes, leaves[1], leaves[2])
    const exact = composedDeformableAttention(leaves[0].to('float32'), trial.shapes, leaves[1], leaves[2])
    const [half, cast] = [run(), autocast('bfloat16', run)]
    for (const out of [half, cast]) {
      expect(out.dtype).toBe('bfloat16')
      // One rounding at the end: half a unit in the last of 8 bits.
      const bound = exact
        .abs()
        .mul(2 ** -8)
        .add(1e-6)
      expect(out.to('float32').sub(exact).abs().le(bound).all().item()).toBe(1)
    }
    const upstream = randomTensor('upstream', [1, 50, 40]).to('bfloat16')
    const found = grad([half], leaves, { gradients: [upstream] })
    expect(found.map(gradient => gradient!.dtype)).toEqual(['bfloat16', 'float32', 'float32'])
    const expected = grad([exact], leaves, { gradients: [upstream.to('float32')] })
    for (const [i, gradient] of found.entries()) {
      const scale = expected[i]!.to('float32').abs().amax().item()
      expect(largestDifference(gradient!.to('float32'), expected[i]!.to('float32')) / scale).toBeLessThan(
        i ? 1e-5 : 2 ** -8,
      )
    }
  })
})

test('the same bits again, and for any number of threads', () => {
  const { threads } = engineFacts()
  const trial: Trial = {
    N: 2,
    L: 300,
    H: 8,
    D: 32,
    points: 4,
    shapes: [
      [8, 8],
      [4, 4],
    ],
  }
  const leaves = inputs(trial).map(tensor => tensor.to('float32').requiresGrad_()) as [Tensor, Tensor, Tensor]
  const run = () => {
    const out = deformableAttention(leaves[0], trial.shapes, leaves[1], leaves[2])
    return [out.detach(), ...(grad([out.mul(out).sum()], leaves) as Tensor[])]
  }
  try {
    setThreads(1)
    const first = run()
    for (const count of [1, 2, 3]) {
      setThreads(count)
      for (const [i, tensor] of run().entries())
        expect(ops.equal(tensor, first[i]!), `${count} threads, result ${i}`).toBe(true)
    }
  } finally {
    setThreads(threads)
  }
})

test('views and broadcasts are read as they are, and inputs stay untouched', () => {
  const trial: Trial = { N: 2, L: 5, H: 3, D: 8, points: 2, shapes: [[3, 3]] }
  const [value, locations, weights] = inputs(trial)
  const transposed = value.permute([3, 2, 1, 0]).contiguous().permute([3, 2, 1, 0])
  const shared = weights.narrow(0, 0, 1).expand(weights.shape)
  const before = [transposed, locations, shared].map(tensor => tensor.clone())
  const found = deformableAttention(transposed, trial.shapes, locations, shared)
  const expected = composedDeformableAttention(value, trial.shapes, locations, shared.contiguous())
  expect(largestDifference(found, expected)).toBeLessThan(1e-12)
  for (const [i, tensor] of [transposed, locations, shared].entries())
    expect(ops.equal(tensor, before[i]!)).toBe(true)
})

test('shapes without values on the meta device, with gradients', () => {
  const trial: Trial = {
    N: 2,
    L: 5,
    H: 3,
    D: 8,
    points: 2,
    shapes: [
      [3, 3],
      [1, 1],
    ],
  }
  const leaves = inputs(trial).map(tensor => tensor.to({ device: 'meta' }).requiresGrad_()) as [
    Tensor,
    Tensor,
    Tensor,
  ]
  const out = deformableAttention(leaves[0], trial.shapes, leaves[1], leaves[2])
  expect(out.shape).toEqual([2, 5, 24])
  expect(grad([out.sum()], leaves).map(tensor => tensor!.shape)).toEqual(leaves.map(leaf => leaf.shape))
})

test('no queries give an empty result', () => {
  const [value, locations, weights] = inputs({ N: 1, L: 1, H: 2, D: 4, points: 1, shapes: [[2, 2]] })
  const out = deformableAttention(value, [[2, 2]], locations.narrow(1, 0, 0), weights.narrow(1, 0, 0))
  expect(out.shape).toEqual([1, 0, 8])
})

test('shapes that do not belong together are refused by name', () => {
  const [value, locations, weights] = inputs({ N: 1, L: 2, H: 2, D: 4, points: 1, shapes: [[2, 2]] })
  expect(() => deformableAttention(value, [[2, 3]], locations, weights)).toThrow('with levels 2×3 (6 cells)')
  expect(() => deformableAttention(value, [[2, 2]], locations, weights.squeeze(4))).toThrow(
    'expected [N, S, H, D]',
  )
})

test('a second derivative is refused, not silently lost', () => {
  const shapes: LevelShape[] = [[2, 2]]
  const leaves = inputs({ N: 1, L: 2, H: 1, D: 4, points: 1, shapes }).map(tensor =>
    tensor.requiresGrad_(),
  ) as [Tensor, Tensor, Tensor]
  const out = deformableAttention(leaves[0], shapes, leaves[1], leaves[2])
  expect(() => grad([out.sum()], leaves, { createGraph: true })).toThrow('no second derivatives')
})
