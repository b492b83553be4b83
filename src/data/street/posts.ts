/** Lamps, traffic signs and traffic lights: thin things, drawn at least about a pixel wide. */
import type { Colour } from '../world/canvas.js'
import { type Sketch, sketch } from './sketch.js'
import { POLE, type Spot, type Stage } from './stage.js'

const steel: Colour = [0.42, 0.43, 0.45]
const red: Colour = [0.78, 0.1, 0.1]
const white: Colour = [0.92, 0.92, 0.9]
const blue: Colour = [0.1, 0.28, 0.66]
const yellow: Colour = [0.9, 0.74, 0.12]
const black: Colour = [0.1, 0.1, 0.1]

/** Plates of signs around the height v. */
const SIGNS: readonly ((draw: Sketch, v: number) => void)[] = [
  ({ ellipse }, v) => {
    ellipse(0, v, 0.42, 0.42, red)
    ellipse(0, v, 0.3, 0.3, white)
  },
  ({ ellipse, polygon }, v) => {
    ellipse(0, v, 0.42, 0.42, red)
    polygon([-0.3, v - 0.08, 0.3, v - 0.08, 0.3, v + 0.08, -0.3, v + 0.08], white)
  },
  ({ polygon }, v) => {
    polygon([-0.46, v - 0.36, 0.46, v - 0.36, 0, v + 0.44], red)
    polygon([-0.28, v - 0.26, 0.28, v - 0.26, 0, v + 0.24], white)
  },
  ({ ellipse, line }, v) => {
    ellipse(0, v, 0.4, 0.4, blue)
    line([0, v - 0.22, 0, v + 0.2], 0.12, white)
  },
  ({ polygon }, v) => {
    polygon([-0.38, v - 0.38, 0.38, v - 0.38, 0.38, v + 0.38, -0.38, v + 0.38], blue)
    polygon([-0.2, v - 0.24, 0.2, v - 0.24, 0, v + 0.24], white)
  },
  ({ polygon }, v) => {
    polygon([0, v - 0.46, 0.46, v, 0, v + 0.46, -0.46, v], white)
    polygon([0, v - 0.34, 0.34, v, 0, v + 0.34, -0.34, v], yellow)
  },
]

/** @param inward −1 or 1: towards the road, where a lamp reaches */
export function drawPost(stage: Stage, spot: Spot, inward: -1 | 1): void {
  const { random } = stage
  const draw = sketch(stage, spot, { label: POLE, half: 0.5, mirrored: inward < 0 })
  const kind = random.uniform()
  if (kind < 0.35) {
    const tall = 4.5 + 2 * random.uniform()
    draw.line([0, 0, 0, tall, 1.1, tall + 0.15], 0.13, steel)
    draw.polygon(
      [0.8, tall - 0.02, 1.6, tall + 0.08, 1.6, tall + 0.26, 0.8, tall + 0.22],
      mixed(steel, white),
    )
  } else if (kind < 0.82) {
    const high = 2.1 + 0.5 * random.uniform()
    draw.line([0, 0, 0, high], 0.09, steel)
    SIGNS[random.below(SIGNS.length)]!(draw, high + 0.3)
    if (random.uniform() < 0.25) SIGNS[random.below(SIGNS.length)]!(draw, high - 0.6)
  } else {
    const high = 2.3 + 0.6 * random.uniform()
    draw.line([0, 0, 0, high], 0.12, steel)
    draw.polygon([-0.2, high - 0.1, 0.2, high - 0.1, 0.2, high + 0.95, -0.2, high + 0.95], black)
    const lit = random.below(3)
    const lamps: Colour[] = [[0.2, 0.85, 0.4], yellow, red]
    lamps.forEach((lamp, k) => {
      draw.ellipse(0, high + 0.1 + 0.32 * k, 0.12, 0.12, k === lit ? lamp : mixed(lamp, black))
    })
  }
}

const mixed = (a: Colour, b: Colour): Colour => [
  0.35 * a[0] + 0.65 * b[0],
  0.35 * a[1] + 0.65 * b[1],
  0.35 * a[2] + 0.65 * b[2],
]
