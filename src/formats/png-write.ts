/** Writing PNG: 8-bit RGB, grey of 8 or 16 bits, palettes; rows filtered by the usual heuristic. */
import { crc32, deflateSync } from 'node:zlib'
import type { PngColour } from './png-chunks.js'

/** Rows of samples to be stored; the kind follows from `data` and `palette`. */
export interface PngSource {
  width: number
  height: number
  /** `[height, width, 3]` RGB, or `[height, width]` grey or palette indices; 16 bits only for grey. */
  data: Uint8Array | Uint16Array
  /** RGB triples; makes `data` indices. */
  palette?: Uint8Array
}

const colourTypes: Partial<Record<PngColour, number>> = { grey: 0, rgb: 2, palette: 3 }

/** The bytes of a PNG file. */
export function encodePng({ width, height, data, palette }: PngSource): Uint8Array {
  const channels = data.length / (width * height)
  const is16 = data instanceof Uint16Array
  const isRgb = channels === 3
  if ((channels !== 1 && !isRgb) || (is16 && (isRgb || palette)) || (isRgb && palette))
    throw new RangeError(
      `${data.length} values are no ${width}x${height} PNG of RGB, grey or palette indices`,
    )
  const colour = colourTypes[palette ? 'palette' : isRgb ? 'rgb' : 'grey']!
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([is16 ? 16 : 8, colour], 8)
  const bytes = is16 ? bigEndian(data) : (data as Uint8Array)
  const rows = palette ? unfiltered(bytes, height) : filtered(bytes, height, channels * (is16 ? 2 : 1))
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ])
}

function chunk(type: string, body: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + body.length)
  out.writeUInt32BE(body.length)
  out.write(type, 4, 'latin1')
  out.set(body, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length)
  return out
}

function bigEndian(values: Uint16Array): Uint8Array {
  const out = Buffer.alloc(values.length * 2)
  for (const [i, value] of values.entries()) out.writeUInt16BE(value, 2 * i)
  return out
}

/** Filters pay on pictures only, not on indices. */
function unfiltered(bytes: Uint8Array, height: number): Uint8Array {
  const length = bytes.length / height
  const out = new Uint8Array(bytes.length + height)
  for (let y = 0; y < height; y++) out.set(bytes.subarray(y * length, (y + 1) * length), y * (1 + length) + 1)
  return out
}

/** Each row as differences from its left or upper neighbours, whichever are smaller in sum. */
function filtered(bytes: Uint8Array, height: number, step: number): Uint8Array {
  const length = bytes.length / height
  const out = new Uint8Array(bytes.length + height)
  const left = new Uint8Array(length)
  const up = new Uint8Array(length)
  for (let y = 0; y < height; y++) {
    const at = y * length
    for (let i = 0; i < length; i++) {
      left[i] = bytes[at + i]! - (i < step ? 0 : bytes[at + i - step]!)
      up[i] = bytes[at + i]! - (y === 0 ? 0 : bytes[at + i - length]!)
    }
    const useUp = magnitude(up) < magnitude(left)
    out[y * (1 + length)] = useUp ? 2 : 1
    out.set(useUp ? up : left, y * (1 + length) + 1)
  }
  return out
}

/** Sum of the differences as signed bytes. */
function magnitude(differences: Uint8Array): number {
  let sum = 0
  for (const difference of differences) sum += difference < 128 ? difference : 256 - difference
  return sum
}
