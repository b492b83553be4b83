/** Where the elements of a data set lie. */
import type { ChunkIndex } from './chunk-index.js'
import type { Fields } from './fields.js'

export type DataLayout =
  | { kind: 'compact'; bytes: Uint8Array }
  | { kind: 'contiguous'; address: number; size: number }
  | { kind: 'chunked'; chunkShape: number[]; index: ChunkIndex }

/** @throws Error in words that follow a name */
export function readLayout(fields: Fields): DataLayout {
  const version = fields.byte()
  if (version !== 3 && version !== 4) throw new Error(`has a layout of version ${version}, expected 3 or 4`)
  const kind = fields.byte()
  if (kind === 0) return { kind: 'compact', bytes: fields.take(fields.integer(2)) }
  if (kind === 1) return { kind: 'contiguous', address: fields.address(), size: fields.integer(8) }
  if (kind !== 2) throw new Error('is made of other data sets (virtual), which is not read')
  return version === 3 ? treeLayout(fields) : indexedLayout(fields)
}

function treeLayout(fields: Fields): DataLayout {
  const rank = fields.byte() - 1
  const address = fields.address()
  const chunkShape = Array.from({ length: rank }, () => fields.integer(4))
  return { kind: 'chunked', chunkShape, index: { kind: 'tree', address } }
}

function indexedLayout(fields: Fields): DataLayout {
  const flags = fields.byte()
  const rank = fields.byte() - 1
  const size = fields.byte()
  const chunkShape = Array.from({ length: rank }, () => fields.integer(size))
  fields.skip(size)
  return { kind: 'chunked', chunkShape, index: readIndex(fields, flags) }
}

function readIndex(fields: Fields, flags: number): ChunkIndex {
  const type = fields.byte()
  if (type === 1) {
    const filtered = (flags & 2) !== 0
    const size = filtered ? fields.integer(8) : undefined
    const skipped = filtered ? fields.integer(4) : 0
    return { kind: 'single', size, skipped, address: fields.address() }
  }
  if (type === 2) return { kind: 'implicit', address: fields.address() }
  if (type === 3) {
    fields.skip(1)
    return { kind: 'fixed array', address: fields.address() }
  }
  throw new Error('can grow, in the newest layout, which is not read; write it without maxshape')
}
