/** Where the chunks of a data set are: the old tree, and the indices of new files that do not grow. */
import { type Fields, nowhere } from './fields.js'
import type { Hdf5File } from './file.js'

export interface Chunk {
  /** Position in the grid of chunks, row-major. */
  index: number
  address: number
  /** Bytes as they are stored. */
  size: number
  /** Bit i: filter i was not applied. */
  skipped: number
}

export interface Grid {
  /** Chunks along each dimension. */
  counts: number[]
  chunkShape: number[]
  /** Bytes of a chunk without filters. */
  chunkBytes: number
  filtered: boolean
}

export type ChunkIndex =
  | { kind: 'tree'; address: number }
  | { kind: 'single'; address: number; size: number | undefined; skipped: number }
  | { kind: 'implicit'; address: number }
  | { kind: 'fixed array'; address: number }

/**
 * The chunks in the order of the index, each read when it is asked for.
 * @throws Error if the index is damaged
 */
export function* chunksOf(file: Hdf5File, index: ChunkIndex, grid: Grid): Generator<Chunk> {
  const total = grid.counts.reduce((product, count) => product * count, 1)
  if (index.address === nowhere) return
  if (index.kind === 'tree') yield* treeChunks(file, index.address, grid)
  else if (index.kind === 'single') {
    yield { index: 0, address: index.address, size: index.size ?? grid.chunkBytes, skipped: index.skipped }
  } else if (index.kind === 'implicit') {
    for (let i = 0; i < total; i++)
      yield { index: i, address: index.address + i * grid.chunkBytes, size: grid.chunkBytes, skipped: 0 }
  } else yield* arrayChunks(file, index.address, grid, total)
}

/** Version 1 B-tree; a node's children are one level below it, and no node is in it twice, so that it ends soon. */
function* treeChunks(
  file: Hdf5File,
  address: number,
  grid: Grid,
  above = Number.POSITIVE_INFINITY,
  seen = new Set<number>(),
): Generator<Chunk> {
  if (seen.has(address)) throw new Error('damaged: the index of chunks has a node twice')
  seen.add(address)
  const head = file.read(address, 24, 'the index of chunks')
  head.signature('TREE')
  const [type, level, entries] = [head.byte(), head.byte(), head.integer(2)]
  if (type !== 1 || level >= above) throw new Error('damaged: the index of chunks')
  const keySize = 16 + 8 * grid.counts.length
  const fields = file.read(address + 24, entries * (keySize + 8), 'the index of chunks')
  for (let i = 0; i < entries; i++) {
    const [size, skipped] = [fields.integer(4), fields.integer(4)]
    const at = grid.counts.map((_, k) => fields.integer(8) / grid.chunkShape[k]!)
    fields.skip(8)
    const child = fields.address()
    if (level > 0) yield* treeChunks(file, child, grid, level, seen)
    else yield { index: flat(at, grid), address: child, size, skipped }
  }
}

function flat(at: number[], { counts }: Grid): number {
  return at.reduce((index, position, k) => {
    if (!Number.isInteger(position) || position >= counts[k]!)
      throw new Error('damaged: a chunk lies outside the data set')
    return index * counts[k]! + position
  }, 0)
}

/** Fixed array: a header, and a block of entries, in pages if there are many. */
function* arrayChunks(file: Hdf5File, address: number, grid: Grid, total: number): Generator<Chunk> {
  const header = file.read(address, 28, 'the array of chunks')
  header.signature('FAHD')
  header.skip(2)
  const [entrySize, pageBits] = [header.byte(), header.byte()]
  const entries = header.integer(8)
  const block = header.address()
  if (entries !== total || entrySize < 8) throw new Error('damaged: the array of chunks')
  const perPage = 2 ** pageBits
  const pages = entries > perPage ? Math.ceil(entries / perPage) : 0
  file.read(block, 14, 'the array of chunks').signature('FADB')
  let at = block + 14 + (pages > 0 ? Math.ceil(pages / 8) + 4 : 0)
  for (let first = 0; first < total; first += perPage) {
    const count = Math.min(perPage, total - first)
    yield* entryChunks(file.read(at, count * entrySize, 'the array of chunks'), first, count, entrySize, grid)
    // A page ends with its checksum.
    at += count * entrySize + 4
  }
}

function* entryChunks(
  fields: Fields,
  first: number,
  count: number,
  entrySize: number,
  { filtered, chunkBytes }: Grid,
): Generator<Chunk> {
  for (let i = 0; i < count; i++) {
    const address = fields.address()
    const size = filtered ? fields.integer(entrySize - 12) : chunkBytes
    const skipped = filtered ? fields.integer(4) : 0
    if (address !== nowhere) yield { index: first + i, address, size, skipped }
  }
}
