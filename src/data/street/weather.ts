/** Light, haze and the camera's faults: what makes two pictures of one street different. */
import type { Stream } from '../../random.js'
import { type Colour, gaussian, mix } from '../world/canvas.js'

export interface Weather {
  /** Above and at the horizon. */
  sky: readonly [Colour, Colour]
  /** Share of the sky that clouds cover, and their colour. */
  clouds: number
  cloud: Colour
  /** What the light does to a surface's colour. */
  light: Colour
  /** −1 … 1: from which side the sun comes; 0 without shadows. */
  side: number
  /** How much darker shadows are, 0 … 1. */
  shadow: number
  haze: Colour
  /** Metres at which two thirds of a colour are haze. */
  sight: number
}

type Draw = (random: Stream) => Weather

const between = (random: Stream, low: number, high: number) => low + (high - low) * random.uniform()

const clear: Draw = random => {
  const horizon: Colour = [0.72, 0.82, 0.92]
  return {
    sky: [[0.3, 0.5 + 0.08 * random.uniform(), 0.83], horizon],
    ...{ clouds: 0.6 * random.uniform(), cloud: [0.95, 0.95, 0.96] },
    ...{
      light: [1.05, 1.02, 0.96],
      side: random.uniform() < 0.5 ? -1 : 1,
      shadow: between(random, 0.35, 0.55),
    },
    ...{ haze: horizon, sight: between(random, 120, 300) },
  }
}

const overcast: Draw = random => {
  const grey = between(random, 0.66, 0.86)
  const horizon: Colour = [grey, grey + 0.01, grey + 0.02]
  return {
    sky: [[grey - 0.12, grey - 0.1, grey - 0.07], horizon],
    ...{ clouds: 0.8, cloud: [grey + 0.06, grey + 0.06, grey + 0.07] },
    ...{ light: [0.86, 0.88, 0.92], side: 0.2 * random.normal(), shadow: 0.12 },
    ...{ haze: horizon, sight: between(random, 70, 200) },
  }
}

const evening: Draw = random => {
  const horizon: Colour = [0.96, between(random, 0.62, 0.76), 0.5]
  return {
    sky: [[0.36, 0.4, 0.62], horizon],
    ...{ clouds: 0.7 * random.uniform(), cloud: [0.85, 0.62, 0.58] },
    ...{ light: [0.98, 0.8, 0.66], side: random.uniform() < 0.5 ? -1 : 1, shadow: between(random, 0.3, 0.5) },
    ...{ haze: mix(horizon, [0.7, 0.6, 0.62], 0.5), sight: between(random, 90, 200) },
  }
}

const fog: Draw = random => {
  const grey = between(random, 0.68, 0.82)
  const veil: Colour = [grey, grey + 0.01, grey + 0.02]
  return {
    sky: [veil, veil],
    ...{ clouds: 0, cloud: veil, light: [0.86, 0.87, 0.9], side: 0, shadow: 0.08, haze: veil },
    sight: between(random, 28, 60),
  }
}

const dusk: Draw = random => {
  const horizon: Colour = [0.38, 0.36, between(random, 0.42, 0.5)]
  return {
    sky: [[0.13, 0.16, 0.28], horizon],
    ...{
      clouds: 0.5,
      cloud: [0.3, 0.3, 0.38],
      light: [0.46, 0.48, 0.6],
      side: 0,
      shadow: 0.15,
      haze: horizon,
    },
    sight: between(random, 80, 160),
  }
}

const KINDS: readonly (readonly [share: number, draw: Draw])[] = [
  [0.34, clear],
  [0.28, overcast],
  [0.16, evening],
  [0.12, fog],
  [0.1, dusk],
]

export function drawWeather(random: Stream): Weather {
  let left = random.uniform()
  for (const [share, draw] of KINDS) {
    if (left < share) return draw(random)
    left -= share
  }
  return clear(random)
}

/** A surface's colour as it is seen: lit, and through the haze. `brightness` is 1 for level ground. */
export function seen({ light, haze, sight }: Weather, colour: Colour, Z: number, brightness = 1): Colour {
  const lit: Colour = [
    colour[0] * light[0] * brightness,
    colour[1] * light[1] * brightness,
    colour[2] * light[2] * brightness,
  ]
  return mix(lit, haze, 1 - Math.exp(-Z / sight))
}

/** Exposure, contrast, cast, vignette, blur and noise of a camera, in place: `[height, width, 3]`, 0 … 1. */
export function develop(data: Float32Array, width: number, height: number, random: Stream): void {
  const gain = Math.exp(0.14 * random.normal())
  const contrast = 1 + 0.12 * random.normal()
  const cast = [0.03 * random.normal(), 0.02 * random.normal(), 0.03 * random.normal()]
  const vignette = 0.25 * random.uniform()
  blur(data, width, height, 0.75 * random.uniform() ** 2)
  const strength = 0.004 + 0.022 * random.uniform() ** 2
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const edge = ((2 * x) / width - 1) ** 2 + ((2 * y) / height - 1) ** 2
      const grain = 0.7 * strength * gaussian(random)
      for (let c = 0; c < 3; c++, at++) {
        const value = (data[at]! - 0.45) * contrast + 0.45
        data[at] =
          value * gain * (1 + cast[c]!) * (1 - 0.5 * vignette * edge) + grain + strength * gaussian(random)
      }
    }
}

/** By a binomial kernel of three taps, `share` of it. */
function blur(data: Float32Array, width: number, height: number, share: number): void {
  const side = share / 4
  for (const [step, count, stride, lines] of [
    [3, width, 3 * width, height],
    [3 * width, height, 3, width],
  ] as const)
    for (let line = 0; line < lines; line++)
      for (let c = 0; c < 3; c++) {
        let before = data[line * stride + c]!
        for (let i = 0, at = line * stride + c; i < count; i++, at += step) {
          const here = data[at]!
          const after = i + 1 < count ? data[at + step]! : here
          data[at] = here * (1 - 2 * side) + side * (before + after)
          before = here
        }
      }
}
