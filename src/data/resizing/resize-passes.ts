/**
 * The passes of a resampling: along rows, then along columns. The addon's are in use; they take a seventh of the
 * time of those in TypeScript, which say what is computed and check them.
 */
import { codecs } from '../../formats/codecs.js'
import type { Taps } from './resize-taps.js'

/** `data` is `[height, width, channels]`; channels = data.length / (width · height). */
export interface Bitmap {
  width: number
  height: number
  data: Uint8Array
}

export interface Passes {
  /** To as many columns as there are taps. */
  rows(image: Bitmap, taps: Taps): Bitmap
  /** To as many rows as there are taps. */
  columns(image: Bitmap, taps: Taps): Bitmap
}

const channelsOf = ({ width, height, data }: Bitmap) => data.length / (width * height)

export const nativePasses: Passes = {
  rows(image, { starts, counts, weights, stride }) {
    const { width, height, data } = image
    const channels = channelsOf(image)
    const out = new Uint8Array(starts.length * height * channels)
    codecs().resampleRows(data, out, width, height, channels, starts, counts, weights, stride)
    return { width: starts.length, height, data: out }
  },

  columns({ width, height, data }, { starts, counts, weights, stride }) {
    const rowBytes = data.length / height
    const out = new Uint8Array(starts.length * rowBytes)
    codecs().resampleColumns(data, out, rowBytes, height, starts, counts, weights, stride)
    return { width, height: starts.length, data: out }
  },
}

// Sums start at half the fixed-point unit 2²², so that the shift rounds to nearest.
const half = 1 << 21
const fractionBits = 22

export const plainPasses: Passes = {
  rows(image, { starts, counts, weights, stride }) {
    const { width, height, data } = image
    const channels = channelsOf(image)
    const out = new Uint8ClampedArray(starts.length * height * channels)
    for (let y = 0, to = 0; y < height; y++)
      for (let x = 0; x < starts.length; x++)
        for (let c = 0; c < channels; c++) {
          let sum = half
          for (let tap = 0; tap < counts[x]!; tap++)
            sum += data[(y * width + starts[x]! + tap) * channels + c]! * weights[x * stride + tap]!
          out[to++] = sum >> fractionBits
        }
    return { width: starts.length, height, data: new Uint8Array(out.buffer) }
  },

  columns({ width, height, data }, { starts, counts, weights, stride }) {
    const rowBytes = data.length / height
    const out = new Uint8ClampedArray(starts.length * rowBytes)
    for (let y = 0, to = 0; y < starts.length; y++)
      for (let i = 0; i < rowBytes; i++) {
        let sum = half
        for (let tap = 0; tap < counts[y]!; tap++)
          sum += data[(starts[y]! + tap) * rowBytes + i]! * weights[y * stride + tap]!
        out[to++] = sum >> fractionBits
      }
    return { width, height: starts.length, data: new Uint8Array(out.buffer) }
  },
}
