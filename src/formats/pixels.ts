/** Decoding: the bytes of an image file → 8-bit RGB. (Resampling is in src/data/resizing/resize.ts.) */
import { UserError } from '../errors.js'
import { bmpSize, decodeBmp } from './bmp.js'
import { orientationOf, turn } from './exif.js'
import { decodeGif, gifSize } from './gif.js'
import { extensions, type ImageType, imageType } from './image-type.js'
import { decodeJpeg, jpegHeader } from './jpeg.js'
import { decodePng, pngExif, pngHeader } from './png.js'
import { decodeWebp, webpExif, webpHeader } from './webp.js'

/** RGB, `data` is `[height, width, 3]`. */
export interface Pixels {
  width: number
  height: number
  data: Uint8Array
}

export interface DecodedImage extends Pixels {
  /** What a person should know of the file although it was read; whole sentences without the file's name. */
  warnings: string[]
}

export interface DecodeOptions {
  /** What errors call the file. */
  name: string
  /**
   * `upright` (default): turned as EXIF says, 16-bit grey scaled to 8, damaged files refused.
   * `openood`: as OpenOOD's loader, `Image.open(file).convert('RGB')` with `LOAD_TRUNCATED_IMAGES`: EXIF
   * ignored, 16-bit grey clipped at 255, damaged files filled.
   * Both: alpha, transparency, gamma and colour profiles dropped; the first frame of animations; CMYK by
   * Pillow's naive rule.
   */
  policy?: 'upright' | 'openood'
  /** Refuses larger pictures by their header; default 200 million pixels. Errors name --max-pixels if it is given. */
  maxPixels?: number
  /** Fills what is missing of a truncated or damaged picture (JPEG: grey) and warns. */
  tolerateTruncated?: boolean
  ignoreOrientation?: boolean
}

/** What the readers of single formats are told. */
export interface Reading {
  name: string
  tolerate: boolean
  /** Pillow's ways: 16-bit grey is clipped, palette entries that are missing are grey. */
  likePillow: boolean
  /** Where a reader tells of damage that it filled. */
  warnings: string[]
}

/** What the readers of single formats return. */
export interface Raster {
  /** RGB, `[height, width, 3]`, as stored: not turned. */
  data: Uint8Array
  /** The TIFF structure of the EXIF data. */
  exif?: Uint8Array
}

export interface ImageHeader {
  format: ImageType
  width: number
  height: number
}

export const defaultMaxPixels = 200e6

/**
 * The first picture of a JPEG, PNG, WebP, GIF or BMP file.
 * @throws UserError naming the file: not an image, damaged, or larger than `maxPixels`
 */
export function decodeImage(bytes: Uint8Array, options: DecodeOptions): DecodedImage {
  const {
    name,
    policy = 'upright',
    maxPixels,
    tolerateTruncated = false,
    ignoreOrientation = false,
  } = options
  const likePillow = policy === 'openood'
  const reading: Reading = { name, likePillow, tolerate: likePillow || tolerateTruncated, warnings: [] }
  const { format, width, height } = imageHeader(bytes, name)
  checkSize(name, width, height, maxPixels)
  checkExtension(reading, format)
  const { data, exif } = decoders[format](bytes, reading)
  const stored: Pixels = { width, height, data }
  const pixels = likePillow || ignoreOrientation || !exif ? stored : upright(stored, exif, reading)
  return { ...pixels, warnings: reading.warnings }
}

function upright(stored: Pixels, exif: Uint8Array, { warnings }: Reading): Pixels {
  const { orientation, warning } = orientationOf(exif)
  if (warning) warnings.push(warning)
  return turn(stored, orientation)
}

/** Type and stored size (before any turning), from the first bytes alone. */
export function imageHeader(bytes: Uint8Array, name: string): ImageHeader {
  const kind = imageType(bytes)
  if ('refusal' in kind)
    throw new UserError(`${name}: ${kind.refusal}; expected a JPEG, PNG, WebP, GIF or BMP image`)
  const { width, height } = headers[kind.type](bytes, name)
  return { format: kind.type, width, height }
}

/**
 * The size that `decodeImage` gives: turned as EXIF says. Nothing is decoded.
 * @throws UserError naming the file: not an image, or a damaged header
 */
export function uprightSize(bytes: Uint8Array, name: string): Pick<Pixels, 'width' | 'height'> {
  const { format, width, height } = imageHeader(bytes, name)
  const exif = exifReaders[format]?.(bytes, name)
  const isSwapped = exif !== undefined && orientationOf(exif).orientation >= 5
  return isSwapped ? { width: height, height: width } : { width, height }
}

const exifReaders: Partial<Record<ImageType, (bytes: Uint8Array, name: string) => Uint8Array | undefined>> = {
  jpeg: (bytes, name) => jpegHeader(bytes, name).exif,
  png: pngExif,
  webp: webpExif,
}

/**
 * @param maxPixels of a caller whose --max-pixels it is; others are held to the default
 * @throws UserError if the header claims no pixels, or more than `maxPixels`
 */
export function checkSize(name: string, width: number, height: number, maxPixels?: number): void {
  const found = `${width}x${height}`
  if (width < 1 || height < 1)
    throw new UserError(`${name}: the header says ${found} pixels (width ${width})`)
  const most = maxPixels ?? defaultMaxPixels
  if (width * height <= most) return
  const megapixels = Math.round((width * height) / 1e6)
  const remedy = maxPixels === undefined ? 'make the picture smaller' : 'raise it with --max-pixels'
  throw new UserError(
    `${name}: ${found} = ${megapixels} MP exceeds the pixel limit of ${most / 1e6} MP; ${remedy}`,
  )
}

const headers: Record<ImageType, (bytes: Uint8Array, name: string) => { width: number; height: number }> = {
  jpeg: jpegHeader,
  png: pngHeader,
  webp: webpHeader,
  gif: gifSize,
  bmp: bmpSize,
}

const decoders: Record<ImageType, (bytes: Uint8Array, reading: Reading) => Raster> = {
  jpeg: decodeJpeg,
  png: decodePng,
  webp: decodeWebp,
  gif: decodeGif,
  bmp: decodeBmp,
}

/** A wrong extension is common and harmless, but tells of a mix-up. */
function checkExtension({ name, warnings }: Reading, format: ImageType): void {
  const extension = /\.[a-z]+$/i.exec(name)?.[0].toLowerCase()
  const claimed = Object.entries(extensions).find(([, known]) => known.includes(extension ?? ''))?.[0]
  if (claimed && claimed !== format)
    warnings.push(`is named ${extension} but is a ${format.toUpperCase()} image`)
}
