/**
 * MNIST's idx files, gzipped or not: two zeros, a type, the number of dimensions, the dimensions, the elements,
 * all big-endian. Source: the file formats section of http://yann.lecun.com/exdb/mnist/
 */
import { UserError } from '../errors.js'
import { defaultLimits } from './archive-rules.js'
import { type DType, elementCount, itemSize, type NDArray } from './array.js'
import { withFile } from './byte-source.js'
import { gunzipped, isGzip } from './gunzip.js'
import { arrayOfLayout } from './numpy-dtype.js'

const types: Record<number, DType> = {
  8: 'uint8',
  9: 'int8',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
}

export function readIdx(path: string): NDArray {
  return parseIdx(
    withFile(path, source => source.read(0, source.size)),
    path,
  )
}

/** Reads a file that is in memory; `name` is what errors call it. */
export function parseIdx(packed: Uint8Array, name: string): NDArray {
  const unpacked = isGzip(packed) ? gunzipped(packed, name, defaultLimits) : packed
  const bytes = Buffer.from(unpacked.buffer, unpacked.byteOffset, unpacked.length)
  const dtype = bytes.length >= 4 && bytes.readUInt16BE(0) === 0 ? types[bytes[2]!] : undefined
  const start = 4 + 4 * (bytes[3] ?? 0)
  if (!dtype || bytes.length < start)
    throw new UserError(`${name}: not an idx file (expected two zeros, a known type, and the dimensions)`)
  const shape = Array.from({ length: bytes[3]! }, (_, i) => bytes.readUInt32BE(4 + 4 * i))
  const wanted = elementCount(shape) * itemSize[dtype]
  if (wanted !== bytes.length - start)
    throw new UserError(
      `${name}: ${dtype} [${shape.join(', ')}] takes ${wanted} bytes, the file has ${bytes.length - start} (cut?)`,
    )
  return arrayOfLayout(bytes.subarray(start), { dtype, shape, bigEndian: true, fortran: false })
}
