/** The way into Oklab, by which tests look at colours that the product made. */
import type { Oklab } from '../../src/data/oklab.js'

/** @param rgb bytes of sRGB */
export function rgbToOklab(rgb: ArrayLike<number>): Oklab {
  const [r, g, b] = [toLinear(rgb[0]!), toLinear(rgb[1]!), toLinear(rgb[2]!)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** Linear light in 0 … 1 of a byte of sRGB. */
export function toLinear(byte: number): number {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}
