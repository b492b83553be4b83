/** Image files for tests: the golden ones, and PNGs made by hand so that they can be of any kind, or wrong. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import type { Stream } from '../../src/random.js'

const folder = resolve(import.meta.dirname, '../goldens/metrics/hostile/image-files')

/** A file of the golden case `metrics/hostile/image-files`. */
export const imageFile = (name: string): Buffer => readFileSync(join(folder, name))

/** All of them with one of the extensions, the good and the bad. */
export const imageFiles = (...extensions: string[]): Buffer[] =>
  readdirSync(folder)
    .filter(name => extensions.some(extension => name.endsWith(extension)))
    .sort()
    .map(imageFile)

export function pngChunk(type: string, body: Uint8Array, length = body.length): Buffer {
  const out = Buffer.alloc(12 + body.length)
  out.writeUInt32BE(length)
  out.write(type, 4, 'latin1')
  out.set(body, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length)
  return out
}

export const pngFile = (...chunks: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks, pngChunk('IEND', new Uint8Array())])

export interface PngKind {
  width: number
  height: number
  bitDepth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA. */
  colourType: number
  interlaced: boolean
}

export function pngHeaderChunk({ width, height, bitDepth, colourType, interlaced }: PngKind): Buffer {
  const body = Buffer.alloc(13)
  body.writeUInt32BE(width, 0)
  body.writeUInt32BE(height, 4)
  body.set([bitDepth, colourType, 0, 0, interlaced ? 1 : 0], 8)
  return pngChunk('IHDR', body)
}

export const pngChannels = ({ colourType }: PngKind): number =>
  ({ 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 })[colourType]!

/** A PNG of any kind, every row with a filter drawn at random; written from the specification. */
export function writePng(
  samples: ArrayLike<number>,
  kind: PngKind,
  random: Stream,
  extra: Buffer[] = [],
): Buffer {
  const passes = kind.interlaced
    ? [
        [0, 0, 8, 8],
        [4, 0, 8, 8],
        [0, 4, 4, 8],
        [2, 0, 4, 4],
        [0, 2, 2, 4],
        [1, 0, 2, 2],
        [0, 1, 1, 2],
      ]
    : [[0, 0, 1, 1]]
  const rows = passes.flatMap(([x0, y0, dx, dy]) => packPass(samples, kind, [x0!, y0!, dx!, dy!], random))
  return pngFile(pngHeaderChunk(kind), ...extra, pngChunk('IDAT', deflateSync(Buffer.concat(rows))))
}

function packPass(samples: ArrayLike<number>, kind: PngKind, pass: number[], random: Stream): Buffer[] {
  const { width, height, bitDepth } = kind
  const [x0, y0, dx, dy] = pass as [number, number, number, number]
  const channels = pngChannels(kind)
  const rows: Buffer[] = []
  let above: number[] = []
  for (let y = y0; y < height && x0 < width; y += dy) {
    let bits = ''
    for (let x = x0; x < width; x += dx)
      for (let c = 0; c < channels; c++)
        bits += samples[(y * width + x) * channels + c]!.toString(2).padStart(bitDepth, '0')
    const row = (bits.match(/.{1,8}/g) ?? []).map(byte => Number.parseInt(byte.padEnd(8, '0'), 2))
    rows.push(filterRow(row, above, Math.max(1, (channels * bitDepth) / 8), random.below(5)))
    above = row
  }
  return rows
}

function filterRow(row: number[], above: number[], step: number, filter: number): Buffer {
  const differences = row.map((value, i) => {
    const [a, b, c] = [row[i - step] ?? 0, above[i] ?? 0, (i >= step ? above[i - step] : 0) ?? 0]
    const p = a + b - c
    const nearest = [a, b, c].reduce((best, v) => (Math.abs(p - v) < Math.abs(p - best) ? v : best))
    return value - [0, a, b, Math.floor((a + b) / 2), nearest][filter]!
  })
  return Buffer.from([filter, ...differences.map(difference => difference & 255)])
}
