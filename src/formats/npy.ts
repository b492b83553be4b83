/** NumPy's `.npy`, versions 1 to 3. Source: numpy.lib.format. Nothing is ever unpickled. */
import { UserError } from '../errors.js'
import { type DType, elementCount, itemSize, type NDArray } from './array.js'
import { writeAtomically } from './atomic-write.js'
import { type ByteSource, memorySource, withFile } from './byte-source.js'
import { parseNpyHeader } from './npy-header.js'
import { arrayOfLayout, dtypeOfNumpy, type Layout, numpyCode } from './numpy-dtype.js'

const magic = '\x93NUMPY'
/** Headers of plain types stay below a hundred bytes; NumPy itself stops at 10,000. */
const maxHeader = 65536

export function readNpy(path: string): NDArray {
  return withFile(path, parseSource)
}

/** Reads a file that is in memory; `name` is what errors call it. The array is a view where it can be. */
export function parseNpy(bytes: Uint8Array, name: string): NDArray {
  return parseSource(memorySource(bytes, name))
}

function parseSource(source: ByteSource): NDArray {
  try {
    const { layout, dataStart } = readLayout(source)
    const wanted = elementCount(layout.shape) * itemSize[layout.dtype]
    if (wanted !== source.size - dataStart)
      throw new Error(
        `${layout.dtype} (${layout.shape.join(', ')}) takes ${wanted} bytes, the file has ${source.size - dataStart} (cut?)`,
      )
    return arrayOfLayout(source.read(dataStart, wanted), layout)
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`${source.name}: ${(error as Error).message}`)
  }
}

function readLayout(source: ByteSource): { layout: Layout; dataStart: number } {
  if (source.size < 10 || latin1(source.read(0, 6)) !== magic)
    throw new Error('not an .npy file (expected it to begin with \\x93NUMPY)')
  const [major] = source.read(6, 1) as unknown as [number]
  if (major < 1 || major > 3) throw new Error(`.npy version ${major}, expected 1, 2 or 3`)
  const start = major === 1 ? 10 : 12
  const sizes = source.read(8, start - 8)
  const view = new DataView(sizes.buffer, sizes.byteOffset)
  const length = major === 1 ? view.getUint16(0, true) : view.getUint32(0, true)
  if (length > maxHeader) throw new Error(`a header of ${length} bytes, expected at most ${maxHeader}`)
  const { descr, fortran_order: fortran, shape } = parseNpyHeader(latin1(source.read(start, length)))
  const bigEndian = descr.startsWith('>')
  return { layout: { dtype: dtypeOf(descr), shape, bigEndian, fortran }, dataStart: start + length }
}

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

const dtypeOf = (descr: string): DType => dtypeOfNumpy(descr.replace(/^[<>|=]/, ''))

/** Writes a file whole or not at all. */
export function writeNpy(path: string, array: NDArray): void {
  writeAtomically(path, npyChunks(array))
}

/** The bytes of an `.npy` file (version 1): header, then the array's own bytes. */
export function npyChunks({ dtype, shape, bytes }: NDArray): [Uint8Array, Uint8Array] {
  const code = numpyCode(dtype)
  if (!code) throw new UserError(`NumPy has no ${dtype}; convert the array to float32 to write it as .npy`)
  if (elementCount(shape) * itemSize[dtype] !== bytes.length)
    throw new RangeError(`${bytes.length} bytes do not hold ${dtype} (${shape.join(', ')})`)
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`
  const text = `{'descr': '${code}', 'fortran_order': False, 'shape': ${tuple}, }`
  // The data begin at a multiple of 64, as NumPy has it.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10
  const header = Buffer.from(`${magic}\x01\x00\x00\x00${text.padEnd(length - 1)}\n`, 'latin1')
  header.writeUInt16LE(length, 8)
  return [header, bytes]
}
