/** EXIF orientation: how the stored picture is to be turned to stand upright. Source: EXIF 2.32, TIFF 6.0. */
import type { Pixels } from './pixels.js'

/** 1 as stored; 2 mirrored; 3 turned by 180°; 4 flipped; 5 transposed; 6, 8 quarter turns; 7 transverse. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

const orientationTag = 0x0112
const shortType = 3

/** Orientation of a TIFF structure; anything broken counts as upright, with a warning. */
export function orientationOf(exif: Uint8Array): { orientation: Orientation; warning?: string } {
  const value = firstDirectory(exif)
  if (value === 'broken') return { orientation: 1, warning: 'its EXIF data are broken: orientation ignored' }
  if (value === undefined) return { orientation: 1 }
  if (value >= 1 && value <= 8) return { orientation: value as Orientation }
  return { orientation: 1, warning: `its EXIF orientation is ${value}, expected 1 to 8: ignored` }
}

/** The orientation's value in the first directory, if it has one. */
function firstDirectory(exif: Uint8Array): number | undefined | 'broken' {
  if (exif.length < 8) return 'broken'
  const view = new DataView(exif.buffer, exif.byteOffset, exif.length)
  const mark = view.getUint16(0)
  const little = mark === 0x4949
  if ((!little && mark !== 0x4d4d) || view.getUint16(2, little) !== 42) return 'broken'
  const start = view.getUint32(4, little)
  if (start + 2 > exif.length) return 'broken'
  const entries = view.getUint16(start, little)
  for (let i = 0; i < entries; i++) {
    const at = start + 2 + 12 * i
    if (at + 12 > exif.length) return 'broken'
    if (view.getUint16(at, little) !== orientationTag) continue
    return view.getUint16(at + 2, little) === shortType ? view.getUint16(at + 8, little) : 'broken'
  }
  return undefined
}

/** The picture turned upright; orientations 5 to 8 swap width and height. */
export function turn(stored: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return stored
  const { width, height, data } = stored
  const swapped = orientation >= 5
  // Reading direction in the stored picture: from its right edge, from its bottom edge.
  const fromRight = [2, 3, 7, 8].includes(orientation)
  const fromBottom = [3, 4, 6, 7].includes(orientation)
  const [outWidth, outHeight] = swapped ? [height, width] : [width, height]
  const out = new Uint8Array(data.length)
  let at = 0
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++) {
      const [alongX, alongY] = swapped ? [y, x] : [x, y]
      const column = fromRight ? width - 1 - alongX : alongX
      const row = fromBottom ? height - 1 - alongY : alongY
      const from = (row * width + column) * 3
      out[at++] = data[from]!
      out[at++] = data[from + 1]!
      out[at++] = data[from + 2]!
    }
  return { width: outWidth, height: outHeight, data: out }
}
