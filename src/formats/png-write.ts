/** Writing PNG: 8-bit RGB, grey of 8 or 16 bits, palettes; rows filtered by the usual heuristic. */
import { constants, crc32, deflateRawSync } from 'node:zlib'
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
export const encodePng = (source: PngSource): Uint8Array => Buffer.concat([...pngChunks(source)])

/**
 * The same in pieces, made when they are asked for.
 * @param band bytes of rows that are filtered and compressed at a time, so that large pictures take little memory beside
 */
export function* pngChunks(source: PngSource, band = 2 ** 25): Generator<Uint8Array> {
  const { width, height, data, palette } = source
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
  yield Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  yield chunk('IHDR', header)
  if (palette) yield chunk('PLTE', palette)
  const step = channels * (is16 ? 2 : 1)
  for (const part of compressed(bandsOf(source, step, band))) yield chunk('IDAT', part)
  yield chunk('IEND', new Uint8Array())
}

function chunk(type: string, body: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + body.length)
  out.writeUInt32BE(body.length)
  out.write(type, 4, 'latin1')
  out.set(body, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length)
  return out
}

/** One zlib stream (RFC 1950) over all bands: each ends at a byte, the last ends the stream. */
function* compressed(bands: Iterable<{ rows: Uint8Array; isLast: boolean }>): Generator<Uint8Array> {
  let sums: Adler = [1, 0]
  let head = [0x78, 0x9c]
  for (const { rows, isLast } of bands) {
    sums = adler32(sums, rows)
    const tail = Buffer.alloc(isLast ? 4 : 0)
    if (isLast) tail.writeUInt32BE(sums[1] * 65536 + sums[0])
    const finishFlush = isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH
    yield Buffer.concat([Uint8Array.from(head), deflateRawSync(rows, { finishFlush }), tail])
    head = []
  }
}

/** zlib's checksum: the sum of the bytes, and the sum of those sums, each modulo 65521. */
type Adler = [number, number]

function adler32([a, b]: Adler, bytes: Uint8Array): Adler {
  // Sums of so many bytes stay below 2^32.
  const block = 5552
  for (let from = 0; from < bytes.length; from += block) {
    const end = Math.min(bytes.length, from + block)
    for (let i = from; i < end; i++) {
      a += bytes[i]!
      b += a
    }
    a %= 65521
    b %= 65521
  }
  return [a, b]
}

/** Filtered rows, each with its filter's number before it. */
function* bandsOf(
  { width, height, data, palette }: PngSource,
  step: number,
  band: number,
): Generator<{ rows: Uint8Array; isLast: boolean }> {
  const length = width * step
  const rowOf = (y: number) =>
    bytesOf(data.subarray((y * data.length) / height, ((y + 1) * data.length) / height))
  const size = Math.max(1, Math.floor(band / (1 + length)))
  let above: Uint8Array = new Uint8Array(length)
  for (let first = 0; first < height; first += size) {
    const count = Math.min(size, height - first)
    const rows = new Uint8Array(count * (1 + length))
    for (let y = 0; y < count; y++) {
      const row = rowOf(first + y)
      const into = rows.subarray(y * (1 + length), (y + 1) * (1 + length))
      // Filters pay on pictures only, not on indices.
      if (palette) into.set(row, 1)
      else filter(row, above, step, into)
      above = row
    }
    yield { rows, isLast: first + count === height }
  }
}

function bytesOf(row: Uint8Array | Uint16Array): Uint8Array {
  if (row instanceof Uint8Array) return row
  const out = Buffer.alloc(row.length * 2)
  for (let i = 0; i < row.length; i++) out.writeUInt16BE(row[i]!, 2 * i)
  return out
}

/** A row as differences from its left or upper neighbours, whichever are smaller in sum. */
function filter(row: Uint8Array, above: Uint8Array, step: number, into: Uint8Array): void {
  const left = into.subarray(1)
  const up = new Uint8Array(row.length)
  for (let i = 0; i < row.length; i++) {
    left[i] = row[i]! - (i < step ? 0 : row[i - step]!)
    up[i] = row[i]! - above[i]!
  }
  const useUp = magnitude(up) < magnitude(left)
  into[0] = useUp ? 2 : 1
  if (useUp) left.set(up)
}

/** Sum of the differences as signed bytes. */
function magnitude(differences: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < differences.length; i++)
    sum += differences[i]! < 128 ? differences[i]! : 256 - differences[i]!
  return sum
}
