import { expect, test } from 'vitest'
import { contiguous, denseStrides } from '../../src/formats/strided.js'
import { stream } from '../../src/random.js'

test('dense strides of both orders', () => {
  expect(denseStrides([2, 3, 4], 'C')).toEqual([12, 4, 1])
  expect(denseStrides([2, 3, 4], 'Fortran')).toEqual([1, 2, 6])
  expect(denseStrides([], 'C')).toEqual([])
})

/** Every element by its index, the definition. */
function bruteForce(
  from: Uint8Array,
  size: number,
  shape: number[],
  strides: number[],
  offset: number,
): number[] {
  if (shape.length === 0) return [...from.subarray(offset * size, (offset + 1) * size)]
  return Array.from({ length: shape[0]! }, (_, i) =>
    bruteForce(from, size, shape.slice(1), strides.slice(1), offset + i * strides[0]!),
  ).flat()
}

test('any view is copied element by element', () => {
  const random = stream(1, 'strided')
  for (let trial = 0; trial < 300; trial++) {
    const size = [1, 2, 4, 8][random.below(4)]!
    const shape = Array.from({ length: random.below(5) }, () => random.below(4))
    const strides = shape.map(() => random.below(5))
    const offset = random.below(4)
    const last = shape.reduce((index, dim, i) => index + Math.max(dim - 1, 0) * strides[i]!, offset)
    // An odd start, so that nothing may rely on alignment.
    const from = Uint8Array.from({ length: (last + 1) * size + 1 }, () => random.below(256)).subarray(1)
    const found = contiguous(from, size, shape, strides, offset)
    expect([...found], JSON.stringify({ size, shape, strides, offset })).toEqual(
      bruteForce(from, size, shape, strides, offset),
    )
  }
})

test('a view that is dense already shares its memory', () => {
  const from = new Uint8Array(24)
  expect(contiguous(from, 4, [2, 1, 2], [2, 99, 1], 1).buffer).toBe(from.buffer)
})
