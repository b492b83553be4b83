/** GIF: the first frame. Source: GIF89a specification (CompuServe, 1990). */
import { UserError } from '../errors.js'
import { inflateLzw } from './gif-lzw.js'
import { lookUp } from './palette.js'
import type { Raster, Reading } from './pixels.js'

interface Frame {
  left: number
  top: number
  width: number
  height: number
  interlaced: boolean
  /** RGB triples of its own palette or the file's; empty without either. */
  palette: Uint8Array
  minimumCodeSize: number
  /** LZW data, sub-blocks joined. */
  data: Uint8Array
  /** Index that stands for no colour; Pillow paints what the frame does not cover with it. */
  transparent?: number
}

export function gifSize(bytes: Uint8Array, name: string): { width: number; height: number } {
  if (bytes.length < 13) throw new UserError(`${name}: truncated GIF: no screen size; fetch the file again`)
  return { width: bytes[6]! | (bytes[7]! << 8), height: bytes[8]! | (bytes[9]! << 8) }
}

/** The first frame on its canvas; transparency is dropped. */
export function decodeGif(bytes: Uint8Array, reading: Reading): Raster {
  const { name } = reading
  const { width, height } = gifSize(bytes, name)
  const frame = firstFrame(bytes, name)
  if (frame.left + frame.width > width || frame.top + frame.height > height)
    throw new UserError(`${name}: damaged GIF: its frame lies outside its ${width}x${height} canvas`)
  const indices = inflateLzw(frame.data, frame.minimumCodeSize, frame.width * frame.height, reading)
  const canvas = new Uint8Array(width * height).fill(frame.transparent ?? 0)
  const order = frame.interlaced ? interlacedRows(frame.height) : undefined
  for (let y = 0; y < frame.height; y++) {
    const row = indices.subarray(y * frame.width, (y + 1) * frame.width)
    canvas.set(row, (frame.top + (order?.[y] ?? y)) * width + frame.left)
  }
  return { data: lookUp(canvas, frame.palette, reading) }
}

/** Rows in the order in which they are stored: every 8th, every 8th from 4, every 4th from 2, every 2nd. */
function interlacedRows(height: number): number[] {
  const rows = (start: number, step: number) =>
    Array.from({ length: Math.max(0, Math.ceil((height - start) / step)) }, (_, i) => start + i * step)
  return [...rows(0, 8), ...rows(4, 8), ...rows(2, 4), ...rows(1, 2)]
}

function firstFrame(bytes: Uint8Array, name: string): Frame {
  const file = new GifBytes(bytes, name, 10)
  const screen = file.byte()
  file.skip(2)
  const globalPalette = screen & 0x80 ? file.take(3 * 2 ** ((screen & 7) + 1)) : new Uint8Array()
  let transparent: number | undefined
  for (;;) {
    const block = file.byte()
    if (block === 0x2c) return readFrame(file, globalPalette, transparent)
    if (block !== 0x21) throw new UserError(`${name}: damaged GIF: no picture before byte ${file.at}`)
    const label = file.byte()
    const body = file.subBlocks()
    if (label === 0xf9 && body.length >= 4 && body[0]! & 1) transparent = body[3]
  }
}

function readFrame(file: GifBytes, globalPalette: Uint8Array, transparent: number | undefined): Frame {
  const [left, top, width, height] = [file.short(), file.short(), file.short(), file.short()]
  const flags = file.byte()
  const palette = flags & 0x80 ? file.take(3 * 2 ** ((flags & 7) + 1)) : globalPalette
  const interlaced = (flags & 0x40) !== 0
  return {
    left,
    top,
    width,
    height,
    interlaced,
    palette,
    transparent,
    minimumCodeSize: file.byte(),
    data: file.subBlocks(),
  }
}

/** The file, front to back. */
class GifBytes {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly name: string,
    public at: number,
  ) {}

  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length)
      throw new UserError(
        `${this.name}: truncated GIF: it ends at byte ${this.bytes.length}; fetch the file again`,
      )
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  skip(length: number): void {
    this.take(length)
  }

  byte(): number {
    return this.take(1)[0]!
  }

  short(): number {
    const [low, high] = this.take(2)
    return low! | (high! << 8)
  }

  /** Pieces of up to 255 bytes, until an empty one; of a cut file, those that are there. */
  subBlocks(): Uint8Array {
    const pieces: Uint8Array[] = []
    while (this.at < this.bytes.length) {
      const length = this.byte()
      if (length === 0) break
      pieces.push(this.take(Math.min(length, this.bytes.length - this.at)))
    }
    return Buffer.concat(pieces)
  }
}
