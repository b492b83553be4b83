/** JPEG: the markers that matter here, read by ourselves; the pixels by libjpeg-turbo. Source: ITU-T T.81. */
import { UserError } from '../errors.js'
import { codecs } from './codecs.js'
import type { Pixels, Raster, Reading } from './pixels.js'

interface JpegHeader {
  width: number
  height: number
  /** The TIFF structure of the EXIF segment. */
  exif?: Uint8Array
}

/** Width, height and EXIF data, from the markers before the first scan. */
export function jpegHeader(bytes: Uint8Array, name: string): JpegHeader {
  let exif: Uint8Array | undefined
  for (const { marker, body } of segments(bytes)) {
    if (marker === 0xe1 && hasExif(body)) exif ??= body.subarray(6)
    if (!isFrame(marker) || body.length < 6) continue
    const [precision, components] = [body[0]!, body[5]!]
    if (precision !== 8) throw new UserError(`${name}: a JPEG of ${precision} bits a sample, expected 8`)
    if (components === 2 || components > 4)
      throw new UserError(`${name}: a JPEG with ${components} components, expected 1 (grey), 3 or 4 (CMYK)`)
    return { height: (body[1]! << 8) | body[2]!, width: (body[3]! << 8) | body[4]!, exif }
  }
  throw new UserError(`${name}: truncated JPEG: no frame header; fetch the file again`)
}

/** The pixels, by libjpeg-turbo's defaults; values equal Pillow's. */
export function decodeJpeg(bytes: Uint8Array, { name, tolerate, warnings }: Reading): Raster {
  const { width, height, exif } = jpegHeader(bytes, name)
  const rgb = new Uint8Array(width * height * 3)
  const damage = decodeInto(rgb, bytes, width, height, name, tolerate)
  if (damage && !tolerate)
    throw new UserError(
      `${name}: ${damage}; fetch the file again (uno predict fills what is missing with --tolerate-truncated)`,
    )
  if (damage) warnings.push(`${damage}; what is missing was filled`)
  return { data: rgb, exif }
}

function decodeInto(
  rgb: Uint8Array,
  bytes: Uint8Array,
  width: number,
  height: number,
  name: string,
  tolerate: boolean,
) {
  const { decodeJpeg: decode } = codecs()
  try {
    return decode(bytes, rgb, width, height, tolerate)
  } catch (error) {
    throw new UserError(`${name}: unreadable JPEG: ${(error as Error).message}`)
  }
}

/** A JPEG file of `pixels` (4:2:0), for pictures to look at, and for the traces that JPEG leaves. */
export function encodeJpeg({ width, height, data }: Pixels, quality = 85): Uint8Array {
  return codecs().encodeJpeg(data, width, height, quality)
}

/** The segments up to the first scan; stops where the file is cut. */
function* segments(bytes: Uint8Array): Generator<{ marker: number; body: Uint8Array }> {
  let at = 2
  while (at + 4 <= bytes.length) {
    // Like libjpeg: whatever lies between segments is skipped, and a marker may be preceded by fill bytes.
    if (bytes[at] !== 0xff) at++
    else if (isBare(bytes[at + 1]!)) at += bytes[at + 1] === 0xff ? 1 : 2
    else {
      const marker = bytes[at + 1]!
      const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
      if (marker === 0xda || marker === 0xd9 || length < 2 || at + 2 + length > bytes.length) return
      yield { marker, body: bytes.subarray(at + 4, at + 2 + length) }
      at += 2 + length
    }
  }
}

/** Markers without a segment: stuffing, fill bytes, restarts, start of image. */
const isBare = (marker: number) =>
  marker === 0 || marker === 1 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd8)

/** SOF0 to SOF15, without DHT (C4), JPG (C8) and DAC (CC), which lie among them. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const hasExif = (body: Uint8Array) => Buffer.from(body.subarray(0, 6)).toString('latin1') === 'Exif\0\0'
