/** A picture of one filled figure before a background, with everything about it that is no class varied. */
import type { Stream } from '../../random.js'
import {
  addNoise,
  anyColour,
  blank,
  type Canvas,
  type Colour,
  distinctColour,
  layOver,
  mix,
  paintAll,
} from './canvas.js'
import { waves } from './fields.js'
import type { Fill } from './fills.js'
import { type Outline, signedDistance } from './outlines.js'

/** How hard pictures are made; fixed for the whole world. */
const nuisance = {
  /** Distance between colours that meet (of √3 at most). */
  contrast: 0.5,
  /** Radius of the figure, of half the picture. */
  smallest: 0.42,
  largest: 0.85,
  /** Standard deviation of the noise at most. */
  noise: 0.08,
  /** Chance that something lies in front. */
  occlusion: 0.3,
}

/** Draws the picture that `random` decides. */
export function figureScene(
  size: number,
  outline: Outline,
  fill: (random: Stream) => Fill,
  random: Stream,
): Canvas {
  const canvas = blank(size)
  const back = paintBackground(canvas, random)
  const first = distinctColour(random, nuisance.contrast, back)
  const second = distinctColour(random, nuisance.contrast, back, first)
  const place = placement(random)
  const pattern = fill(random)
  const pixel = (2 / size) * (1 / place.radius)
  const shade = 0.25 * (random.uniform() - 0.5)
  layOver(
    canvas,
    (x, y) => {
      const [u, v] = place.inside(x, y)
      return u * u + v * v > 1.5 ? 0 : 0.5 - signedDistance(outline, u, v) / pixel
    },
    (x, y) => {
      const [u, v] = place.inside(x, y)
      return mix(first, second, pattern(u, v)).map(value => value + shade * x) as unknown as Colour
    },
  )
  if (random.uniform() < nuisance.occlusion) paintBar(canvas, random)
  addNoise(canvas, nuisance.noise * random.uniform(), random)
  return canvas
}

/** Two related colours in smooth waves; gives their mean. */
function paintBackground(canvas: Canvas, random: Stream): Colour {
  const first = anyColour(random)
  const second = mix(first, anyColour(random), 0.35)
  const field = waves(random, 3, 2.5)
  paintAll(canvas, (x, y) => mix(first, second, 0.5 + 0.5 * field(x, y)))
  return mix(first, second, 0.5)
}

interface Placement {
  radius: number
  /** A point of the picture in the figure's coordinates. */
  inside(x: number, y: number): readonly [number, number]
}

function placement(random: Stream): Placement {
  const radius = nuisance.smallest + (nuisance.largest - nuisance.smallest) * random.uniform()
  // It may reach a little over the border.
  const room = 1.1 - radius
  const [cx, cy] = [room * (2 * random.uniform() - 1), room * (2 * random.uniform() - 1)]
  const angle = 2 * Math.PI * random.uniform()
  const stretch = 1 + 0.25 * (random.uniform() - 0.5)
  const [cos, sin] = [Math.cos(angle) / radius, Math.sin(angle) / radius]
  const inside = (x: number, y: number) => {
    const [dx, dy] = [x - cx, y - cy]
    return [(dx * cos + dy * sin) * stretch, (dy * cos - dx * sin) / stretch] as const
  }
  return { radius, inside }
}

/** A narrow bar across the picture. */
function paintBar(canvas: Canvas, random: Stream): void {
  const angle = Math.PI * random.uniform()
  const [nx, ny, offset] = [Math.cos(angle), Math.sin(angle), 1.2 * (random.uniform() - 0.5)]
  const width = 0.05 + 0.08 * random.uniform()
  const colour = anyColour(random)
  layOver(
    canvas,
    (x, y) => 0.5 + (width - Math.abs(nx * x + ny * y - offset)) * (canvas.size / 2),
    () => colour,
  )
}
