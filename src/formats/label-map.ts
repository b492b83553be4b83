/** Label maps: PNG files whose values are class numbers, read exactly as they are stored. */
import { UserError } from '../errors.js'
import { checkSize, imageHeader } from './pixels.js'
import { type PngImage, readPng } from './png.js'

export interface LabelMap {
  width: number
  height: number
  /** `[height, width]`; 16 bits only where the caller asked for them and a value needs them. */
  data: Uint8Array | Uint16Array
}

export interface LabelMapOptions {
  /** What errors call the file. */
  name: string
  maxPixels?: number
  /** Takes values above 255 too; else they are refused (Cityscapes' instance ids are such files). */
  wide?: boolean
}

/**
 * Grey values (1 to 16 bits, not spread over 0 to 255) or palette indices (not colours).
 * @throws UserError naming the file: not a PNG, colours or alpha instead of indices, values above 255
 */
export function decodeLabelMap(bytes: Uint8Array, options: LabelMapOptions): LabelMap {
  const { name, maxPixels, wide = false } = options
  const { format, width, height } = imageHeader(bytes, name)
  if (format !== 'png')
    throw new UserError(`${name}: a ${format.toUpperCase()} image, expected a label map as PNG`)
  checkSize(name, width, height, maxPixels)
  const png = readPng(bytes, name)
  if (png.channels !== 1) throw new UserError(wrongKind(name, png))
  const wrong = png.samples instanceof Uint16Array ? png.samples.findIndex(value => value > 255) : -1
  if (wrong < 0) return { width, height, data: new Uint8Array(png.samples) }
  if (wide) return { width, height, data: png.samples }
  const place = `row ${Math.floor(wrong / width)}, column ${wrong % width}`
  throw new UserError(
    `${name}: label ${png.samples[wrong]} at ${place}, expected 0 to 255; are these instance ids?`,
  )
}

function wrongKind(name: string, { colour }: PngImage): string {
  const remedy = colour === 'grey+alpha' ? 'save it without alpha' : 'map its colours to class numbers first'
  return `${name}: a label map of kind ${colour}, expected one index a pixel (grey or palette); ${remedy}`
}
