/** Trees, conifers and bushes. */
import type { Stream } from '../../random.js'
import { type Colour, mix } from '../world/canvas.js'
import { turbulence } from './noise.js'
import { sketch } from './sketch.js'
import { castShadow, type Spot, type Stage, VEGETATION } from './stage.js'

type Draw = (stage: Stage, spot: Spot) => void

const GREENS: readonly Colour[] = [
  [0.24, 0.38, 0.14],
  [0.36, 0.46, 0.16],
  [0.18, 0.32, 0.2],
  [0.5, 0.46, 0.18],
  [0.56, 0.34, 0.14],
]

const green = (random: Stream) =>
  mix(GREENS[random.below(GREENS.length)]!, [random.uniform(), random.uniform(), random.uniform()], 0.1)

const bark: Colour = [0.3, 0.23, 0.17]

/** Leaves: bright and dark spots of about a hand's breadth. */
const leaves = (colour: Colour, seed: number) => (u: number, v: number) => {
  const t = 0.5 + 1.1 * turbulence(2.4 * u + 40, 2.4 * v, seed)
  return [colour[0] * t, colour[1] * t, colour[2] * t] as const
}

const tree: Draw = (stage, spot) => {
  const { random } = stage
  const tall = 4.5 + 4.5 * random.uniform()
  const radius = tall * (0.22 + 0.12 * random.uniform())
  castShadow(stage, spot, 1.6 * radius)
  const { polygon, ellipse } = sketch(stage, spot, { label: VEGETATION, half: radius })
  const trunk = 0.09 + 0.025 * tall * 0.5
  polygon([-trunk, 0, trunk, 0, 0.6 * trunk, 0.6 * tall, -0.6 * trunk, 0.6 * tall], bark)
  const paint = leaves(green(random), random.below(1e6))
  for (let k = 0; k < 9; k++) {
    const [angle, r] = [2 * Math.PI * random.uniform(), radius * 0.75 * Math.sqrt(random.uniform())]
    const size = radius * (0.4 + 0.3 * random.uniform())
    ellipse(r * Math.cos(angle), 0.68 * tall + r * Math.sin(angle), size, size * 0.85, paint)
  }
}

const conifer: Draw = (stage, spot) => {
  const { random } = stage
  const tall = 4 + 5 * random.uniform()
  const wide = tall * (0.16 + 0.07 * random.uniform())
  castShadow(stage, spot, 1.4 * wide)
  const { polygon } = sketch(stage, spot, { label: VEGETATION, half: wide })
  polygon([-0.12, 0, 0.12, 0, 0.12, 0.2 * tall, -0.12, 0.2 * tall], bark)
  const paint = leaves(mix(green(random), [0.1, 0.24, 0.16], 0.6), random.below(1e6))
  for (let k = 0; k < 4; k++) {
    const [low, w] = [tall * (0.1 + 0.2 * k), wide * (1 - 0.2 * k)]
    polygon([-w, low, w, low, 0, low + 0.36 * tall], paint)
  }
}

const bush: Draw = (stage, spot) => {
  const { random } = stage
  const wide = 0.6 + 1.1 * random.uniform()
  castShadow(stage, spot, 1.8 * wide)
  const { ellipse } = sketch(stage, spot, { label: VEGETATION, half: wide })
  const paint = leaves(green(random), random.below(1e6))
  for (let k = 0; k < 5; k++) {
    const u = wide * (1.4 * random.uniform() - 0.7)
    ellipse(u, 0.35 * wide, wide * 0.5, wide * (0.35 + 0.2 * random.uniform()), paint)
  }
}

const KINDS = [tree, tree, conifer, bush, bush]

export function drawPlant(stage: Stage, spot: Spot): void {
  KINDS[stage.random.below(KINDS.length)]!(stage, spot)
}
