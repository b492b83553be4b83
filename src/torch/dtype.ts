/** Element types that the bridge knows by name, and the typed arrays that hold them. */
export type DType =
  | 'float32'
  | 'float64'
  | 'bfloat16'
  | 'float16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool'

export type MemoryFormat = 'contiguous' | 'channels_last' | 'preserve'

/** `cpu`, `cuda`, `cuda:1`, `meta` (shapes without values). */
export type Device = string

/** A number; `{ float: 1 }` where a whole number must count as a floating one; booleans; 64-bit integers. */
export type Scalar = number | boolean | bigint | { float: number }

export type TypedArray =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array

/** The typed array of a dtype; 16-bit floats, which JavaScript has not, come as their bits. */
export function typedArrayOf(dtype: DType, length: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(length)
    case 'float64':
      return new Float64Array(length)
    case 'int64':
      return new BigInt64Array(length)
    case 'int32':
      return new Int32Array(length)
    case 'int16':
      return new Int16Array(length)
    case 'int8':
      return new Int8Array(length)
    case 'uint8':
    case 'bool':
      return new Uint8Array(length)
    case 'bfloat16':
    case 'float16':
      return new Uint16Array(length)
  }
}

/** The dtype that a typed array holds by itself. */
export function dtypeOf(array: TypedArray): DType {
  if (array instanceof Float32Array) return 'float32'
  if (array instanceof Float64Array) return 'float64'
  if (array instanceof BigInt64Array) return 'int64'
  if (array instanceof Int32Array) return 'int32'
  if (array instanceof Int16Array) return 'int16'
  if (array instanceof Int8Array) return 'int8'
  if (array instanceof Uint8Array) return 'uint8'
  throw new TypeError('16-bit words may be float16 or bfloat16: name the dtype')
}
