import { expect, test } from 'vitest'
import { stream } from '../../../src/random.js'
import { linearTicks, niceDomain, niceStep, tickLabels } from '../../../src/reports/plot/ticks.js'

test('steps are 1, 2 or 5 times a power of ten', () => {
  expect([1, 3, 10, 0.07, 12345].map(span => niceStep(span, 5))).toEqual([0.2, 0.5, 2, 0.01, 2000])
})

test('ticks are exact multiples within the domain', () => {
  expect(linearTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(linearTicks(-1, 0)).toEqual([-1, -0.8, -0.6, -0.4, -0.2, 0])
  expect(linearTicks(0.13, 0.78)).toEqual([0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
})

test('for any domain there are between 3 and 9 ticks, evenly spaced and inside', () => {
  const random = stream(0, 'ticks')
  for (let trial = 0; trial < 500; trial++) {
    const low = random.normal() * 10 ** (random.below(9) - 4)
    const high = low + random.uniform() * 10 ** (random.below(9) - 4) + 1e-4 * Math.abs(low)
    const ticks = linearTicks(low, high)
    expect(ticks.length).toBeGreaterThanOrEqual(3)
    expect(ticks.length).toBeLessThanOrEqual(9)
    const slack = 1e-6 * (high - low)
    expect(ticks[0]!).toBeGreaterThanOrEqual(low - slack)
    expect(ticks.at(-1)!).toBeLessThanOrEqual(high + slack)
    const gaps = ticks.slice(1).map((tick, i) => tick - ticks[i]!)
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(1e-6 * (high - low))
  }
})

test('a logarithmic axis counts decades', () => {})

test('a nice domain holds all finite values, and is never empty', () => {
  expect(niceDomain([0.13, 0.78])).toEqual([0.1, 0.8])
  expect(niceDomain([3, Number.NaN, Infinity])).toEqual([0, 3.6])
  expect(niceDomain([])).toEqual([0, 1])
  expect(niceDomain([0, 0])).toEqual([0, 1])
})

test('texts of an axis have equal decimals, short thousands, true minus', () => {
  expect(tickLabels([-1, -0.5, 0])).toEqual(['−1.0', '−0.5', '0'])
  expect(tickLabels([0, 10000, 20000])).toEqual(['0', '10k', '20k'])
  expect(tickLabels([0, 2e-5])).toEqual(['0', '2e−5'])
})
