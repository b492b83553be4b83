import { expect } from 'vitest'
import { type NDArray, toFloat64Array } from '../../src/formats/index.js'
import type { Tensor } from '../../src/torch/index.js'

/** As cases state it: absolute, relative to each value, or relative to the largest value of the tensor. */
export interface Tolerance {
  abs?: number
  rel?: number
  rel_to_max?: number
}

/** Shape and every element; `what` names the tensor in a failure. */
export function expectTensor(found: Tensor, expected: NDArray, tolerance: Tolerance, what: string): void {
  expect([...found.shape], what).toEqual(expected.shape)
  expectValues(found.toFloat64Array(), toFloat64Array(expected), tolerance, what)
}

export function expectValues(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  { abs = 0, rel = 0, rel_to_max = 0 }: Tolerance,
  what: string,
): void {
  expect(found.length, what).toBe(expected.length)
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  for (let i = 0; i < expected.length; i++) {
    const allowed = abs + rel * Math.abs(expected[i]!) + rel_to_max * largest
    const isClose = Math.abs(found[i]! - expected[i]!) <= allowed
    if (!isClose) expect.fail(`${what}[${i}]: found ${found[i]}, expected ${expected[i]} ± ${allowed}`)
  }
}
