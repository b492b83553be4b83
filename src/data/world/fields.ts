/** Smooth random functions over the picture: backgrounds and textures are made of them. */
import type { Stream } from '../../random.js'

/** −1 … 1 (nearly), for x, y in −1 … 1. */
export type Field = (x: number, y: number) => number

/** A few plane waves of up to `frequency` periods across the picture. */
export function waves(random: Stream, count: number, frequency: number): Field {
  const parts = Array.from({ length: count }, () => {
    const [angle, size] = [
      2 * Math.PI * random.uniform(),
      Math.PI * frequency * (0.3 + 0.7 * random.uniform()),
    ]
    return [size * Math.cos(angle), size * Math.sin(angle), 2 * Math.PI * random.uniform()] as const
  })
  return (x, y) =>
    parts.reduce((sum, [kx, ky, phase]) => sum + Math.sin(kx * x + ky * y + phase), 0) / Math.sqrt(count)
}

/** Distance to the nearest of `count` points, scaled to −1 … 1: cells. */
export function cells(random: Stream, count: number): Field {
  const points = Array.from({ length: count }, () => [
    2.4 * random.uniform() - 1.2,
    2.4 * random.uniform() - 1.2,
  ])
  const scale = 1.5 * Math.sqrt(count)
  return (x, y) => Math.min(...points.map(([px, py]) => Math.hypot(x - px!, y - py!))) * scale - 1
}
