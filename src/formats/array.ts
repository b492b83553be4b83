/** Arrays as files hold them: raw bytes with a type and a shape, and their exact conversion to numbers. */
import { UserError } from '../errors.js'
import { bfloat16Value, float16Value } from '../half.js'

/** Bytes of an element of each type that can be read. */
export const itemSize = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
} as const

export type DType = keyof typeof itemSize

/** `bytes` holds the elements in C order, little-endian; arrays read from one file may share memory. */
export interface NDArray {
  dtype: DType
  shape: number[]
  bytes: Uint8Array
}

type Typed =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array

const storage = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint64: BigUint64Array,
  uint32: Uint32Array,
  uint16: Uint16Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<DType, unknown>

/**
 * Product of the dimensions. Beyond 2⁵³ it is inexact but never wraps, so that a comparison with a file's
 * size still refuses it.
 */
export function elementCount(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, dim) => product * dim, 1)
}

/** A shape as messages show it: `[2, 3]`. */
export const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`

/** An array over the memory of `typed` (not copied); its type follows from the class. */
export function fromTyped(typed: Typed, shape: number[] = [typed.length]): NDArray {
  if (elementCount(shape) !== typed.length)
    throw new RangeError(`${typed.length} elements do not fill the shape ${shapeText(shape)}`)
  // Not the constructor's name: a Buffer is a Uint8Array.
  const dtype = typed[Symbol.toStringTag]
    .replace(/Array$/, '')
    .replace('Big', '')
    .toLowerCase() as DType
  return { dtype, shape, bytes: new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength) }
}

/** The bytes, copied if they do not begin at a multiple of `size`, as a typed array over them must. */
export function aligned(bytes: Uint8Array, size: number): Uint8Array {
  // Not slice(): of a Buffer that is a view.
  return bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes)
}

/** The elements as they are stored (half precisions as bits): a view where alignment permits, else a copy. */
function typedView(a: NDArray): Typed {
  const size = itemSize[a.dtype]
  const bytes = aligned(a.bytes, size)
  return new storage[a.dtype](bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / size)
}

/** All elements as numbers; 64-bit integers beyond 2⁵³ are rounded. A view if the type is float64 already. */
export function toFloat64Array(a: NDArray): Float64Array {
  return a.dtype === 'float64'
    ? (typedView(a) as Float64Array)
    : fill(new Float64Array(elementCount(a.shape)), a)
}

/** All elements in single precision, rounded to nearest. A view if the type is float32 already. */
export function toFloat32Array(a: NDArray): Float32Array {
  return a.dtype === 'float32'
    ? (typedView(a) as Float32Array)
    : fill(new Float32Array(elementCount(a.shape)), a)
}

/**
 * All elements as 32-bit integers. A view if the type is int32 already.
 * @throws UserError at the first element that is no integer in that range
 */
export function toInt32Array(a: NDArray): Int32Array {
  if (a.dtype === 'int32') return typedView(a) as Int32Array
  const wide = toFloat64Array(a)
  const wrong = wide.findIndex(value => value !== (value | 0))
  if (wrong >= 0)
    throw new UserError(`element ${wrong} of a ${a.dtype} array is ${wide[wrong]}, expected a 32-bit integer`)
  return Int32Array.from(wide)
}

function fill<T extends Float32Array | Float64Array>(out: T, a: NDArray): T {
  const stored = typedView(a)
  const value = a.dtype === 'float16' ? float16Value : a.dtype === 'bfloat16' ? bfloat16Value : undefined
  for (let i = 0; i < out.length; i++) out[i] = value ? value(Number(stored[i])) : Number(stored[i])
  return out
}
