import { expect, test } from 'vitest'
import { type DType, fromTyped, type NDArray, toFloat64Array } from '../../src/formats/array.js'
import { checkFinite, countNonfinite } from '../../src/formats/finite.js'
import { stream } from '../../src/random.js'

test.each(['float64', 'float32', 'float16', 'bfloat16'] as DType[])(
  '%s: every bit pattern is counted as its value',
  dtype => {
    const random = stream(3, dtype)
    const size = { float64: 8, float32: 4, float16: 2, bfloat16: 2 }[dtype as 'float64']
    const bytes = new Uint8Array(size * 4000 + 1).subarray(1)
    // Exponents of all ones are made frequent: a random one is rare.
    for (let i = 0; i < bytes.length; i++)
      bytes[i] = [0, 0, 0x7f, 0xff, 0xf0, 0x7c, random.below(256)][random.below(7)]!
    const array: NDArray = { dtype, shape: [4000], bytes }
    const values = [...toFloat64Array(array)]
    const nan = values.filter(Number.isNaN).length
    const infinite = values.filter(value => Math.abs(value) === Number.POSITIVE_INFINITY).length
    expect(nan).toBeGreaterThan(10)
    expect(countNonfinite(array)).toEqual({ nan, infinite })
  },
)

test('integers are finite', () => {
  expect(countNonfinite(fromTyped(Int32Array.of(0x7f800000, -1)))).toEqual({ nan: 0, infinite: 0 })
})

test('one NaN in the last element of the last tensor is found and named', () => {
  const weights = new Map(['a', 'b', 'c'].map(name => [name, fromTyped(new Float32Array(1000).fill(0.5))]))
  expect(() => checkFinite('w.pth', weights)).not.toThrow()
  weights.set(
    'd.weight',
    fromTyped(Float32Array.from({ length: 1000 }, (_, i) => (i === 999 ? Number.NaN : i))),
  )
  expect(() => checkFinite('w.pth', weights)).toThrow(
    'w.pth: tensor "d.weight" holds 1 NaN and 0 infinite values; expected',
  )
  weights.set('e', fromTyped(Float32Array.of(Number.NEGATIVE_INFINITY)))
  expect(() => checkFinite('w.pth', weights)).toThrow('; 2 of 5 tensors have such values; ')
})
