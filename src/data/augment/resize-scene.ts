/** The size steps of the official recipe: shorter side to a choice, images as Pillow, labels as torch's nearest. */
import { resize } from '../resizing/resize.js'
import { type Bitmap, nativePasses, type Passes } from '../resizing/resize-passes.js'
import { type Taps, tapsOf } from '../resizing/resize-taps.js'
import { type Box, crop } from '../resizing/transforms.js'

export interface Size {
  width: number
  height: number
}

/** detectron2's ResizeShortestEdge: the shorter side becomes `side` unless the longer one would exceed `limit`. */
export function shortSideSize({ width, height }: Size, side: number, limit: number): Size {
  const scale = side / Math.min(width, height)
  const [w, h] = height < width ? [scale * width, side] : [side, scale * height]
  const longer = Math.max(w, h)
  const shrink = longer > limit ? limit / longer : 1
  return { width: Math.trunc(w * shrink + 0.5), height: Math.trunc(h * shrink + 0.5) }
}

/**
 * What a window shows of the image resized to `size`: the very bytes of resizing all of it, at the cost of the window.
 * (Each output pixel depends on its own taps only.) `image` is `[height, width, channels]`.
 */
export function resizeWindow(image: Bitmap, size: Size, window: Box, passes: Passes = nativePasses): Bitmap {
  if (window.width === size.width && window.height === size.height)
    return resize(image, size.width, size.height, 'bilinear', passes)
  const { top, height } = window
  const isSameHeight = image.height === size.height
  const rowTaps = isSameHeight
    ? undefined
    : partOf(tapsOf(image.height, size.height, 'bilinear'), top, height)
  const [first, end] = rowTaps ? reach(rowTaps) : [top, top + height]
  const narrow = columnsOf(rowsOf(image, first, end), size.width, window, passes)
  if (!rowTaps) return narrow
  return passes.columns(narrow, { ...rowTaps, starts: rowTaps.starts.map(start => start - first) })
}

/** The columns of the window, of the image resized to `width` columns. */
function columnsOf(image: Bitmap, width: number, window: Box, passes: Passes): Bitmap {
  if (image.width === width) return crop(image, { ...window, top: 0, height: image.height })
  return passes.rows(image, partOf(tapsOf(image.width, width, 'bilinear'), window.left, window.width))
}

function rowsOf({ width, height, data }: Bitmap, first: number, end: number): Bitmap {
  const rowBytes = data.length / height
  return { width, height: end - first, data: data.subarray(first * rowBytes, end * rowBytes) }
}

function partOf({ starts, counts, weights, stride }: Taps, from: number, length: number): Taps {
  const to = from + length
  return {
    starts: starts.subarray(from, to),
    counts: counts.subarray(from, to),
    weights: weights.subarray(from * stride, to * stride),
    stride,
  }
}

/** Source rows that the taps touch; starts and ends grow along the output. */
const reach = ({ starts, counts }: Taps): [first: number, end: number] => [
  starts[0]!,
  starts.at(-1)! + counts.at(-1)!,
]

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
