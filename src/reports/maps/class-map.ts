import type { Rgb } from '../../data/class-colours.js'
import type { Pixels } from '../../formats/pixels.js'

/** Labels beyond the colours (255 = ignored) are drawn in this grey. */
export const IGNORED: Rgb = [38, 38, 42]

/** A label map in the colours of its classes. */
export function classMap(
  { width, height, data }: { width: number; height: number; data: Uint8Array },
  colours: readonly Rgb[],
): Pixels {
  const table = new Uint8Array(768)
  for (let label = 0; label < 256; label++) table.set(colours[label] ?? IGNORED, 3 * label)
  const out = new Uint8Array(3 * data.length)
  for (let i = 0, to = 0; i < data.length; i++) {
    const from = 3 * data[i]!
    out[to++] = table[from]!
    out[to++] = table[from + 1]!
    out[to++] = table[from + 2]!
  }
  return { width, height, data: out }
}
