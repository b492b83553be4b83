/** Augmentations beyond the official recipe: strong colour, gamma and blur. */
import { type Bitmap, nativePasses } from '../resizing/resize-passes.js'
import type { Taps } from '../resizing/resize-taps.js'
import { mapBytes } from './colour.js'
import type { Draws } from './draws.js'

/** Channel gains 0.6 to 1.4, offsets −30 to 30, and a share 0 to 1 by which colours are greyed. */
export interface StrongColour {
  gains: readonly number[]
  offsets: readonly number[]
  grey: number
}

export function drawStrongColour(draws: Draws): StrongColour {
  const three = (low: number, high: number) => [0, 1, 2].map(() => draws.between(low, high))
  return { gains: three(0.6, 1.4), offsets: three(-30, 30), grey: draws.between(0, 1) }
}

/** Changes `rgb` in place: gains and offsets by channel, then towards grey (Rec. 601 luma). */
export function strongColours(rgb: Uint8Array, { gains, offsets, grey }: StrongColour): void {
  const [red, green, blue] = gains.map((gain, c) =>
    Uint8ClampedArray.from({ length: 256 }, (_, value) => value * gain + offsets[c]!),
  ) as [Uint8ClampedArray, Uint8ClampedArray, Uint8ClampedArray]
  // Fixed point, unit 2⁸.
  const towards = Math.round(grey * 256)
  const own = 256 - towards
  for (let i = 0; i < rgb.length; i += 3) {
    const r = red[rgb[i]!]!
    const g = green[rgb[i + 1]!]!
    const b = blue[rgb[i + 2]!]!
    const luma = towards * ((77 * r + 150 * g + 29 * b + 128) >> 8) + 128
    rgb[i] = (own * r + luma) >> 8
    rgb[i + 1] = (own * g + luma) >> 8
    rgb[i + 2] = (own * b + luma) >> 8
  }
}

/** 255 · (value / 255)^gamma in place; below 1 brightens. */
export function changeGamma(rgb: Uint8Array, gamma: number): void {
  mapBytes(
    rgb,
    Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * (value / 255) ** gamma)),
  )
}

/** Gaussian blur with deviation `sigma` in pixels; the border's pixels weigh more instead of being repeated. */
export function blur(image: Bitmap, sigma: number): Bitmap {
  if (sigma <= 0) return image
  const along = nativePasses.rows(image, gaussianTaps(image.width, sigma))
  return nativePasses.columns(along, gaussianTaps(image.height, sigma))
}

/** Weights of a window of ±3 σ, cut at the ends and normalised. */
function gaussianTaps(size: number, sigma: number): Taps {
  const radius = Math.max(1, Math.ceil(3 * sigma))
  const stride = 2 * radius + 1
  const bell = Float64Array.from({ length: stride }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2))
  const starts = new Int32Array(size)
  const counts = new Int32Array(size)
  const weights = new Int32Array(size * stride)
  for (let i = 0; i < size; i++) {
    const start = Math.max(0, i - radius)
    const end = Math.min(size, i + radius + 1)
    let sum = 0
    for (let j = start; j < end; j++) sum += bell[j - i + radius]!
    for (let j = start; j < end; j++)
      weights[i * stride + j - start] = Math.round((bell[j - i + radius]! / sum) * 2 ** 22)
    starts[i] = start
    counts[i] = end - start
  }
  return { starts, counts, weights, stride }
}
