import { expect, test } from 'vitest'
import { composedSamplePoints, samplePoints } from '../../src/nn/index.js'
import { stream } from '../../src/random.js'
import { autocast, engineFacts, grad, ops, scope, setThreads, Tensor } from '../../src/torch/index.js'
import { expectGradients } from './finite-differences.js'
import { randomTensor } from './random-tensor.js'

/** Points reach out on all sides. */
const inputs = (N: number, C: number, H: number, W: number, P: number): [Tensor, Tensor] => [
  randomTensor('maps', [N, C, H, W]),
  randomTensor('points', [N, P, 2], 0.5).add(0.5),
]

const random = stream(0, 'points')
const upTo = (n: number) => 1 + random.below(n)
const trials = [
  [1, 5, 16, 32, 2500],
  ...Array.from({ length: process.env.UNO_LONG ? 200 : 12 }, () => [
    upTo(3),
    upTo(4),
    upTo(9),
    upTo(9),
    upTo(70),
  ]),
] as [number, number, number, number, number][]

test.each(trials)(
  'fused is composed, with the gradient of the maps: N %i C %i H %i W %i P %i',
  (...sizes) => {
    scope(() => {
      const tolerance = { float64: 1e-12, float32: 1e-5 }
      for (const dtype of ['float64', 'float32'] as const) {
        const [maps, points] = inputs(...sizes).map(tensor => tensor.to(dtype)) as [Tensor, Tensor]
        maps.requiresGrad_()
        const upstream = randomTensor('upstream', [sizes[0], sizes[1], sizes[4]]).to(dtype)
        const results = [samplePoints, composedSamplePoints].map(sample => {
          const samples = sample(maps, points)
          return [samples.detach(), grad([samples], [maps], { gradients: [upstream] })[0]!]
        }) as [Tensor[], Tensor[]]
        for (const [i, fused] of results[0].entries()) {
          const composed = results[1][i]!
          expect([fused.dtype, fused.shape]).toEqual([dtype, composed.shape])
          const scale = 1 + composed.abs().amax().item()
          expect(fused.sub(composed).abs().amax().item() / scale, `${dtype}, result ${i}`).toBeLessThan(
            tolerance[dtype],
          )
        }
      }
    })
  },
)

test('a point in the middle of a pixel takes its value, between pixels their mean, outside nothing', () => {
  const maps = Tensor.from([
    [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])
  const at = (x: number, y: number) => samplePoints(maps, Tensor.from([[[x, y]]])).item()
  expect([at(0.25, 0.25), at(0.75, 0.25), at(0.5, 0.5), at(0, 0)]).toEqual([1, 2, 2.5, 0.25])
  for (const [x, y] of [
    [-0.3, 0.5],
    [0.5, 1.3],
    [1e30, 0.5],
    [0.5, -1e30],
    [Number.NaN, 0.5],
    [0.5, Infinity],
  ] as const)
    expect(at(x, y)).toBe(0)
})

test('gradients by finite differences; that of the points comes from the composed form', () => {
  const [maps, points] = inputs(2, 2, 3, 4, 3)
  const factor = randomTensor('factor', [2, 2, 3])
  expectGradients(m => samplePoints(m, points).mul(factor).sum(), maps)
  expectGradients((m, p) => samplePoints(m, p).mul(factor).sum(), maps, points)
})

test('bfloat16 maps are sampled in float32, inside of autocast as outside', () => {
  const [maps, points] = inputs(1, 3, 8, 8, 50).map(tensor => tensor.to('float32')) as [Tensor, Tensor]
  const half = maps.to('bfloat16').requiresGrad_()
  const exact = composedSamplePoints(half.detach().to('float32'), points)
  for (const samples of [
    samplePoints(half, points),
    autocast('bfloat16', () => samplePoints(half, points)),
  ]) {
    expect(samples.dtype).toBe('float32')
    expect(samples.sub(exact).abs().amax().item()).toBeLessThan(1e-5)
    expect(grad([samples.sum()], [half], { retainGraph: true })[0]!.dtype).toBe('bfloat16')
  }
})

test('the same bits again, and for any number of threads', () => {
  const { threads } = engineFacts()
  const [maps, points] = inputs(2, 7, 12, 12, 3000).map(tensor => tensor.to('float32')) as [Tensor, Tensor]
  maps.requiresGrad_()
  const run = () => {
    const samples = samplePoints(maps, points)
    return [samples.detach(), grad([samples.mul(samples).sum()], [maps])[0]!]
  }
  try {
    setThreads(1)
    const first = run()
    for (const count of [1, 2, 3]) {
      setThreads(count)
      for (const [i, tensor] of run().entries()) expect(ops.equal(tensor, first[i]!)).toBe(true)
    }
  } finally {
    setThreads(threads)
  }
})

test('shapes without values on the meta device; nothing to sample; misfits by their shapes; no second derivative', () => {
  const [maps, points] = inputs(2, 3, 4, 4, 5)
  expect(samplePoints(maps.to({ device: 'meta' }), points.to({ device: 'meta' })).shape).toEqual([2, 3, 5])
  expect(samplePoints(maps, points.narrow(1, 0, 0)).shape).toEqual([2, 3, 0])
  expect(() => samplePoints(maps, points.narrow(0, 0, 1))).toThrow('maps [2, 3, 4, 4] and points [1, 5, 2]')
  const leaf = maps.requiresGrad_()
  const samples = samplePoints(leaf, points)
  expect(() => grad([samples.mul(samples).sum()], [leaf], { createGraph: true })).toThrow(
    'no second derivatives',
  )
})
