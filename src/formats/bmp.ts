/** BMP: uncompressed pictures of 1 to 32 bits. Source: Microsoft, BITMAPINFOHEADER and its followers. */
import { UserError } from '../errors.js'
import { lookUp } from './palette.js'
import type { Raster, Reading } from './pixels.js'

interface BmpHeader {
  width: number
  height: number
  /** Rows from top to bottom; usual is from bottom to top. */
  topDown: boolean
  bits: number
  /** Where red, green and blue are in a 16- or 32-bit pixel. */
  masks: readonly [number, number, number]
  palette: Uint8Array
  pixelsAt: number
}

const masks555 = [0x7c00, 0x3e0, 0x1f] as const
const masks888 = [0xff0000, 0xff00, 0xff] as const

export function bmpSize(bytes: Uint8Array, name: string): { width: number; height: number } {
  return readHeader(bytes, name)
}

/** Alpha is dropped. Compressed pictures are refused. */
export function decodeBmp(bytes: Uint8Array, reading: Reading): Raster {
  const { name, tolerate, warnings } = reading
  const header = readHeader(bytes, name)
  const { width, height, bits, pixelsAt } = header
  const rowBytes = 4 * Math.ceil((width * bits) / 32)
  const needed = pixelsAt + rowBytes * height
  if (bytes.length >= needed) return { data: toRgb(bytes.subarray(pixelsAt), rowBytes, header, reading) }
  if (!tolerate)
    throw new UserError(`${name}: truncated BMP: ${bytes.length} of ${needed} bytes; fetch the file again`)
  warnings.push('truncated BMP; rows that are missing were filled with 0')
  const padded = new Uint8Array(needed)
  padded.set(bytes)
  return { data: toRgb(padded.subarray(pixelsAt), rowBytes, header, reading) }
}

function toRgb(stored: Uint8Array, rowBytes: number, header: BmpHeader, reading: Reading): Uint8Array {
  const { width, height, bits, topDown, palette } = header
  const row = (y: number) => stored.subarray((topDown ? y : height - 1 - y) * rowBytes)
  if (bits <= 8) return lookUp(indicesOf(row, header), palette, reading)
  const out = new Uint8Array(width * height * 3)
  const write = bits === 24 ? reverseTriples : bits === 16 ? unpack16 : unpack32
  for (let y = 0; y < height; y++) write(row(y), out.subarray(y * width * 3, (y + 1) * width * 3), header)
  return out
}

/** One index a pixel; the leftmost is in the highest bits of its byte. */
function indicesOf(row: (y: number) => Uint8Array, { width, height, bits }: BmpHeader): Uint8Array {
  const out = new Uint8Array(width * height)
  for (let y = 0, to = 0; y < height; y++) {
    const packed = row(y)
    for (let x = 0; x < width; x++) {
      const bit = x * bits
      out[to++] = (packed[bit >> 3]! >> (8 - bits - (bit & 7))) & ((1 << bits) - 1)
    }
  }
  return out
}

function reverseTriples(row: Uint8Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i += 3) {
    out[i] = row[i + 2]!
    out[i + 1] = row[i + 1]!
    out[i + 2] = row[i]!
  }
}

function unpack16(row: Uint8Array, out: Uint8Array, { masks }: BmpHeader): void {
  for (let i = 0, at = 0; i < out.length; i += 3, at += 2)
    for (let c = 0; c < 3; c++) out[i + c] = masked(row[at]! | (row[at + 1]! << 8), masks[c]!)
}

function unpack32(row: Uint8Array, out: Uint8Array, { masks }: BmpHeader): void {
  for (let i = 0, at = 0; i < out.length; i += 3, at += 4) {
    const pixel = (row[at]! | (row[at + 1]! << 8) | (row[at + 2]! << 16) | (row[at + 3]! << 24)) >>> 0
    for (let c = 0; c < 3; c++) out[i + c] = masked(pixel, masks[c]!)
  }
}

/** The bits under the mask, spread over 0 to 255 and truncated as Pillow does. */
function masked(pixel: number, mask: number): number {
  return Math.floor((((pixel & mask) >>> 0) * 255) / mask)
}

function readHeader(bytes: Uint8Array, name: string): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const size = bytes.length >= 26 ? view.getUint32(14, true) : 0
  if (bytes.length < 14 + Math.max(size, 12))
    throw new UserError(`${name}: truncated BMP: no header; fetch the file again`)
  const isOld = size === 12
  if (!isOld && size < 40)
    throw new UserError(`${name}: BMP header of ${size} bytes, expected 12 or at least 40`)
  const width = isOld ? view.getUint16(18, true) : view.getInt32(18, true)
  const signedHeight = isOld ? view.getUint16(20, true) : view.getInt32(22, true)
  const bits = view.getUint16(isOld ? 24 : 28, true)
  const compression = isOld ? 0 : view.getUint32(30, true)
  if (width < 1 || signedHeight === 0)
    throw new UserError(`${name}: BMP of width ${width} and height ${signedHeight}`)
  if (![1, 4, 8, 16, 24, 32].includes(bits))
    throw new UserError(`${name}: BMP of ${bits} bits a pixel, expected 1, 4, 8, 16, 24 or 32`)
  if (![0, 3, 6].includes(compression) || (compression !== 0 && bits !== 16 && bits !== 32))
    throw new UserError(`${name}: a compressed BMP (method ${compression}); convert it to PNG`)
  const pixelsAt = view.getUint32(10, true)
  const masks = compression === 0 ? (bits === 16 ? masks555 : masks888) : readMasks(view, name)
  const colours = isOld ? 0 : view.getUint32(46, true)
  const palette =
    bits <= 8
      ? readPalette(bytes, 14 + size, isOld ? 3 : 4, colours || 2 ** bits, pixelsAt)
      : new Uint8Array()
  return { width, height: Math.abs(signedHeight), topDown: signedHeight < 0, bits, masks, palette, pixelsAt }
}

/** The three masks after the basic header, which is also where later headers have them. */
function readMasks(view: DataView, name: string): BmpHeader['masks'] {
  if (view.byteLength < 66)
    throw new UserError(`${name}: truncated BMP: no colour masks; fetch the file again`)
  const masks = [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)] as const
  if (masks.includes(0)) throw new UserError(`${name}: damaged BMP: an empty colour mask`)
  return masks
}

/** RGB triples of a palette that is stored as BGR, or BGR and a byte without meaning. */
function readPalette(
  bytes: Uint8Array,
  start: number,
  entryBytes: number,
  count: number,
  end: number,
): Uint8Array {
  const stored = bytes.subarray(start, end)
  const known = Math.min(count, Math.floor(stored.length / entryBytes), 256)
  return Uint8Array.from(
    { length: known * 3 },
    (_, i) => stored[Math.floor(i / 3) * entryBytes + 2 - (i % 3)]!,
  )
}
