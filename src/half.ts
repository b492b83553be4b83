/** The two 16-bit floating types, from and to their bits; both widen to float32 without rounding. */

const bits = new Uint32Array(1)
const single = new Float32Array(bits.buffer)
const words = new Uint32Array(2)
const double = new Float64Array(words.buffer)

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

/** The binary16 next to a number, ties to even; from 65520 on it is infinite. */
export function float16Bits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  double[0] = value
  const sign = (words[1]! >>> 16) & 0x8000
  const size = Math.abs(value)
  if (size >= 65520) return sign | 0x7c00
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24)
  const exponent = ((words[1]! >>> 20) & 0x7ff) - 1023
  // A fraction that rounds up to 2048 carries into the exponent, as it should.
  return sign | (((exponent + 14) << 10) + roundToEven(size * 2 ** (10 - exponent)))
}

/** The nearest float16 of a number, as a number. */
export const toFloat16 = (value: number): number => float16Value(float16Bits(value))

/** Bits of float16 → the same values in single precision: a new array. */
export function fromHalf(halves: Uint16Array): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, half) => float16Value(half))
  const values = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) values[i] = table[halves[i]!]!
  return values
}

let table: Float32Array | undefined

/** Values → the bits of the nearest float16: a new array. */
export function toHalf(values: Float32Array | Float64Array): Uint16Array {
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) halves[i] = float16Bits(values[i]!)
  return halves
}

/** Of a number in [0, 2³¹). */
function roundToEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest > 0.5 || (rest === 0.5 && below & 1) ? below + 1 : below
}
