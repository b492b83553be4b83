import { expect, test } from 'vitest'
import { Conv2d, kaimingNormalFanOut, Linear, torchDefault } from '../../src/nn/index.js'
import { Generator, type Tensor } from '../../src/torch/index.js'

function moments(tensor: Tensor) {
  const values = tensor.detach().toFloat64Array()
  const mean = values.reduce((a, b) => a + b) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  const shares = (bound: number) => values.filter(value => Math.abs(value) < bound).length / values.length
  return { mean, deviation, largest: Math.max(...values.map(Math.abs)), shares }
}

// 64 · 32 · 9 = 18 432 draws: a share is within 0.015, and a deviation within 2 %, four standard errors or more.
const shape = [64, 32, 3, 3]

test('the default is U(±1/√fan_in)', () => {
  const bound = 1 / Math.sqrt(32 * 9)
  const { mean, deviation, largest, shares } = moments(torchDefault(shape, new Generator(0)))
  expect(Math.abs(mean)).toBeLessThan(0.03 * bound)
  expect(deviation / (bound / Math.sqrt(3))).toBeCloseTo(1, 1.5)
  expect(largest).toBeLessThanOrEqual(bound)
  expect(largest).toBeGreaterThan(0.999 * bound)
  for (const share of [0.25, 0.5, 0.75]) expect(Math.abs(shares(share * bound) - share)).toBeLessThan(0.015)
})

test('torchvision’s is N(0, √(2/fan_out))', () => {
  const sigma = Math.sqrt(2 / (64 * 9))
  const { mean, deviation, shares } = moments(kaimingNormalFanOut(shape, new Generator(0)))
  expect(Math.abs(mean)).toBeLessThan(0.03 * sigma)
  expect(Math.abs(deviation / sigma - 1)).toBeLessThan(0.022)
  for (const [at, share] of [
    [0.5, 0.3829],
    [1, 0.6827],
    [2, 0.9545],
  ] as const)
    expect(Math.abs(shares(at * sigma) - share)).toBeLessThan(0.015)
})

test('biases are U(±1/√fan_in) as well', () => {
  const bound = 1 / Math.sqrt(8 * 9)
  const conv = moments(new Conv2d(8, 2000, 3, new Generator(0)).bias!)
  expect(conv.largest).toBeLessThanOrEqual(bound)
  expect(conv.largest).toBeGreaterThan(0.98 * bound)
  const linear = moments(new Linear(16, 2000, new Generator(0)).bias!)
  expect(linear.largest).toBeLessThanOrEqual(1 / 4)
  expect(linear.largest).toBeGreaterThan(0.98 / 4)
})

test('a seed decides the weights', () => {
  const draw = (seed: number) => torchDefault([50], new Generator(seed)).toList()
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
})
