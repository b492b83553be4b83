/** The addon with the image codecs of the system's libraries (native/codecs), loaded at first use. */
import { createRequire } from 'node:module'
import { codecsPath } from './codecs-build.js'

interface Codecs {
  /**
   * Decodes into `width·height·3` bytes of RGB. Returns what is damaged, or null; unless damage is tolerated,
   * the pixels after it are not to be used. Throws if there is no picture at all.
   */
  decodeJpeg(
    file: Uint8Array,
    rgb: Uint8Array,
    width: number,
    height: number,
    tolerate: boolean,
  ): string | null
  /** Decodes into `width·height·3` bytes of RGB. Returns what is wrong, or null. */
  decodeWebp(file: Uint8Array, rgb: Uint8Array, width: number, height: number): string | null
  /** A baseline 4:2:0 JPEG of `width·height·3` bytes of RGB, quality 1 to 100. */
  encodeJpeg(rgb: Uint8Array, width: number, height: number, quality: number): Buffer
  /** `[height, width, channels]` → `[height, starts.length, channels]`, by the taps of src/data/resizing/resize-taps.ts. */
  resampleRows(
    pixels: Uint8Array,
    out: Uint8Array,
    width: number,
    height: number,
    channels: number,
    starts: Int32Array,
    counts: Int32Array,
    weights: Int32Array,
    stride: number,
  ): void
  /** `[height, rowBytes]` → `[starts.length, rowBytes]`, likewise. */
  resampleColumns(
    pixels: Uint8Array,
    out: Uint8Array,
    rowBytes: number,
    height: number,
    starts: Int32Array,
    counts: Int32Array,
    weights: Int32Array,
    stride: number,
  ): void
}

let loaded: Codecs | undefined

/**
 * The codecs, compiled when first wanted.
 *
 * @throws FaultError if they do not compile
 */
export function codecs(): Codecs {
  return (loaded ??= createRequire(import.meta.url)(codecsPath()) as Codecs)
}
