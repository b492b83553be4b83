import { expect, test } from 'vitest'
import {
  composedScoreMaps,
  composedSemanticMaps,
  type MapGeometry,
  scoreMaps,
  semanticClasses,
  semanticMaps,
} from '../../src/nn/index.js'
import { stream } from '../../src/random.js'
import { engineFacts, grad, noGrad, ops, scope, setThreads, Tensor } from '../../src/torch/index.js'
import { randomTensor } from './random-tensor.js'

const forms = {
  score: [scoreMaps, composedScoreMaps],
  semantic: [semanticMaps, composedSemanticMaps],
} as const

const same = (height: number, width: number): MapGeometry => ({
  padded: [height, width],
  crop: [height, width],
  size: [height, width],
})

/** Masks as networks make them, from hardly to fully decided, and weights of both signs. */
function inputs(Q: number, h: number, w: number, R: number): [Tensor, Tensor] {
  const purpose = `${Q} masks of ${h}×${w}, ${R} rows`
  return [
    randomTensor(purpose, [Q, h, w], 8).to('float32'),
    randomTensor(`${purpose}, weights`, [R, Q]).to('float32'),
  ]
}

const difference = (a: Tensor, b: Tensor): number => a.to('float64').sub(b.to('float64')).abs().amax().item()

const random = stream(0, 'mask maps')
const between = (low: number, high: number) => low + random.below(high - low + 1)
const trials = [
  { Q: 100, R: 3, h: 16, w: 32, geometry: same(64, 128) },
  { Q: 7, R: 22, h: 9, w: 17, geometry: { padded: [36, 68], crop: [33, 66], size: [33, 66] } },
  { Q: 5, R: 20, h: 32, w: 57, geometry: { padded: [128, 228], crop: [128, 226], size: [90, 160] } },
  { Q: 3, R: 1, h: 1, w: 1, geometry: { padded: [4, 4], crop: [3, 3], size: [5, 9] } },
  // As no network does it: the first resize makes them smaller.
  { Q: 4, R: 9, h: 20, w: 40, geometry: { padded: [7, 9], crop: [6, 9], size: [13, 5] } },
  ...Array.from({ length: process.env.UNO_LONG ? 200 : 15 }, () => {
    const padded = [between(1, 80), between(1, 80)] as const
    return {
      Q: between(1, 12),
      R: between(1, 13),
      h: between(1, 20),
      w: between(1, 40),
      geometry: {
        padded,
        crop: [between(1, padded[0]), between(1, padded[1])] as const,
        size: [between(1, 90), between(1, 90)] as const,
      },
    }
  }),
] as { Q: number; R: number; h: number; w: number; geometry: MapGeometry }[]

test.each(trials)('fused is composed: %o', ({ Q, R, h, w, geometry }) => {
  scope(() => {
    const [logits, weights] = inputs(Q, h, w, R)
    const doubled = [logits.to('float64'), weights.to('float64')] as const
    for (const [way, [fused, composed]] of Object.entries(forms)) {
      const exact = composed(...doubled, geometry)
      const found = fused(logits, weights, geometry)
      expect(found.shape).toEqual([R, ...geometry.size])
      expect(found.dtype).toBe('float32')
      // What float32 costs libtorch's own operators, most of it in the places of the resize.
      const allowed = 4 * difference(composed(logits, weights, geometry), exact) + 3e-5
      expect(difference(found, exact), way).toBeLessThan(allowed)
      const half = fused(logits.to('bfloat16'), weights, geometry)
      expect(
        difference(half, composed(logits.to('bfloat16').to('float64'), doubled[1], geometry)),
        way,
      ).toBeLessThan(allowed + 4e-5)
    }
  })
})

test('the sigmoid is exact to 3e-7 of itself from end to end, and keeps NaN and infinities apart', () => {
  const x = Float64Array.from({ length: 6001 }, (_, i) => (i - 3000) / 35)
  const logits = Tensor.fromTyped(x, [1, 1, x.length]).to('float32')
  const found = scoreMaps(logits, Tensor.from([[1]]), same(1, x.length)).toFloat64Array()
  const exact = logits.to('float64').sigmoid().toFloat64Array()
  for (const [i, p] of exact.entries()) expect(Math.abs(found[i]! - p) / p, `σ(${x[i]})`).toBeLessThan(3e-7)
  const extremes = Tensor.from([
    [[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1000, -1000]],
  ])
  const [nan, one, zero, large, small] = scoreMaps(extremes, Tensor.from([[1]]), same(1, 5)).toFloat64Array()
  expect(nan).toBeNaN()
  expect([one, large]).toEqual([1, 1])
  for (const p of [zero, small]) expect(p).toBeLessThan(1e-37)
})

test('with a second resize the two ways differ, as the official orders do', () => {
  const logits = Tensor.from([[[-9, 9]]])
  const geometry: MapGeometry = { padded: [1, 2], crop: [1, 2], size: [1, 4] }
  const sigma = (x: number) => 1 / (1 + Math.exp(-x))
  // A quarter of the way between the two pixels: of logits −4.5, of probabilities.
  expect(scoreMaps(logits, Tensor.from([[1]]), geometry).toFloat64Array()[1]).toBeCloseTo(sigma(-4.5), 6)
  const mixed = 0.75 * sigma(-9) + 0.25 * sigma(9)
  expect(semanticMaps(logits, Tensor.from([[1]]), geometry).toFloat64Array()[1]).toBeCloseTo(mixed, 6)
})

test('classes are the largest semantic map, without the maps', () => {
  for (const geometry of [
    same(40, 72),
    { padded: [40, 72], crop: [37, 70], size: [50, 33] } as MapGeometry,
  ]) {
    const [logits, weights] = inputs(10, 10, 18, 19)
    const found = semanticClasses(logits, weights, geometry)
    expect([found.dtype, found.shape]).toEqual(['uint8', geometry.size])
    expect(ops.equal(found, semanticMaps(logits, weights, geometry).argmax(0).to('uint8'))).toBe(true)
    const doubled = semanticClasses(logits.to('float64'), weights.to('float64'), geometry)
    expect(found.ne(doubled).to('float32').mean().item()).toBeLessThan(1e-3)
  }
  const tied = semanticClasses(Tensor.zeros([1, 2, 2]), Tensor.from([[1], [2], [2]]), same(4, 4))
  expect(tied.toList()).toEqual(Array(4).fill([1, 1, 1, 1]))
})

test('the same bits again, and for any number of threads', () => {
  const { threads } = engineFacts()
  const [logits, weights] = inputs(11, 40, 30, 6)
  const geometry: MapGeometry = { padded: [160, 120], crop: [150, 120], size: [170, 99] }
  const run = () => [scoreMaps(logits, weights, geometry), semanticMaps(logits, weights, geometry)]
  try {
    setThreads(1)
    const first = run()
    for (const count of [1, 2, 3]) {
      setThreads(count)
      for (const [i, maps] of run().entries()) expect(ops.equal(maps, first[i]!)).toBe(true)
    }
  } finally {
    setThreads(threads)
  }
})

test('views are read as they are, and inputs stay untouched', () => {
  const [logits, weights] = inputs(6, 8, 8, 2)
  const views = [
    logits.transpose(1, 2).contiguous().transpose(1, 2),
    weights.transpose(0, 1).contiguous().transpose(0, 1),
  ]
  const found = scoreMaps(views[0]!, views[1]!, same(32, 32))
  expect(ops.equal(found, scoreMaps(logits, weights, same(32, 32)))).toBe(true)
  expect(ops.equal(views[0]!, logits) && ops.equal(views[1]!, weights)).toBe(true)
})

test('logits that record gradients get them, from the composed form', () => {
  const [logits, weights] = inputs(2, 3, 3, 1)
  logits.requiresGrad_()
  const [gradient] = grad([scoreMaps(logits, weights, same(12, 12)).sum()], [logits])
  expect(gradient!.abs().amax().item()).toBeGreaterThan(0)
})

test('shapes without values on the meta device', () => {
  const logits = Tensor.zeros([100, 256, 512], { device: 'meta' })
  const weights = Tensor.zeros([20, 100], { device: 'meta' })
  const geometry: MapGeometry = { padded: [1024, 2048], crop: [1000, 2048], size: [720, 1280] }
  expect(scoreMaps(logits, weights, geometry).shape).toEqual([20, 720, 1280])
  expect(semanticClasses(logits, weights, geometry).dtype).toBe('uint8')
})

test('masks and weights of two devices are refused, with and without gradients', () => {
  const logits = Tensor.zeros([2, 4, 4])
  const weights = Tensor.zeros([1, 2], { device: 'meta' })
  const geometry = { padded: [8, 8], crop: [8, 8], size: [8, 8] } as const
  for (const maps of [
    () => scoreMaps(logits, weights, geometry),
    () => noGrad(() => scoreMaps(logits, weights, geometry)),
  ])
    expect(maps).toThrow(/mask maps: /)
})

test('what does not fit together is refused with its numbers', () => {
  const [logits, weights] = inputs(6, 8, 8, 2)
  expect(() => scoreMaps(logits, weights.narrow(1, 0, 5), same(32, 32))).toThrow(
    '[6, 8, 8] and weights [2, 5]',
  )
  expect(() => semanticMaps(logits, weights, { padded: [32, 32], crop: [33, 32], size: [9, 9] })).toThrow(
    'crop 33×32 of 32×32',
  )
})
