/** Resizing of labels as torch's nearest. */
import type { Box, Size } from '../resizing/transforms.js'

/** A window of labels resized by torch's `nearest`: source index ⌊i · (in / out)⌋ in float32. */
export function nearestWindow(labels: Uint8Array, from: Size, size: Size, window: Box): Uint8Array {
  const columns = nearestIndices(from.width, size.width, window.left, window.width)
  const rows = nearestIndices(from.height, size.height, window.top, window.height)
  return gather(labels, from.width, columns, rows)
}

const nearestIndices = (size: number, outSize: number, first: number, count: number) =>
  scaledIndices(Math.fround(size / outSize), size, first, count)

/** ⌊i · step⌋ in float32, at most size − 1. */
export function scaledIndices(step: number, size: number, first: number, count: number): Int32Array {
  const indices = new Int32Array(count)
  for (let i = 0; i < count; i++)
    indices[i] = Math.min(size - 1, Math.floor(Math.fround((first + i) * Math.fround(step))))
  return indices
}

/** `[rows, columns]` of a map of one channel. */
export function gather<T extends Uint8Array | Uint16Array>(
  map: T,
  width: number,
  columns: Int32Array,
  rows: Int32Array,
): T {
  const size = rows.length * columns.length
  const out = map instanceof Uint16Array ? new Uint16Array(size) : new Uint8Array(size)
  for (let y = 0, to = 0; y < rows.length; y++) {
    const from = rows[y]! * width
    for (let x = 0; x < columns.length; x++) out[to++] = map[from + columns[x]!]!
  }
  return out as T
}
