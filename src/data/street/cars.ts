/** Cars and vans, from behind or from the front. */
import type { Stream } from '../../random.js'
import { type Colour, mix } from '../world/canvas.js'
import { drawBox, type FacePattern } from './box.js'
import { project } from './camera.js'
import { ellipse, fill } from './frame.js'
import { CAR, castShadow, type Spot, type Stage } from './stage.js'
import { seen } from './weather.js'

const PAINTS: readonly Colour[] = [
  [0.86, 0.86, 0.87],
  [0.62, 0.64, 0.67],
  [0.12, 0.12, 0.14],
  [0.3, 0.32, 0.36],
  [0.62, 0.1, 0.1],
  [0.12, 0.24, 0.5],
  [0.14, 0.36, 0.26],
  [0.78, 0.66, 0.42],
]

const glass: Colour = [0.12, 0.15, 0.19]
const dark: Colour = [0.07, 0.07, 0.08]

/** @param oncoming shows its front */
export function drawCar(stage: Stage, { X, Z }: Spot, oncoming: boolean): void {
  const { random } = stage
  const van = random.uniform() < 0.22
  const wide = (van ? 1.95 : 1.75) + 0.1 * random.uniform()
  const long = (van ? 4.8 : 3.9) + 0.6 * random.uniform()
  const waist = van ? 1.15 : 0.86 + 0.1 * random.uniform()
  const roof = (van ? 2.05 : 1.4) + 0.15 * random.uniform()
  const paint = mix(
    PAINTS[random.below(PAINTS.length)]!,
    [random.uniform(), random.uniform(), random.uniform()],
    0.12,
  )
  const [left, right] = [X - wide / 2, X + wide / 2]
  for (const depth of [0.1, 0.5, 0.9]) castShadow(stage, { X, Z: Z + depth * long }, wide * 1.15, 0.5)
  wheels(stage, left, right, Z, long)
  const nose = van ? 0.3 : oncoming ? 1.1 : 0.35
  drawBox(stage, {
    ...{ X: [left, right], Y: [0.25, waist], Z: [Z, Z + long], label: CAR, top: paint },
    ...{ front: bumper(random, paint, wide, waist, oncoming), sides: () => paint },
  })
  drawBox(stage, {
    ...{ X: [left + 0.06, right - 0.06], Y: [waist, roof], Z: [Z + nose, Z + long - (oncoming ? 0.4 : 1.1)] },
    ...{ taper: [0.16, van ? 0.15 : 0.45, 0.5], label: CAR, top: paint },
    ...{ front: pane(paint, wide - 0.12, waist, roof), sides: windows(paint, waist, roof, long) },
  })
}

/** The lower face: lights at the corners, the plate in the middle. */
function bumper(random: Stream, paint: Colour, wide: number, waist: number, oncoming: boolean): FacePattern {
  const lamp: Colour = oncoming ? [0.98, 0.96, 0.86] : [0.75, 0.08, 0.06]
  const low = 0.45 + 0.1 * random.uniform()
  return (a, Y) => {
    const side = Math.min(a, wide - a)
    if (Y < low) return side > wide / 2 - 0.3 && Y > low - 0.16 ? [0.9, 0.9, 0.84] : mix(paint, dark, 0.75)
    if (Y > waist - 0.3 && Y < waist - 0.08 && side < 0.34 && side > 0.05) return lamp
    if (oncoming && Y > waist - 0.28 && Y < waist - 0.1 && side > 0.5) return mix(paint, dark, 0.7)
    return paint
  }
}

/** A pane of glass in a frame of paint; lighter towards the sky. */
const pane =
  (paint: Colour, wide: number, low: number, high: number): FacePattern =>
  (a, Y) => {
    const v = (Y - low) / (high - low)
    if (v > 0.86 || v < 0.08 || Math.min(a, wide - a) < 0.12 + 0.14 * v) return paint
    return mix(glass, [0.55, 0.63, 0.7], 0.5 * v)
  }

const windows =
  (paint: Colour, low: number, high: number, long: number): FacePattern =>
  (a, Y) => {
    const v = (Y - low) / (high - low)
    if (v > 0.85 || v < 0.1 || Math.abs(a - 0.42 * long) < 0.08) return paint
    return mix(glass, [0.5, 0.58, 0.66], 0.35 * v)
  }

function wheels(stage: Stage, left: number, right: number, Z: number, long: number): void {
  const { frame, camera, weather } = stage
  for (const z of [Z + 0.82 * long, Z + 0.16 * long])
    for (const X of [left + 0.1, right - 0.1]) {
      const [x, y] = project(camera, X, 0.3, z)
      const scale = camera.focal / z
      fill(frame, ellipse(x, y, 0.15 * scale, 0.32 * scale), seen(weather, dark, z), CAR)
    }
  // The far sides' wheels are hidden by the body; the near ones show below it.
}
