import { expect, test } from 'vitest'
import { meanInterval, studentQuantile } from '../../../src/reports/tables/student.js'

test('quantiles are those of printed tables', () => {
  const table: [freedom: number, t: number][] = [
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [9, 2.262],
    [30, 2.042],
  ]
  for (const [freedom, t] of table) expect(studentQuantile(0.975, freedom)).toBeCloseTo(t, 3)
  expect(studentQuantile(0.5, 3)).toBeCloseTo(0, 12)
})

test('the interval is mean ± t·s/√n', () => {
  const { value, low, high } = meanInterval([1, 2, 3])
  expect(value).toBe(2)
  expect(high! - value).toBeCloseTo(4.302653 / Math.sqrt(3), 5)
  expect(value - low!).toBeCloseTo(high! - value, 12)
})

test('a single value has no interval', () => {
  expect(meanInterval([0.3])).toEqual({ value: 0.3, low: null, high: null })
})
