import { expect, test } from 'vitest'
import { bfloat16Value, float16Value } from '../../src/formats/half.js'

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
