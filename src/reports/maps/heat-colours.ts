/**
 * The colours of anomaly maps: from near black through violet, red and orange to pale yellow. Lightness rises all
 * the way, so that the order of two values can be seen in grey and with any colour vision; equal steps of the
 * value are equal steps in Oklab, so that edges are where the map has them.
 */
import { type Oklab, oklabDistance, oklabToRgb } from '../../data/oklab.js'

/** Lightness, chroma and hue (degrees) that the colours pass through. */
const STOPS: readonly (readonly [L: number, chroma: number, hue: number])[] = [
  [0.13, 0.03, 285],
  [0.27, 0.12, 292],
  [0.41, 0.17, 325],
  [0.55, 0.19, 8],
  [0.69, 0.18, 40],
  [0.83, 0.15, 78],
  [0.96, 0.1, 105],
]

/** RGB of 256 equal steps, the lowest first: `[256 · 3]`. */
export const heatColours: Uint8Array = evenly(256)

/** As SVG and CSS have them, `count` of equal steps. */
export function heatStops(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = 3 * Math.round((255 * i) / (count - 1))
    return `rgb(${heatColours.subarray(at, at + 3).join(' ')})`
  })
}

/** The path through the stops, walked in `count` steps of equal length. */
function evenly(count: number): Uint8Array {
  const fine = Array.from({ length: 40 * count + 1 }, (_, i) => along(i / (40 * count)))
  const walked = new Float64Array(fine.length)
  for (let i = 1; i < fine.length; i++) walked[i] = walked[i - 1]! + oklabDistance(fine[i - 1]!, fine[i]!)
  const colours = new Uint8Array(3 * count)
  for (let step = 0, i = 0; step < count; step++) {
    const target = (walked.at(-1)! * step) / (count - 1)
    while (i < fine.length - 1 && walked[i]! < target - 1e-9) i++
    colours.set(oklabToRgb(fine[i]!), 3 * step)
  }
  return colours
}

/** The point at `t` in 0 … 1 of a Catmull–Rom curve through the stops. */
function along(t: number): Oklab {
  const points = STOPS.map(([L, chroma, hue]): Oklab => {
    const angle = (hue * Math.PI) / 180
    return [L, chroma * Math.cos(angle), chroma * Math.sin(angle)]
  })
  const last = points.length - 1
  const i = Math.min(last - 1, Math.floor(t * last))
  const u = t * last - i
  const [p, q, r, s] = [i - 1, i, i + 1, i + 2].map(k => points[Math.min(last, Math.max(0, k))]!)
  const blend = (c: 0 | 1 | 2) =>
    0.5 *
    (2 * q![c] +
      (r![c] - p![c]) * u +
      (2 * p![c] - 5 * q![c] + 4 * r![c] - s![c]) * u ** 2 +
      (3 * q![c] - p![c] - 3 * r![c] + s![c]) * u ** 3)
  return [blend(0), blend(1), blend(2)]
}
