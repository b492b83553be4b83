import { expect, test } from 'vitest'
import { bfloat16Value, float16Bits, float16Value, fromHalf, toFloat16, toHalf } from '../src/half.js'

test('bfloat16 keeps every one of its 65,536 bit patterns', () => {
  const view = new DataView(new ArrayBuffer(4))
  for (let bits = 0; bits < 65536; bits++) {
    const value = bfloat16Value(bits)
    if (Number.isNaN(value)) expect((bits & 0x7f80) === 0x7f80 && (bits & 0x7f) !== 0).toBe(true)
    else {
      view.setFloat32(0, value)
      expect(view.getUint32(0)).toBe(bits * 65536)
    }
  }
})

test('float16 has the values that IEEE 754 lists', () => {
  const listed: [number, number][] = [
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, (1023 / 1024) * 2 ** -14],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0x3c01, 1 + 2 ** -10],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ]
  for (const [bits, value] of listed) expect(float16Value(bits)).toBe(value)
})

test('float16 rises with its bits and is odd', () => {
  for (let bits = 1; bits <= 0x7c00; bits++) {
    expect(float16Value(bits)).toBeGreaterThan(float16Value(bits - 1))
    expect(float16Value(bits | 0x8000)).toBe(-float16Value(bits))
  }
})

test('every float16 comes back from its value, NaN as one of them', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, bits) => bits)
  const isNone = (bits: number) => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0
  expect(all.map(bits => float16Bits(float16Value(bits)))).toEqual(
    all.map(bits => (isNone(bits) ? 0x7e00 : bits)),
  )
})

test('a number between two float16 goes to the nearer, halfway to the even one', () => {
  for (let bits = 0; bits < 0x7bff; bits += 7) {
    const [below, above] = [float16Value(bits), float16Value(bits + 1)]
    const middle = (below + above) / 2
    expect(toFloat16(middle - (above - below) * 2 ** -30)).toBe(below)
    expect(toFloat16(middle + (above - below) * 2 ** -30)).toBe(above)
    expect(float16Bits(middle) & 1).toBe(0)
    expect(float16Bits(-middle)).toBe(float16Bits(middle) | 0x8000)
  }
  expect([65519.99, 65520, -1e300, 2 ** -25, 2 ** -25 * 1.001].map(toFloat16)).toEqual([
    65504,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    2 ** -24,
  ])
})

test('whole arrays', () => {
  const values = Float32Array.of(0.1, -2, Number.NaN, 1e6, -0)
  expect(fromHalf(toHalf(values))).toEqual(
    Float32Array.of(0.0999755859375, -2, Number.NaN, Number.POSITIVE_INFINITY, -0),
  )
})
