/** NumPy's names of element types (`<f4`, `|u1`), and arrays from its memory layouts. */
import { type DType, elementCount, itemSize, type NDArray } from './array.js'
import { contiguous, denseStrides } from './strided.js'

const names: Record<string, DType> = {
  f8: 'float64',
  f4: 'float32',
  f2: 'float16',
  i8: 'int64',
  i4: 'int32',
  i2: 'int16',
  i1: 'int8',
  u8: 'uint64',
  u4: 'uint32',
  u2: 'uint16',
  u1: 'uint8',
  b1: 'bool',
}

/** The letters of what is refused, for messages. */
const refused: Record<string, string> = {
  O: 'object arrays hold pickles, which are never executed',
  V: 'structured types are not supported',
  U: 'text is not supported',
  S: 'text is not supported',
  c: 'complex numbers are not supported',
  M: 'dates are not supported',
  m: 'durations are not supported',
}

/**
 * The type without its byte order: `f4` → float32.
 * @throws Error with the reason, in words that follow a name
 */
export function dtypeOfNumpy(code: string): DType {
  if (Object.hasOwn(names, code)) return names[code]!
  throw new Error(`dtype ${JSON.stringify(code.slice(0, 40))}: ${refused[code[0] ?? ''] ?? 'unknown'}`)
}

/** How `.npy` files write the type; undefined for bfloat16, which NumPy does not know. */
export function numpyCode(dtype: DType): string | undefined {
  const code = Object.keys(names).find(key => names[key] === dtype)
  return code && (itemSize[dtype] === 1 ? '|' : '<') + code
}

/** How elements lie in NumPy's bytes. */
export interface Layout {
  dtype: DType
  shape: number[]
  bigEndian: boolean
  fortran: boolean
}

/**
 * Brings bytes of any byte order and layout to C order, little-endian.
 * @throws Error with the reason if the number of bytes is not that of the shape
 */
export function arrayOfLayout(bytes: Uint8Array, { dtype, shape, bigEndian, fortran }: Layout): NDArray {
  const size = itemSize[dtype]
  const wanted = elementCount(shape) * size
  if (wanted !== bytes.length)
    throw new Error(`${dtype} (${shape.join(', ')}) takes ${wanted} bytes, found ${bytes.length}`)
  const ordered = bigEndian && size > 1 ? swapped(bytes, size) : bytes
  return {
    dtype,
    shape,
    bytes: fortran ? contiguous(ordered, size, shape, denseStrides(shape, 'Fortran')) : ordered,
  }
}

function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i += size)
    for (let j = 0; j < size; j++) out[i + j] = bytes[i + size - 1 - j]!
  return out
}
