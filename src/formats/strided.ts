/** Views of flat memory (an offset and a stride for each dimension, in elements) brought to C order. */
import { aligned, elementCount } from './array.js'

type Words = Uint8Array | Uint16Array | Uint32Array | BigUint64Array

/** Strides of a dense array whose last (C) or first (Fortran) index runs fastest. */
export function denseStrides(shape: readonly number[], order: 'C' | 'Fortran'): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let i = 0; i < shape.length; i++) {
    const axis = order === 'C' ? shape.length - 1 - i : i
    strides[axis] = step
    step *= shape[axis]!
  }
  return strides
}

/**
 * The view's elements, one after another. Shares the memory of `from` if they lie so already.
 * The caller has checked that the view stays inside `from`.
 * @param size bytes of an element
 */
export function contiguous(
  from: Uint8Array,
  size: number,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Uint8Array {
  const count = elementCount(shape)
  const dense = denseStrides(shape, 'C')
  if (count === 0 || shape.every((dim, i) => dim === 1 || strides[i] === dense[i]))
    return from.subarray(offset * size, (offset + count) * size)
  const words = wordsOf(from, size)
  const out = wordsOf(new Uint8Array(count * size), size)
  gather(words, out, shape, strides, offset)
  return new Uint8Array(out.buffer)
}

function wordsOf(bytes: Uint8Array, size: number): Words {
  const { buffer, byteOffset, length } = aligned(bytes, size)
  const Type = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array }[size as 1 | 2 | 4 | 8]
  return new Type(buffer as ArrayBuffer, byteOffset, Math.floor(length / size))
}

/** An odometer over all but the last dimension, whose run is the inner loop. */
function gather(
  from: Words,
  out: Words,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
) {
  const last = shape.length - 1
  const index = new Array<number>(last).fill(0)
  const [run, step] = [shape[last]!, strides[last]!]
  let start = offset
  for (let to = 0; to < out.length; ) {
    for (let i = 0; i < run; i++) out[to++] = from[start + i * step]!
    for (let axis = last - 1; axis >= 0; axis--) {
      start += strides[axis]!
      if (++index[axis]! < shape[axis]!) break
      start -= strides[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
}
