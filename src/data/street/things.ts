/**
 * Things that do not belong on a road, of about a metre. Three families: `negatives` are seen in training, cut out
 * and pasted; `cargo` are other things of the same sort; `animals` are unlike both.
 */
import type { Stream } from '../../random.js'
import { type Colour, mix } from '../world/canvas.js'
import { turbulence } from './noise.js'
import { type Pattern, type Sketch, type SketchOptions, sketch } from './sketch.js'
import { castShadow, type Spot, type Stage } from './stage.js'

export interface Thing {
  /** Half its width in metres. */
  half: number
  draw(pen: Sketch, random: Stream): void
}

/** Draws a thing with its shadow. */
export function drawThing(stage: Stage, spot: Spot, thing: Thing, label: number, scale = 1): void {
  castShadow(stage, spot, 2 * thing.half * scale)
  const mirrored = stage.random.uniform() < 0.5
  const options: SketchOptions = { label, half: thing.half, mirrored, scale }
  thing.draw(sketch(stage, spot, options), stage.random)
}

const black: Colour = [0.09, 0.09, 0.1]
const white: Colour = [0.93, 0.92, 0.9]
const wood: Colour = [0.62, 0.45, 0.26]

/** Strong colours, as of what is made to be bought. */
function bright(random: Stream): Colour {
  const hue = 6 * random.uniform()
  const channel = (shift: number) => {
    const t = (hue + shift) % 6
    return 0.12 + 0.78 * Math.max(0, Math.min(1, t < 3 ? t - 0.5 + 0.3 : 4.5 - t))
  }
  return mix([channel(0), channel(2), channel(4)], [0.5, 0.5, 0.5], 0.25 * random.uniform())
}

const darker = (colour: Colour, by = 0.3) => mix(colour, black, by)

/** Darker towards both edges, as what is round. */
const round =
  (colour: Colour, half: number): Pattern =>
  u =>
    mix(colour, black, 0.45 * Math.min(1, Math.abs(u + 0.2 * half) / half) ** 2)

const rectangle = (left: number, low: number, right: number, high: number) => [
  ...[left, low, right, low],
  ...[right, high, left, high],
]

export const negatives: Record<string, Thing> = {
  ball: {
    half: 0.5,
    draw: ({ ellipse }, random) => {
      const [a, b] = [bright(random), bright(random)]
      const turn = 6 * random.uniform()
      ellipse(0, 0.5, 0.5, 0.5, (u, v) => {
        const angle = Math.atan2(v - 0.62, u + 0.12) + turn
        const colour = Math.sin(3 * angle) > 0 ? a : b
        return mix(colour, black, 0.5 * ((u + 0.15) ** 2 + (v - 0.65) ** 2))
      })
    },
  },
  crate: {
    half: 0.6,
    draw: ({ polygon, line }, random) => {
      const colour = mix(wood, bright(random), 0.3 * random.uniform())
      polygon([-0.6, 0, 0.35, 0, 0.35, 0.85, -0.6, 0.85], (_, v) =>
        v % 0.22 < 0.03 ? darker(colour, 0.5) : colour,
      )
      polygon([0.35, 0, 0.62, 0.15, 0.62, 0.98, 0.35, 0.85], darker(colour, 0.35))
      polygon([-0.6, 0.85, 0.35, 0.85, 0.62, 0.98, -0.3, 0.98], mix(colour, white, 0.25))
      line([-0.55, 0.05, 0.3, 0.8], 0.09, darker(colour))
    },
  },
  barrel: {
    half: 0.42,
    draw: ({ polygon, ellipse }, random) => {
      const colour = bright(random)
      const rings: Pattern = (u, v) =>
        mix(Math.abs(v % 0.36) < 0.05 ? white : colour, black, 0.6 * Math.abs(u / 0.42) ** 2)
      polygon([-0.4, 0.02, -0.2, -0.03, 0.2, -0.03, 0.4, 0.02, 0.42, 1.05, -0.42, 1.05], rings)
      ellipse(0, 1.05, 0.42, 0.12, darker(colour, 0.2))
    },
  },
  cone: {
    half: 0.42,
    draw: ({ polygon }, random) => {
      const colour = mix([0.95, 0.42, 0.1], bright(random), 0.25)
      polygon(rectangle(-0.42, 0, 0.42, 0.1), darker(colour))
      polygon([-0.32, 0.1, 0.32, 0.1, 0.06, 1, -0.06, 1], (_, v) => (v % 0.42 > 0.26 ? white : colour))
    },
  },
  chair: {
    half: 0.45,
    draw: ({ polygon, line }, random) => {
      const colour = bright(random)
      for (const u of [-0.36, 0.3]) line([u, 0, u * 0.94, 0.5], 0.08, darker(colour, 0.4))
      for (const u of [-0.2, 0.42]) line([u, 0.08, u, 0.5], 0.07, darker(colour, 0.6))
      polygon([-0.42, 0.44, 0.34, 0.44, 0.46, 0.58, -0.28, 0.58], colour)
      polygon([-0.42, 0.5, -0.24, 0.55, -0.3, 1.2, -0.46, 1.2], darker(colour, 0.15))
    },
  },
  tyre: {
    half: 0.5,
    draw: ({ ellipse }, random) => {
      ellipse(0, 0.5, 0.5, 0.5, (u, v) =>
        mix(black, white, Math.sin(30 * Math.atan2(v - 0.5, u)) > 0.5 ? 0.16 : 0.05),
      )
      ellipse(0, 0.5, 0.27, 0.27, mix([0.5, 0.5, 0.52], bright(random), 0.4))
      ellipse(0, 0.5, 0.09, 0.09, black)
    },
  },
  bottle: {
    half: 0.28,
    draw: ({ polygon }, random) => {
      const colour = bright(random)
      const glass = round(mix(colour, [0.2, 0.45, 0.3], 0.4), 0.28)
      polygon([-0.27, 0, 0.27, 0, 0.27, 0.75, 0.1, 1.02, 0.1, 1.3, -0.1, 1.3, -0.1, 1.02, -0.27, 0.75], glass)
      polygon(rectangle(-0.27, 0.25, 0.27, 0.6), round(white, 0.28))
      polygon(rectangle(-0.12, 1.22, 0.12, 1.34), darker(colour))
    },
  },
  cushion: {
    half: 0.55,
    draw: ({ polygon }, random) => {
      const [a, b] = [bright(random), bright(random)]
      const period = 0.14 + 0.12 * random.uniform()
      polygon(
        [-0.55, 0.05, 0, 0, 0.55, 0.05, 0.5, 0.42, 0.55, 0.8, 0, 0.74, -0.55, 0.8, -0.5, 0.42],
        (u, v) => ((Math.floor(u / period + 40) + Math.floor(v / period)) % 2 ? a : b),
      )
    },
  },
}

export const cargo: Record<string, Thing> = {
  suitcase: {
    half: 0.5,
    draw: ({ polygon, line, ellipse }, random) => {
      const colour = bright(random)
      line([-0.18, 0.78, -0.18, 1.05, 0.18, 1.05, 0.18, 0.78], 0.06, black)
      polygon([-0.48, 0.1, 0.48, 0.1, 0.5, 0.75, 0.42, 0.82, -0.42, 0.82, -0.5, 0.75], u =>
        Math.abs(u % 0.24) < 0.03 ? darker(colour, 0.4) : colour,
      )
      for (const u of [-0.36, 0.36]) ellipse(u, 0.06, 0.08, 0.07, black)
    },
  },
  bin: {
    half: 0.4,
    draw: ({ polygon, ellipse }, random) => {
      const colour = mix(bright(random), [0.2, 0.3, 0.25], 0.35)
      polygon([-0.3, 0.06, 0.3, 0.06, 0.38, 1, -0.38, 1], round(colour, 0.5))
      polygon([-0.42, 0.98, 0.42, 0.98, 0.36, 1.12, -0.36, 1.12], darker(colour, 0.35))
      ellipse(-0.22, 0.1, 0.1, 0.1, black)
    },
  },
  sofa: {
    half: 0.95,
    draw: ({ polygon }, random) => {
      const colour = bright(random)
      polygon(rectangle(-0.85, 0.1, 0.85, 0.95), darker(colour, 0.2))
      polygon(rectangle(-0.8, 0.1, 0.8, 0.46), (u, v) =>
        Math.abs(u) < 0.02 || v > 0.43 ? darker(colour, 0.4) : colour,
      )
      for (const side of [-1, 1])
        polygon(
          rectangle(Math.min(side * 0.7, side * 0.98), 0.06, Math.max(side * 0.7, side * 0.98), 0.66),
          darker(colour, 0.08),
        )
    },
  },
  fridge: {
    half: 0.42,
    draw: ({ polygon, line }, random) => {
      const colour = mix(white, bright(random), 0.25)
      polygon(rectangle(-0.42, 0, 0.3, 1.5), (_, v) =>
        Math.abs(v - 1) < 0.02 ? darker(colour, 0.6) : colour,
      )
      polygon([0.3, 0, 0.44, 0.1, 0.44, 1.56, 0.3, 1.5], darker(colour, 0.3))
      line([-0.34, 1.1, -0.34, 1.35], 0.05, black)
      line([-0.34, 0.6, -0.34, 0.9], 0.05, black)
    },
  },
  umbrella: {
    half: 0.75,
    draw: ({ polygon, line }, random) => {
      const [a, b] = [bright(random), bright(random)]
      line([0.1, 0.05, 0, 0.6, 0, 1.15], 0.05, black)
      const arc = Array.from({ length: 13 }, (_, k) => {
        const angle = (Math.PI * k) / 12
        return [0.75 * Math.cos(angle), 0.55 + 0.62 * Math.sin(angle)]
      }).flat()
      polygon([...arc, -0.37, 0.66, 0, 0.55, 0.37, 0.66], (u, v) =>
        Math.floor((4 * Math.atan2(v - 0.4, u)) / Math.PI) % 2 ? a : b,
      )
    },
  },
}

/** Fur: lighter and darker by a hand's breadth. */
const fur = (colour: Colour, random: Stream, spots?: Colour): Pattern => {
  const seed = random.below(1e6)
  return (u, v) => {
    const t = turbulence(5 * u + 20, 5 * v, seed)
    if (spots && turbulence(2.2 * u + 9, 2.2 * v, seed + 7) > 0.55) return spots
    return mix(darker(colour, 0.25), mix(colour, white, 0.15), t)
  }
}

interface Build {
  /** Height of back and belly, half the body's length, thickness of legs. */
  back: number
  belly: number
  half: number
  leg: number
  /** Where the head is, and how large. */
  head: readonly [u: number, v: number, across: number, up: number]
  muzzle: number
}

/** Four legs, a body, a neck and a head; what tells animals apart is added by them. */
function fourLegs({ polygon, ellipse, line }: Sketch, coat: Pattern, shade: Pattern, build: Build): void {
  const { back, belly, half, leg, head, muzzle } = build
  const middle = (back + belly) / 2
  for (const u of [-0.62 * half, 0.72 * half]) line([u, middle, u + 0.05, 0], leg, shade)
  for (const u of [-0.8 * half, 0.55 * half]) line([u, middle, u - 0.03, 0], leg, coat)
  ellipse(0, middle, half, (back - belly) / 2, coat)
  polygon(
    [
      0.5 * half,
      middle,
      0.85 * half,
      back - 0.04,
      head[0],
      head[1] + head[3],
      head[0] + 0.05,
      head[1] - head[3],
    ],
    coat,
  )
  polygon(
    [
      0.45 * half,
      back - 0.05,
      0.9 * half,
      middle,
      head[0] + 0.02,
      head[1] - 0.6 * head[3],
      head[0] - 0.1,
      head[1] + head[3],
    ],
    coat,
  )
  ellipse(head[0], head[1], head[2], head[3], coat)
  ellipse(head[0] + head[2], head[1] - 0.3 * head[3], muzzle, 0.6 * head[3], coat)
  ellipse(head[0] + 0.35 * head[2], head[1] + 0.25 * head[3], 0.025, 0.025, black)
}

const BROWNS: readonly Colour[] = [
  [0.5, 0.34, 0.2],
  [0.25, 0.18, 0.13],
  [0.72, 0.56, 0.36],
  [0.4, 0.38, 0.36],
  [0.85, 0.82, 0.76],
]
const coatOf = (random: Stream) => BROWNS[random.below(BROWNS.length)]!

export const animals: Record<string, Thing> = {
  dog: {
    half: 0.62,
    draw: (pen, random) => {
      const colour = coatOf(random)
      pen.line([-0.5, 0.62, -0.68, 0.82, -0.66, 0.98], 0.06, colour)
      const build = { back: 0.75, belly: 0.42, half: 0.5, leg: 0.1, muzzle: 0.1 }
      fourLegs(pen, fur(colour, random), darker(colour, 0.35), { ...build, head: [0.56, 0.92, 0.15, 0.13] })
      pen.polygon([0.42, 1, 0.52, 0.98, 0.44, 0.78], darker(colour, 0.4))
    },
  },
  cow: {
    half: 1.05,
    draw: (pen, random) => {
      const colour = random.uniform() < 0.5 ? white : coatOf(random)
      const spots = random.uniform() < 0.7 ? darker(coatOf(random), 0.5) : undefined
      pen.line([-0.85, 1.2, -0.98, 0.7], 0.05, darker(colour))
      const build = { back: 1.36, belly: 0.66, half: 0.88, leg: 0.15, muzzle: 0.14 }
      fourLegs(pen, fur(colour, random, spots), darker(colour, 0.35), {
        ...build,
        head: [1.02, 1.24, 0.2, 0.16],
      })
      pen.line([0.92, 1.38, 0.9, 1.52], 0.05, [0.8, 0.76, 0.66])
      pen.line([1.02, 1.38, 1.06, 1.52], 0.05, [0.8, 0.76, 0.66])
    },
  },
  sheep: {
    half: 0.65,
    draw: (pen, random) => {
      const face = random.uniform() < 0.6 ? black : mix(white, wood, 0.3)
      const build = { back: 0.8, belly: 0.42, half: 0.5, leg: 0.09, muzzle: 0.08 }
      fourLegs(pen, face, darker(face, 0.3), { ...build, head: [0.62, 0.82, 0.13, 0.12] })
      const wool = fur(mix(white, wood, 0.15), random)
      for (let k = 0; k < 11; k++) {
        const angle = (2 * Math.PI * k) / 11
        pen.ellipse(0.4 * Math.cos(angle) - 0.02, 0.64 + 0.2 * Math.sin(angle), 0.2, 0.17, wool)
      }
      pen.ellipse(0, 0.64, 0.42, 0.22, wool)
    },
  },
  deer: {
    half: 0.75,
    draw: (pen, random) => {
      const colour = mix([0.56, 0.38, 0.22], coatOf(random), 0.3)
      const build = { back: 1.08, belly: 0.72, half: 0.55, leg: 0.08, muzzle: 0.09 }
      fourLegs(pen, fur(colour, random), darker(colour, 0.35), { ...build, head: [0.72, 1.48, 0.14, 0.1] })
      const horn: Colour = [0.7, 0.62, 0.48]
      pen.line([0.68, 1.56, 0.6, 1.8, 0.44, 1.95], 0.045, horn)
      pen.line([0.74, 1.56, 0.8, 1.8, 0.98, 1.92], 0.045, horn)
      pen.line([0.6, 1.8, 0.68, 1.98], 0.04, horn)
    },
  },
  goose: {
    half: 0.55,
    draw: ({ polygon, ellipse, line }, random) => {
      const colour = random.uniform() < 0.6 ? white : ([0.45, 0.42, 0.4] as const)
      for (const u of [-0.06, 0.12]) line([u, 0.3, u, 0], 0.05, [0.9, 0.55, 0.15])
      polygon([-0.3, 0.5, -0.62, 0.62, -0.3, 0.68], colour)
      ellipse(0, 0.48, 0.42, 0.24, fur(colour, random))
      line([0.3, 0.55, 0.42, 0.8, 0.38, 1.02], 0.13, colour)
      ellipse(0.42, 1.06, 0.12, 0.09, colour)
      polygon([0.5, 1.1, 0.7, 1.04, 0.5, 1], [0.92, 0.55, 0.12])
      ellipse(0.44, 1.08, 0.02, 0.02, black)
    },
  },
}
