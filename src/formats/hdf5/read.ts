/**
 * Reading one array out of an HDF5 file, as h5py and HDF5's own tools write them: superblocks 0 to 3, old and new
 * groups, contiguous, compact and chunked data, gzip, shuffle and Fletcher's checksums.
 * Source: HDF5 File Format Specification, version 3.0 (The HDF Group).
 *
 * Our own, for these reasons: no other file is ever opened (HDF5's library follows external links and storage), a
 * header is believed only after it was compared with the file's size, and the library compiled to WebAssembly is
 * 3 MB to install for a format of which benchmarks use one array. What is not read is refused by name.
 */
import { UserError } from '../../errors.js'
import { type DType, elementCount, itemSize, type NDArray } from '../array.js'
import { type ByteSource, memorySource, withFile } from '../byte-source.js'
import { arrayOfLayout } from '../numpy-dtype.js'
import { defaultMaxPixels } from '../pixels.js'
import { type Chunk, chunksOf, type Grid } from './chunk-index.js'
import { type ElementType, readDataType } from './data-type.js'
import { Fields } from './fields.js'
import { type Hdf5File, openHdf5 } from './file.js'
import { readFilters, undoFilters } from './filters.js'
import { findObject } from './group.js'
import { type DataLayout, readLayout } from './layout.js'
import { type Message, messages } from './object-header.js'

export interface Hdf5Options {
  /** Path of the data set; default `value`, as SMIYC names it. */
  dataset?: string
  /** Refuses a data set by its header: throws an Error in words that follow the name of the data set. */
  accept?(header: { dtype: DType; shape: number[] }): void
  /** Refuses larger ones by their header; default 200 million. */
  maxElements?: number
}

/** @throws UserError that names the file: not HDF5, no such data set, damaged, or of a kind that is not read */
export function readHdf5(path: string, options?: Hdf5Options): NDArray {
  return withFile(path, source => parseSource(source, options))
}

/** Reads a file that is in memory; `name` is what errors call it. */
export function parseHdf5(bytes: Uint8Array, name: string, options?: Hdf5Options): NDArray {
  return parseSource(memorySource(bytes, name), options)
}

function parseSource(source: ByteSource, options: Hdf5Options = {}): NDArray {
  const { dataset = 'value' } = options
  try {
    const file = openHdf5(source)
    const header = findObject(file, dataset)
    return readDataset(file, header, { ...options, dataset })
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`${source.name}: ${(error as Error).message}`)
  }
}

function readDataset(
  file: Hdf5File,
  header: Message[],
  { dataset, accept, maxElements = defaultMaxPixels }: Hdf5Options & { dataset: string },
): NDArray {
  const named = <T>(read: () => T): T => {
    try {
      return read()
    } catch (error) {
      throw new Error(`${dataset} ${(error as Error).message}`)
    }
  }
  const fieldsOf = (type: number, what: string) => {
    const message = header.find(message => message.type === type)
    return message && new Fields(message.body, what)
  }
  const [type, space] = [fieldsOf(messages.datatype, 'the type'), fieldsOf(messages.dataspace, 'the shape')]
  if (!type || !space) throw new Error(`${dataset} is a group`)
  const element = named(() => readDataType(type))
  const shape = readShape(space)
  if (elementCount(shape) > maxElements) {
    throw new Error(
      `${dataset} claims [${shape}]: refused from its header, the limit is ${maxElements / 1e6} million`,
    )
  }
  accept?.({ dtype: element.dtype, shape })
  if (header.some(({ type }) => type === messages.externalFiles))
    throw new Error(`${dataset} has external storage: refused, no other file is opened`)
  const layoutFields = fieldsOf(messages.layout, 'the layout')
  if (!layoutFields) throw new Error(`damaged: ${dataset} has no layout`)
  const layout = named(() => readLayout(layoutFields))
  const filterFields = fieldsOf(messages.filters, 'the filters')
  const filters = filterFields ? named(() => readFilters(filterFields)) : []
  return readElements(file, layout, { element, shape, filters, dataset })
}

function readShape(fields: Fields): number[] {
  const version = fields.byte()
  const rank = fields.byte()
  fields.skip(version === 1 ? 6 : 2)
  if (rank > 32) throw new Error(`damaged: an array of ${rank} dimensions`)
  return Array.from({ length: rank }, () => fields.integer(8))
}

interface Dataset {
  dataset: string
  element: ElementType
  shape: number[]
  filters: ReturnType<typeof readFilters>
}

function readElements(file: Hdf5File, layout: DataLayout, data: Dataset): NDArray {
  const { element, shape, dataset } = data
  const wanted = elementCount(shape) * itemSize[element.dtype]
  if (layout.kind === 'chunked') return arrayOf(assemble(file, layout, data), data)
  if (layout.kind === 'compact') return arrayOf(layout.bytes.subarray(0, wanted), data)
  if (layout.address < 0 && wanted > 0) throw new Error(`${dataset} was never written`)
  return arrayOf(wanted === 0 ? new Uint8Array() : file.bytes(layout.address, wanted), data)
}

const arrayOf = (bytes: Uint8Array, { element, shape }: Dataset): NDArray =>
  arrayOfLayout(bytes, { ...element, shape, fortran: false })

/** The chunks, put together; each must be there once. */
function assemble(
  file: Hdf5File,
  { chunkShape, index }: DataLayout & { kind: 'chunked' },
  { element, shape, filters, dataset }: Dataset,
): Uint8Array {
  const size = itemSize[element.dtype]
  const grid = gridOf(shape, chunkShape, size, filters.length > 0)
  const total = elementCount(grid.counts)
  if (total > file.size) throw new Error(`truncated: ${dataset} has more chunks than the file has bytes`)
  const place = placer(shape, chunkShape, grid, size)
  const seen = new Uint8Array(total)
  let left = total
  let out: Uint8Array | undefined
  for (const chunk of chunksOf(file, index, grid)) {
    if (seen[chunk.index]) throw new Error(`damaged: a chunk of ${dataset} occurs twice`)
    seen[chunk.index] = 1
    left--
    const stored = storedBytes(file, chunk, grid)
    const bytes = undoFilters(stored, filters, chunk.skipped, grid.chunkBytes)
    // Not before a first chunk has proved to be there.
    out ??= new Uint8Array(elementCount(shape) * size)
    place(bytes, chunk.index, out)
  }
  if (left > 0) throw new Error(`${dataset} is incomplete: ${left} of ${total} chunks were never written`)
  return out ?? new Uint8Array()
}

function storedBytes(file: Hdf5File, { address, size }: Chunk, { chunkBytes }: Grid): Uint8Array {
  // Compression may lengthen a chunk a little.
  if (size > 2 * chunkBytes + 1024)
    throw new Error(`damaged: a chunk of ${size} bytes, expected ${chunkBytes} or less`)
  return file.bytes(address, size)
}

function gridOf(shape: number[], chunkShape: number[], size: number, filtered: boolean): Grid {
  const chunkBytes = elementCount(chunkShape) * size
  const whole = elementCount(shape) * size
  if (chunkShape.length !== shape.length || chunkShape.includes(0))
    throw new Error(`damaged: chunks of [${chunkShape}] in an array of [${shape}]`)
  if (chunkBytes > Math.max(4 * whole, 2 ** 24))
    throw new Error(`damaged: chunks of ${chunkBytes} bytes in an array of ${whole}`)
  const counts = shape.map((length, k) => Math.ceil(length / chunkShape[k]!))
  return { counts, chunkShape, chunkBytes, filtered }
}

/** Copies a chunk to its place, row by row; what lies over the edge is dropped. */
function placer(shape: number[], chunkShape: number[], grid: Grid, size: number) {
  const rank = shape.length
  return (bytes: Uint8Array, index: number, out: Uint8Array): void => {
    const start = unflatten(index, grid.counts).map((at, k) => at * chunkShape[k]!)
    const extent = start.map((at, k) => Math.min(chunkShape[k]!, shape[k]! - at))
    const rowBytes = (extent[rank - 1] ?? 1) * size
    const rows = elementCount(extent.slice(0, -1))
    for (let row = 0; row < rows; row++) {
      const within = unflatten(row, extent.slice(0, -1))
      let [from, to] = [0, 0]
      for (let k = 0; k < rank; k++) {
        from = from * chunkShape[k]! + (within[k] ?? 0)
        to = to * shape[k]! + start[k]! + (within[k] ?? 0)
      }
      out.set(bytes.subarray(from * size, from * size + rowBytes), to * size)
    }
  }
}

function unflatten(index: number, counts: number[]): number[] {
  const at = new Array<number>(counts.length)
  for (let k = counts.length - 1, rest = index; k >= 0; k--) {
    at[k] = rest % counts[k]!
    rest = Math.floor(rest / counts[k]!)
  }
  return at
}
