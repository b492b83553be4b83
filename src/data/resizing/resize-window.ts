/** A part of a resized picture, without resizing the rest. */
import { resize } from './resize.js'
import { type Bitmap, nativePasses, type Passes } from './resize-passes.js'
import { tapsOf } from './resize-taps.js'
import { type Box, crop, type Size } from './transforms.js'

/**
 * What a window shows of the image resized to `size` (bilinear): the very bytes of resizing all of it, at the cost of
 * the window, in memory of their own. (Each output pixel depends on its own taps only.) `image` is
 * `[height, width, channels]`; the window lies within the size.
 */
export function resizeWindow(image: Bitmap, size: Size, window: Box, passes: Passes = nativePasses): Bitmap {
  if (window.width === size.width && window.height === size.height)
    return resize(image, size.width, size.height, 'bilinear', passes)
  const { top, height } = window
  if (image.width === size.width && image.height === size.height) return crop(image, window)
  if (image.height === size.height)
    return columnsOf(rowsOf(image, top, top + height), size.width, window, passes)
  const { starts, counts, ...taps } = tapsOf(image.height, size.height, 'bilinear', top, height)
  // Source rows that the taps touch; starts and ends grow along the output.
  const [first, end] = [starts[0]!, starts.at(-1)! + counts.at(-1)!]
  const narrow = columnsOf(rowsOf(image, first, end), size.width, window, passes)
  return passes.columns(narrow, { ...taps, counts, starts: starts.map(start => start - first) })
}

/** The columns of the window, of the image resized to `width` columns. */
function columnsOf(image: Bitmap, width: number, window: Box, passes: Passes): Bitmap {
  if (image.width === width) return crop(image, { ...window, top: 0, height: image.height })
  return passes.rows(image, tapsOf(image.width, width, 'bilinear', window.left, window.width))
}

function rowsOf({ width, height, data }: Bitmap, first: number, end: number): Bitmap {
  const rowBytes = data.length / height
  return { width, height: end - first, data: data.subarray(first * rowBytes, end * rowBytes) }
}
