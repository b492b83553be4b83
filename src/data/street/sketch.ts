/** Upright flat drawings in metres: people, plants, animals, whatever is no box. */
import type { Colour } from '../world/canvas.js'
import { project } from './camera.js'
import { ellipse, fill } from './frame.js'
import type { Spot, Stage } from './stage.js'
import { seen } from './weather.js'

/** The colour at u metres to the right of the middle and v above the ground. */
export type Pattern = Colour | ((u: number, v: number) => Colour)

export interface Sketch {
  /** Corners in metres: u and v in turn. */
  polygon(corners: readonly number[], pattern: Pattern): void
  ellipse(u: number, v: number, across: number, up: number, pattern: Pattern, angle?: number): void
  /** A line of `width` metres through points, round at its joints. */
  line(points: readonly number[], width: number, pattern: Pattern): void
}

export interface SketchOptions {
  label: number
  /** Half its width in metres: over this the light falls off. */
  half: number
  /** Mirrored left to right. */
  mirrored?: boolean
  /** Factor of all its sizes. */
  scale?: number
}

export function sketch(stage: Stage, { X, Z }: Spot, options: SketchOptions): Sketch {
  const { frame, camera, weather } = stage
  const { label, half, mirrored = false, scale = 1 } = options
  const [x0, y0] = project(camera, X, 0, Z)
  const size = (scale * camera.focal) / Z
  const turn = mirrored ? -1 : 1
  const place = (corners: readonly number[]) =>
    corners.map((value, i) => (i % 2 ? y0 - size * value : x0 + turn * size * value))
  const paint = (pattern: Pattern) => (x: number, y: number, out: Float32Array) => {
    const [u, v] = [(turn * (x - x0)) / size, (y0 - y) / size]
    const colour = typeof pattern === 'function' ? pattern(u, v) : pattern
    const lit = 0.9 + 0.28 * weather.side * Math.max(-1, Math.min(1, (turn * u) / half)) + 0.06 * v
    out.set(seen(weather, colour, Z, lit))
  }
  const polygon = (corners: readonly number[], pattern: Pattern) =>
    fill(frame, place(corners), paint(pattern), label)
  return {
    polygon,
    ellipse: (u, v, across, up, pattern, angle = 0) => polygon(ellipse(u, v, across, up, angle), pattern),
    line: (points, width, pattern) => {
      // At least half a pixel, or thin things vanish between points.
      const w = Math.max(width, 0.6 / size) / 2
      for (let i = 0; i + 3 < points.length; i += 2) {
        const [u, v, s, t] = points.slice(i, i + 4) as [number, number, number, number]
        const length = Math.hypot(s - u, t - v) || 1
        const [du, dv] = [((t - v) / length) * w, (-(s - u) / length) * w]
        polygon([u + du, v + dv, s + du, t + dv, s - du, t - dv, u - du, v - dv], pattern)
        if (i > 0) polygon(ellipse(u, v, w, w), pattern)
      }
    },
  }
}
