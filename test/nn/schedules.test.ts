import { expect, test } from 'vitest'
import { constant, cosine, oneCycle, poly } from '../../src/nn/index.js'
import { expectValues } from '../procedures/expect-tensor.js'

const S = 200
const steps = Array.from({ length: S }, (_, s) => s)

test('cosine falls from 1 to its floor, half-way in the middle', () => {
  const rate = cosine(0.1)
  expect([rate(0, S), rate(S / 2, S), rate(S, S)].map(value => Number(value.toFixed(12)))).toEqual([
    1, 0.55, 0.1,
  ])
  for (const s of steps) expect(rate(s + 1, S)).toBeLessThan(rate(s, S))
})

test('poly is (1 − s/S)^power', () => {
  expect([poly()(0, S), poly()(S, S)]).toEqual([1, 0])
  expect(poly(2)(S / 4, S)).toBeCloseTo(0.5625, 12)
})

// torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=20), rates before steps 0, 1, 5, 6, 12, 19.
test('one cycle is PyTorch’s', () => {
  const expected = [0.04, 0.1316718427, 1, 0.987464006235, 0.500002, 4e-6]
  const found = [0, 1, 5, 6, 12, 19].map(s => oneCycle()(s, 20))
  expectValues(found, expected, { abs: 1e-10 }, 'rate')
})

test('one cycle rises, then falls, and ends at 1/(divide · finalDivide)', () => {
  const rates = steps.map(s => oneCycle(0.25, 10, 100)(s, S))
  const top = rates.indexOf(Math.max(...rates))
  expect(top).toBe(0.25 * S - 1)
  expect(rates[top]).toBeCloseTo(1, 12)
  for (const s of steps.slice(1)) expect(rates[s]! > rates[s - 1]!).toBe(s <= top)
  expect([rates[0], rates.at(-1)!]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(1e-3, 12)])
})

test('past its end a schedule stays where it ended', () => {
  expect(cosine(0.1)(S + 7, S)).toBe(0.1)
  expect(poly()(S + 7, S)).toBe(0)
  expect(oneCycle()(S + 7, S)).toBe(oneCycle()(S - 1, S))
})

test('constant is constant', () => expect(steps.map(s => constant()(s, S))).toEqual(steps.map(() => 1)))
