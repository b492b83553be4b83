/** PNG files as chunks, each checked before use. Source: PNG specification, third edition, sections 5 and 11. */
import { crc32 } from 'node:zlib'
import { UserError } from '../errors.js'

export type PngColour = 'grey' | 'rgb' | 'palette' | 'grey+alpha' | 'rgba'

export interface PngHeader {
  width: number
  height: number
  bitDepth: number
  colour: PngColour
  /** Samples a pixel. */
  channels: number
  interlaced: boolean
}

export interface PngChunks extends PngHeader {
  /** RGB triples of PLTE. */
  palette?: Uint8Array
  /** The zlib stream of the pixels, in pieces. */
  data: Uint8Array[]
  exif?: Uint8Array
}

const colours: Record<number, { colour: PngColour; channels: number; bitDepths: readonly number[] }> = {
  0: { colour: 'grey', channels: 1, bitDepths: [1, 2, 4, 8, 16] },
  2: { colour: 'rgb', channels: 3, bitDepths: [8, 16] },
  3: { colour: 'palette', channels: 1, bitDepths: [1, 2, 4, 8] },
  4: { colour: 'grey+alpha', channels: 2, bitDepths: [8, 16] },
  6: { colour: 'rgba', channels: 4, bitDepths: [8, 16] },
}

/** Everything of a PNG that is used here; text and unknown chunks are skipped unread. A tolerant reader takes what is there. */
export function readChunks(bytes: Uint8Array, name: string, tolerate = false): PngChunks {
  const file: PngChunks = { ...readHeader(bytes, name), data: [] }
  for (const { type, body } of chunks(bytes, name, tolerate)) {
    if (type === 'PLTE') file.palette = body
    else if (type === 'IDAT') file.data.push(body)
    else if (type === 'eXIf') file.exif = body
    else if (type === 'IEND') return file
    else if (isCritical(type) && type !== 'IHDR')
      throw new UserError(`${name}: unknown critical PNG chunk ${type}`)
  }
  if (!tolerate) throw new UserError(`${name}: truncated PNG: IEND is missing; fetch the file again`)
  return file
}

/** Size and kind of pixels. */
export function readHeader(bytes: Uint8Array, name: string): PngHeader {
  const first = chunks(bytes, name, false).next().value
  if (first?.type !== 'IHDR' || first.body.length !== 13)
    throw new UserError(`${name}: PNG without IHDR as its first chunk; fetch the file again`)
  const { body } = first
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  const [width, height] = [view.getUint32(0), view.getUint32(4)]
  for (const [what, value] of Object.entries({ width, height })) {
    if (value === 0) throw new UserError(`${name}: PNG of ${what} 0`)
    if (value > 0x7fffffff)
      throw new UserError(`${name}: PNG ${what} out of range: ${value}, expected at most 2^31 - 1`)
  }
  const [bitDepth, type, compression, filter, interlace] = body.subarray(8) as unknown as number[]
  const kind = colours[type!]
  if (!kind) throw new UserError(`${name}: invalid PNG colour type ${type}, expected 0, 2, 3, 4 or 6`)
  if (!kind.bitDepths.includes(bitDepth!))
    throw new UserError(
      `${name}: invalid bit depth ${bitDepth} of a ${kind.colour} PNG, expected ${kind.bitDepths.join(', ')}`,
    )
  if (compression !== 0 || filter !== 0 || interlace! > 1)
    throw new UserError(
      `${name}: unknown PNG method: compression ${compression}, filter ${filter}, interlace ${interlace}`,
    )
  const { colour, channels } = kind
  return { width, height, bitDepth: bitDepth!, colour, channels, interlaced: interlace === 1 }
}

/** The chunks in order. A tolerant reader gets what is there of a cut one, and stops. */
function* chunks(
  bytes: Uint8Array,
  name: string,
  tolerate: boolean,
): Generator<{ type: string; body: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (!/^[A-Za-z]{4}$/.test(type))
      throw new UserError(`${name}: invalid PNG chunk at byte ${at}: the file is damaged`)
    const end = at + 8 + length
    if (end + 4 > bytes.length && !tolerate)
      throw new UserError(
        `${name}: truncated PNG: ${type} is a chunk longer than the file; fetch the file again`,
      )
    const body = bytes.subarray(at + 8, end)
    // Like Pillow, a tolerant reader takes pixels whose checksum is wrong.
    const checked = !tolerate || (isCritical(type) && type !== 'IDAT')
    if (checked && (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)))
      throw new UserError(`${name}: CRC mismatch in ${type}: the PNG is damaged; fetch the file again`)
    yield { type, body }
    at = end + 4
  }
}

/** An upper-case first letter: a reader that does not know the chunk cannot show the picture. */
const isCritical = (type: string) => type.charCodeAt(0) < 97
