/**
 * SSD's colour jitter as Mask2Former's mappers do it, with OpenCV's 8-bit HSV (hue 0 to 179). OpenCV turns HSV back
 * with truncation or rounding depending on the CPU; here it is always rounded.
 */
import { type Draws, integerIn } from './draws.js'

/** What was drawn; steps that are not taken are missing. */
export interface ColourJitter {
  /** Added to all channels, −32 to 32. */
  brightness?: number
  /** Whether contrast comes before saturation and hue, or after them. */
  contrastFirst: boolean
  /** Factor ½ to 1½ of all channels. */
  contrast?: number
  /** Factor ½ to 1½ of the saturation. */
  saturation?: number
  /** Added to the hue, −18 to 18 of 180. */
  hue?: number
}

const coin = (draws: Draws) => draws.below(2) === 1
const factor = (draws: Draws) => (coin(draws) ? draws.between(0.5, 1.5) : undefined)

/** The draws in the order of the official code. */
export function drawColourJitter(draws: Draws): ColourJitter {
  const brightness = coin(draws) ? draws.between(-32, 32) : undefined
  const contrastFirst = coin(draws)
  const before = contrastFirst ? factor(draws) : undefined
  const saturation = factor(draws)
  const hue = coin(draws) ? integerIn(draws, [-18, 18]) : undefined
  const contrast = contrastFirst ? before : factor(draws)
  return { brightness, contrastFirst, contrast, saturation, hue }
}

/** Changes `rgb`, `[…, 3]`, in place; each step ends in 8 bits. */
export function jitterColours(rgb: Uint8Array, jitter: ColourJitter): void {
  const { brightness, contrastFirst, contrast, saturation, hue } = jitter
  if (brightness !== undefined) mapBytes(rgb, linear(1, brightness))
  if (contrastFirst && contrast !== undefined) mapBytes(rgb, linear(contrast, 0))
  if (saturation !== undefined) changeHsv(rgb, sameHue, linear(saturation, 0))
  if (hue !== undefined) changeHsv(rgb, turnedHue(hue), sameBytes)
  if (!contrastFirst && contrast !== undefined) mapBytes(rgb, linear(contrast, 0))
}

/** Each byte by a table of 256. */
export function mapBytes(bytes: Uint8Array, table: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = table[bytes[i]!]!
}

const { fround } = Math

/** value · alpha + beta in float32, clipped, truncated. */
const linear = (alpha: number, beta: number) =>
  Uint8Array.from({ length: 256 }, (_, value) =>
    Math.trunc(Math.min(255, Math.max(0, fround(fround(value * fround(alpha)) + fround(beta))))),
  )

const sameBytes = Uint8Array.from({ length: 256 }, (_, value) => value)
const sameHue = Uint8Array.from({ length: 180 }, (_, hue) => hue)
const turnedHue = (by: number) => Uint8Array.from({ length: 180 }, (_, hue) => (hue + by + 180) % 180)

// Fixed-point reciprocals, unit 2¹².
const perValue = Int32Array.from({ length: 256 }, (_, v) => (v === 0 ? 0 : Math.round((255 * 4096) / v)))
const perRange = Int32Array.from({ length: 256 }, (_, d) =>
  d === 0 ? 0 : Math.round((180 * 4096) / (6 * d)),
)

const unit = Float32Array.from({ length: 256 }, (_, value) => fround(value * fround(1 / 255)))
const sectorOf = Uint8Array.from({ length: 180 }, (_, hue) => Math.floor(hue / 30))
const partOf = Float32Array.from({ length: 180 }, (_, hue) =>
  fround(fround(hue * fround(1 / 30)) - Math.floor(hue / 30)),
)

/** RGB → HSV, hue and saturation by tables, and back. */
function changeHsv(rgb: Uint8Array, hues: Uint8Array, saturations: Uint8Array): void {
  for (let i = 0; i < rgb.length; i += 3) {
    const r = rgb[i]!
    const g = rgb[i + 1]!
    const b = rgb[i + 2]!
    const value = r > g ? (r > b ? r : b) : g > b ? g : b
    const least = r < g ? (r < b ? r : b) : g < b ? g : b
    const d = value - least
    const turn = value === r ? g - b : value === g ? b - r + 2 * d : r - g + 4 * d
    let hue = (turn * perRange[d]! + 2048) >> 12
    if (hue < 0) hue += 180
    const saturation = (d * perValue[value]! + 2048) >> 12
    // A hue that rounds up to 180 is 0.
    hue = hues[hue < 180 ? hue : hue - 180]!
    const s = unit[saturations[saturation < 255 ? saturation : 255]!]!
    const f = partOf[hue]!
    const low = scaled(value, s)
    const falling = scaled(value, fround(s * f))
    const rising = scaled(value, fround(s * fround(1 - f)))
    switch (sectorOf[hue]) {
      case 0:
        set(rgb, i, value, rising, low)
        break
      case 1:
        set(rgb, i, falling, value, low)
        break
      case 2:
        set(rgb, i, low, value, rising)
        break
      case 3:
        set(rgb, i, low, falling, value)
        break
      case 4:
        set(rgb, i, rising, low, value)
        break
      default:
        set(rgb, i, value, low, falling)
    }
  }
}

/** v · (1 − part) of 255, rounded. */
function scaled(value: number, part: number): number {
  return (fround(fround(unit[value]! * fround(1 - part)) * 255) + 0.5) | 0
}

function set(rgb: Uint8Array, at: number, r: number, g: number, b: number): void {
  rgb[at] = r
  rgb[at + 1] = g
  rgb[at + 2] = b
}
