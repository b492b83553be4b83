/** The two 16-bit floating types, from their bits; both widen to float32 without rounding. */

const bits = new Uint32Array(1)
const single = new Float32Array(bits.buffer)

/** bfloat16 is the upper half of a float32. */
export function bfloat16Value(half: number): number {
  bits[0] = half << 16
  return single[0]!
}

/** IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. */
export function float16Value(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
