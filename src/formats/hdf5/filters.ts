/** What was done to chunks before they were stored, undone. */
import { inflateSync } from 'node:zlib'
import type { Fields } from './fields.js'

interface Filter {
  id: number
  name: string
  values: number[]
}

const [deflate, shuffle, fletcher32] = [1, 2, 3]

/** Filters in the order in which they were applied. */
export function readFilters(fields: Fields): Filter[] {
  const version = fields.byte()
  const count = fields.byte()
  if (version === 1) fields.skip(6)
  return Array.from({ length: count }, () => readFilter(fields, version))
}

function readFilter(fields: Fields, version: number): Filter {
  const id = fields.integer(2)
  // In version 2 the known filters have no name.
  const nameLength = version === 1 || id >= 256 ? fields.integer(2) : 0
  fields.skip(2)
  const count = fields.integer(2)
  const name = fields.text(version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength).replace(/\0.*$/s, '')
  const values = Array.from({ length: count }, () => fields.integer(4))
  if (version === 1 && count % 2 === 1) fields.skip(4)
  if (![deflate, shuffle, fletcher32].includes(id))
    throw new Error(`is compressed by ${name || `filter ${id}`}, which is not read; write it with gzip`)
  return { id, name, values }
}

/**
 * The bytes of a chunk.
 *
 * @param skipped bit i: filter i was not applied to this chunk
 * @param length of the chunk when all filters are undone
 */
export function undoFilters(
  stored: Uint8Array,
  filters: readonly Filter[],
  skipped: number,
  length: number,
): Uint8Array {
  let bytes = stored
  for (const [i, { id, values }] of [...filters.entries()].reverse()) {
    if ((skipped >>> i) & 1) continue
    if (id === fletcher32) bytes = checked(bytes)
    else if (id === deflate) bytes = inflated(bytes, length + 4)
    else bytes = unshuffled(bytes, values[0] ?? 1)
  }
  if (bytes.length !== length)
    throw new Error(`damaged: a chunk of ${bytes.length} bytes, expected ${length}`)
  return bytes
}

function inflated(bytes: Uint8Array, most: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: most })
  } catch {
    throw new Error('compressed data is damaged')
  }
}

/** First bytes of all elements, then their second bytes …, back to elements. */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size)
  const out = new Uint8Array(bytes)
  for (let k = 0, from = 0; k < size; k++) for (let i = 0; i < count; i++) out[i * size + k] = bytes[from++]!
  return out
}

/** Without the checksum at the end, which must be right: Fletcher's, of big-endian pairs of bytes. */
function checked(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(0, Math.max(0, bytes.length - 4))
  let [low, high] = [0, 0]
  for (let i = 0; i < body.length; i += 2) {
    low = (low + ((body[i]! << 8) | (body[i + 1] ?? 0))) % 65535
    high = (high + low) % 65535
  }
  const [a, b, c, d] = bytes.subarray(body.length) as unknown as [number, number, number, number]
  const stored = (((d << 24) | (c << 16) | (b << 8) | a) >>> 0) as number
  const [storedHigh, storedLow] = [stored >>> 16, stored & 0xffff]
  // 0 and 65535 are the same remainder.
  if (bytes.length < 4 || storedLow % 65535 !== low || storedHigh % 65535 !== high)
    throw new Error('damaged: the checksum of a chunk is wrong')
  return body
}
