/** A small picture in linear steps: floats in 0…1, `[size, size, 3]`, made bytes at the end. */
import type { Stream } from '../../random.js'

export type Colour = readonly [r: number, g: number, b: number]

export interface Canvas {
  size: number
  data: Float32Array
}

export const blank = (size: number): Canvas => ({ size, data: new Float32Array(size * size * 3) })

/** Sets every pixel. `paint` gets its centre in −1 … 1. */
export function paintAll({ size, data }: Canvas, paint: (x: number, y: number) => Colour): void {
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 3) {
      const [r, g, b] = paint((2 * column + 1) / size - 1, (2 * row + 1) / size - 1)
      data[at] = r
      data[at + 1] = g
      data[at + 2] = b
    }
  }
}

/** Lays a colour over every pixel by its coverage: none from 0 down, all from 1 up. */
export function layOver(
  { size, data }: Canvas,
  coverage: (x: number, y: number) => number,
  colour: (x: number, y: number) => Colour,
): void {
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 3) {
      const [x, y] = [(2 * column + 1) / size - 1, (2 * row + 1) / size - 1]
      const share = Math.min(1, coverage(x, y))
      if (share <= 0) continue
      const over = colour(x, y)
      for (let c = 0; c < 3; c++) data[at + c] = data[at + c]! * (1 - share) + over[c]! * share
    }
  }
}

/** Adds one deviate to all channels of a pixel, and one of its own to each; `strength` is the sum's deviation. */
export function addNoise({ data }: Canvas, strength: number, random: Stream): void {
  for (let at = 0; at < data.length; at += 3) {
    const grey = gaussian(random) * strength * 0.7
    for (let c = 0; c < 3; c++) data[at + c] = data[at + c]! + grey + gaussian(random) * strength * 0.7
  }
}

/** Standard deviation 1, nearly normal: the sum of the four bytes of one draw. (Thousands are needed a picture.) */
export function gaussian(random: Stream): number {
  const bits = random.bits()
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24)
  return (sum - 510) / 147.8
}

/** Writes the picture into `bytes` from `offset`. */
export function toBytes({ data }: Canvas, bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < data.length; i++) {
    bytes[offset + i] = Math.min(255, Math.max(0, Math.round(data[i]! * 255)))
  }
}

export const mix = (a: Colour, b: Colour, share: number): Colour => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
]

/** A colour whose channels are uniform. */
export const anyColour = (random: Stream): Colour => [random.uniform(), random.uniform(), random.uniform()]

/** A colour at least `distance` (of channels, Euclidean) from each of `others`. */
export function distinctColour(random: Stream, distance: number, ...others: Colour[]): Colour {
  for (let wanted = distance; ; wanted *= 0.97) {
    const colour = anyColour(random)
    if (others.every(other => colourDistance(colour, other) >= wanted)) return colour
  }
}

const colourDistance = (a: Colour, b: Colour) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
