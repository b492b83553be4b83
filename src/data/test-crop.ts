/** OpenOOD's test geometry: the shorter side to `resize`, then the central square of `crop` (REFERENCE 2.2). */
import { UserError } from '../errors.js'
import type { Pixels } from '../formats/pixels.js'

export function testCrop(pixels: Pixels, resize: number, crop: number): Pixels {
  if (pixels.width === crop && pixels.height === crop && resize === crop) return pixels
  throw new UserError('transforms are not here yet')
}
