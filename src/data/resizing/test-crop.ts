/** OpenOOD's test geometry (REFERENCE-image.md 2.2). */
import type { Pixels } from '../../formats/pixels.js'
import { centreCrop, resizeShorterSide } from './transforms.js'

/** The shorter side to `resize` (bilinear), then the central square of `crop`, padded with black if need be. */
export function testCrop(pixels: Pixels, resize: number, crop: number): Pixels {
  return centreCrop(resizeShorterSide(pixels, resize), crop)
}
