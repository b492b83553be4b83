/** OpenOOD's test geometry. */
import type { Pixels } from '../../formats/pixels.js'
import { resizeWindow } from './resize-window.js'
import { type Box, centralSquare, crop, type Size, shorterSideSize } from './transforms.js'

/**
 * The shorter side to `resize` (bilinear), then the central square of `side`, padded with black if need be. Only what
 * the square shows is computed: the whole of a long thin picture could be gigabytes.
 */
export function testCrop(pixels: Pixels, resize: number, side: number): Pixels {
  const size = shorterSideSize(pixels, resize)
  const square = centralSquare(size, side)
  const shown = within(square, size)
  const window = { ...square, left: square.left - shown.left, top: square.top - shown.top }
  return crop(resizeWindow(pixels, size, shown), window)
}

/** The part of a window that lies on the picture. */
function within({ left, top, width, height }: Box, picture: Size): Box {
  const [first, above] = [Math.max(0, left), Math.max(0, top)]
  const [end, below] = [Math.min(picture.width, left + width), Math.min(picture.height, top + height)]
  return { left: first, top: above, width: end - first, height: below - above }
}
