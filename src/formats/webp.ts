/** WebP: the RIFF container read by ourselves, the pixels by libwebp. Source: RFC 9649. */
import { UserError } from '../errors.js'
import { codecs } from './codecs.js'
import type { Raster, Reading } from './pixels.js'

interface Chunk {
  type: string
  body: Uint8Array
}

/** Canvas size: of the extended header if there is one, else of the picture itself. */
export function webpHeader(bytes: Uint8Array, name: string): { width: number; height: number } {
  const first = chunks(bytes, 12).next().value
  const size = first && sizeOf(first)
  if (!size) throw new UserError(`${name}: truncated or damaged WebP: no picture; fetch the file again`)
  return size
}

/** The still picture, or the first frame of an animation on a black canvas; alpha is dropped. */
export function decodeWebp(bytes: Uint8Array, { name }: Reading): Raster {
  const { width, height } = webpHeader(bytes, name)
  if (bytes.length < riffLength(bytes))
    throw new UserError(
      `${name}: truncated WebP: ${bytes.length} of ${riffLength(bytes)} bytes; fetch the file again`,
    )
  const all = [...chunks(bytes, 12)]
  const exif = exifIn(all)
  const frame = all.find(chunk => chunk.type === 'ANMF')
  if (frame) return { data: placeFrame(frame.body, width, height, name), exif }
  return { data: decodeStill(bytes, width, height, name), exif }
}

function decodeStill(bytes: Uint8Array, width: number, height: number, name: string): Uint8Array {
  const rgb = new Uint8Array(width * height * 3)
  const wrong = codecs().decodeWebp(bytes, rgb, width, height)
  if (wrong) throw new UserError(`${name}: unreadable WebP: ${wrong}; fetch the file again`)
  return rgb
}

/** An animation frame: place and size in units that RFC 9649 section 2.7.1.1 gives, then chunks of its own. */
function placeFrame(body: Uint8Array, width: number, height: number, name: string): Uint8Array {
  const picture =
    body.length < 16 ? undefined : [...chunks(body, 16)].find(chunk => chunk.type.startsWith('VP8'))
  const size = picture && sizeOf(picture)
  if (!picture || !size) throw new UserError(`${name}: damaged WebP: an animation frame without a picture`)
  const [left, top] = [2 * uint24(body, 0), 2 * uint24(body, 3)]
  if (left + size.width > width || top + size.height > height)
    throw new UserError(`${name}: damaged WebP: an animation frame outside its canvas`)
  const rgb = decodeStill(asFile(picture), size.width, size.height, name)
  if (size.width === width && size.height === height) return rgb
  const canvas = new Uint8Array(width * height * 3)
  for (let y = 0; y < size.height; y++)
    canvas.set(rgb.subarray(y * size.width * 3, (y + 1) * size.width * 3), ((top + y) * width + left) * 3)
  return canvas
}

/** A file of one picture chunk (its alpha lies in another chunk and is not wanted). */
function asFile({ type, body }: Chunk): Uint8Array {
  const padded = body.length + (body.length % 2)
  const file = Buffer.alloc(20 + padded)
  file.write('RIFF', 'latin1')
  file.writeUInt32LE(12 + padded, 4)
  file.write(`WEBP${type}`, 8, 'latin1')
  file.writeUInt32LE(body.length, 16)
  file.set(body, 20)
  return file
}

/** Width and height by the first bytes of a VP8X, VP8L (14 bits each) or lossy VP8 chunk. */
function sizeOf({ type, body }: Chunk): { width: number; height: number } | undefined {
  if (type === 'VP8X' && body.length >= 10) return { width: uint24(body, 4) + 1, height: uint24(body, 7) + 1 }
  if (type === 'VP8L' && body.length >= 5 && body[0] === 0x2f) {
    const bits = uint24(body, 1) + body[4]! * 2 ** 24
    return { width: (bits & 0x3fff) + 1, height: (Math.floor(bits / 2 ** 14) & 0x3fff) + 1 }
  }
  if (type !== 'VP8 ' || body.length < 10) return undefined
  return { width: (body[6]! | (body[7]! << 8)) & 0x3fff, height: (body[8]! | (body[9]! << 8)) & 0x3fff }
}

/** RIFF chunks from `at`; the last may be cut. */
function* chunks(bytes: Uint8Array, at: number): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at + 4, true)
    yield {
      type: String.fromCharCode(...bytes.subarray(at, at + 4)),
      body: bytes.subarray(at + 8, at + 8 + length),
    }
    at += 8 + length + (length % 2)
  }
}

/** The TIFF structure of the EXIF data. */
export const webpExif = (bytes: Uint8Array): Uint8Array | undefined => exifIn([...chunks(bytes, 12)])

/** Some writers put JPEG's mark before the TIFF structure. */
function exifIn(all: readonly Chunk[]): Uint8Array | undefined {
  const exif = all.find(chunk => chunk.type === 'EXIF')?.body
  return exif && Buffer.from(exif.subarray(0, 6)).toString('latin1') === 'Exif\0\0' ? exif.subarray(6) : exif
}

const riffLength = (bytes: Uint8Array) => 8 + uint24(bytes, 4) + bytes[7]! * 2 ** 24
const uint24 = (bytes: Uint8Array, at: number) => bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
