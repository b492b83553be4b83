/** PNG as pictures: samples of every kind → 8-bit RGB. Chunks, samples and writing have files of their own. */
import { UserError } from '../errors.js'
import { lookUp } from './palette.js'
import type { Raster, Reading } from './pixels.js'
import { type PngHeader, readChunks, readHeader } from './png-chunks.js'
import { readSamples, type Samples } from './png-samples.js'

export interface PngImage extends PngHeader {
  /** `[height, width, channels]`, as stored: not scaled, palette indices not looked up. */
  samples: Samples
  /** RGB triples, if the file has a palette. */
  palette?: Uint8Array
}

/** A PNG as it is stored, for those who want its very values. Its size must have been checked. */
export function readPng(bytes: Uint8Array, name: string): PngImage {
  const file = readChunks(bytes, name)
  return { ...file, samples: readSamples(file, { name, tolerate: false, likePillow: false, warnings: [] }) }
}

export function pngHeader(bytes: Uint8Array, name: string): { width: number; height: number } {
  return readHeader(bytes, name)
}

/** The TIFF structure of the EXIF data, which may come after the pixels; damage among these is not looked for. */
export const pngExif = (bytes: Uint8Array, name: string): Uint8Array | undefined =>
  readChunks(bytes, name, true).exif

/** Alpha, transparency and gamma are dropped; of 16 bits the high byte is kept (but see `likePillow`). */
export function decodePng(bytes: Uint8Array, reading: Reading): Raster {
  const { name, tolerate, likePillow } = reading
  const file = readChunks(bytes, name, tolerate)
  const samples = readSamples(file, reading)
  const { colour, exif } = file
  if (colour === 'palette') {
    if (!file.palette && !likePillow)
      throw new UserError(`${name}: PLTE is missing: a palette PNG without its palette`)
    return { data: lookUp(samples, file.palette ?? new Uint8Array(), reading), exif }
  }
  return { data: toRgb(samples, file, likePillow && colour === 'grey'), exif }
}

/** @param clipped of 16 bits keep what fits into 8, as Pillow does of grey, instead of the high byte */
function toRgb(samples: Samples, { channels, colour, bitDepth }: PngHeader, clipped: boolean): Uint8Array {
  if (colour === 'rgb' && bitDepth === 8) return samples as Uint8Array
  const shift = bitDepth === 16 && !clipped ? 8 : 0
  const factor = bitDepth < 8 ? 255 / (2 ** bitDepth - 1) : 1
  const [green, blue] = channels >= 3 ? [1, 2] : [0, 0]
  // Clamped: values beyond 255 become 255.
  const out = new Uint8ClampedArray((samples.length / channels) * 3)
  for (let from = 0, to = 0; to < out.length; from += channels, to += 3) {
    out[to] = (samples[from]! >> shift) * factor
    out[to + 1] = (samples[from + green]! >> shift) * factor
    out[to + 2] = (samples[from + blue]! >> shift) * factor
  }
  return new Uint8Array(out.buffer)
}
