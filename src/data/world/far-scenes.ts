/** Pictures without a figure: textures, noise, and strokes as of handwriting. */
import type { Stream } from '../../random.js'
import { addNoise, anyColour, blank, type Canvas, distinctColour, layOver, mix, paintAll } from './canvas.js'
import { cells, waves } from './fields.js'

type Draw = (size: number, random: Stream) => Canvas

/**
 * How far the second colour of a picture without a figure stands off the first. A strong pattern all over the
 * picture adds up to more evidence, in a network that pools by the mean, than any figure gives.
 */
const faint = (random: Stream) => 0.15 + 0.35 * random.uniform()

/** A texture over the whole picture: `share` of two colours at each point. */
const texture =
  (pattern: (random: Stream) => (x: number, y: number) => number): Draw =>
  (size, random) => {
    const canvas = blank(size)
    const first = anyColour(random)
    const second = mix(first, distinctColour(random, 0.35, first), faint(random))
    const share = pattern(random)
    paintAll(canvas, (x, y) => mix(first, second, share(x, y)))
    addNoise(canvas, 0.06 * random.uniform(), random)
    return canvas
  }

const fraction = (t: number) => t - Math.floor(t)

/** x, y turned by a random angle. */
function turned(random: Stream): (x: number, y: number) => readonly [number, number] {
  const angle = 2 * Math.PI * random.uniform()
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return (x, y) => [x * cos + y * sin, y * cos - x * sin]
}

export const textures: Record<string, Draw> = {
  plasma: texture(random => {
    const field = waves(random, 6, 6)
    return (x, y) => 0.5 + 0.5 * field(x, y)
  }),
  cells: texture(random => {
    const field = cells(random, 8 + random.below(20))
    return (x, y) => 0.5 + 0.5 * field(x, y)
  }),
  checks: texture(random => {
    const [turn, period] = [turned(random), 0.25 + 0.4 * random.uniform()]
    return (x, y) => {
      const [u, v] = turn(x, y)
      return (Math.floor(u / period) + Math.floor(v / period)) & 1
    }
  }),
  bricks: texture(random => {
    const [turn, height, shift] = [turned(random), 0.25 + 0.25 * random.uniform(), random.uniform()]
    return (x, y) => {
      const [u, v] = turn(x, y)
      const row = Math.floor(v / height + shift)
      const joint = Math.min(fraction(v / height + shift), fraction(u / (2 * height) + (row & 1) / 2))
      return joint < 0.18 ? 1 : 0
    }
  }),
  grain: texture(random => {
    const [turn, field, period] = [turned(random), waves(random, 4, 3), 0.15 + 0.2 * random.uniform()]
    return (x, y) => 0.5 + 0.5 * Math.sin((2 * Math.PI * (turn(x, y)[0] + 0.25 * field(x, y))) / period)
  }),
}

export const noises: Record<string, Draw> = {
  white: (size, random) => {
    const canvas = blank(size)
    const [ground, strength] = [anyColour(random), faint(random)]
    paintAll(canvas, () => mix(ground, anyColour(random), strength))
    return canvas
  },
  grey: (size, random) => {
    const canvas = blank(size)
    const [ground, strength] = [random.uniform(), faint(random)]
    paintAll(canvas, () => {
      const value = ground + strength * (random.uniform() - ground)
      return [value, value, value]
    })
    return canvas
  },
  specks: (size, random) => {
    const canvas = blank(size)
    const [ground, density, strength] = [anyColour(random), 0.05 + 0.3 * random.uniform(), faint(random)]
    paintAll(canvas, () => (random.uniform() < density ? mix(ground, anyColour(random), strength) : ground))
    return canvas
  },
  clouds: (size, random) => {
    const canvas = blank(size)
    const [red, green, blue] = [waves(random, 5, 3), waves(random, 5, 3), waves(random, 5, 3)]
    const [ground, strength] = [anyColour(random), faint(random)]
    const cloud = (x: number, y: number) =>
      [0.5 + 0.4 * red(x, y), 0.5 + 0.4 * green(x, y), 0.5 + 0.4 * blue(x, y)] as const
    paintAll(canvas, (x, y) => mix(ground, cloud(x, y), strength))
    addNoise(canvas, 0.15 * random.uniform(), random)
    return canvas
  },
}

/** Two to four pen strokes, each an arc, joined end to end or not. */
const pen: (strokes: number) => Draw = strokes => (size, random) => {
  const canvas = blank(size)
  const paper = anyColour(random)
  const shade = mix(paper, anyColour(random), 0.1)
  paintAll(canvas, (x, y) => mix(paper, shade, 0.5 + 0.25 * (x + y)))
  const ink = distinctColour(random, 0.6, paper)
  const width = 0.07 + 0.1 * random.uniform()
  const spot = () => [1.5 * (random.uniform() - 0.5), 1.6 * (random.uniform() - 0.5)] as const
  let from = spot()
  for (let stroke = 0; stroke < strokes; stroke++) {
    const [by, to] = [spot(), spot()]
    const points = Array.from({ length: 25 }, (_, k) => quadratic(from, by, to, k / 24))
    layOver(
      canvas,
      (x, y) => 0.5 + (width - distanceTo(points, x, y)) * (size / 2),
      () => ink,
    )
    from = random.uniform() < 0.6 ? to : spot()
  }
  addNoise(canvas, 0.06 * random.uniform(), random)
  return canvas
}

export const strokes: Record<string, Draw> = { two: pen(2), three: pen(3), four: pen(4) }

type Spot = readonly [number, number]

function quadratic(a: Spot, b: Spot, c: Spot, t: number): Spot {
  const s = 1 - t
  return [s * s * a[0] + 2 * s * t * b[0] + t * t * c[0], s * s * a[1] + 2 * s * t * b[1] + t * t * c[1]]
}

const distanceTo = (points: Spot[], x: number, y: number) =>
  points.reduce((least, [px, py]) => Math.min(least, Math.hypot(x - px, y - py)), Infinity)
