/** Sky, road, pavements and what lies beside them: the one surface that everything else stands on. */
import type { Stream } from '../../random.js'
import { type Colour, mix } from '../world/canvas.js'
import { groundAt } from './camera.js'
import { fill, paintRows } from './frame.js'
import { lattice, noise, turbulence } from './noise.js'
import { BUILDING, PAVEMENT, ROAD, SKY, type Stage, VEGETATION } from './stage.js'
import { seen } from './weather.js'

export interface Layout {
  /** Half the road's width, and each pavement's width, in metres. */
  road: number
  pavement: readonly [left: number, right: number]
  /** Whether grass lies beyond the pavement, else paving. */
  grass: readonly [left: boolean, right: boolean]
  /** Whether a street crosses ahead, and at which depth. */
  crossing?: number
}

export function drawLayout(random: Stream): Layout {
  const width = () => 1.6 + 2.2 * random.uniform()
  return {
    road: 3 + 1.8 * random.uniform(),
    pavement: [width(), width()],
    grass: [random.uniform() < 0.4, random.uniform() < 0.4],
    ...(random.uniform() < 0.3 && { crossing: 9 + 22 * random.uniform() }),
  }
}

export function paintGround(stage: Stage, layout: Layout): void {
  const { frame, camera } = stage
  paintRows(frame, 0, camera.horizon, skyPaint(stage))
  paintSkyline(stage)
  paintRows(frame, camera.horizon, frame.height, groundPaint(stage, layout))
}

function skyPaint({ camera, weather, random }: Stage) {
  const seed = random.below(1e6)
  const [zenith, horizon] = weather.sky
  return (x: number, y: number, out: Float32Array) => {
    const height = 1 - y / camera.horizon
    const distance = 1 / (0.25 + height)
    const cover = turbulence((x / 26) * (0.6 + 0.4 * distance), (y / 7) * distance * 0.5, seed)
    const share = Math.max(0, Math.min(1, 3.2 * (cover - 1 + 0.62 * weather.clouds)))
    out.set(mix(mix(horizon, zenith, Math.min(1, 1.3 * height)), weather.cloud, share))
    return SKY
  }
}

/** Woods, hills or roofs far away, pale in the haze. */
function paintSkyline(stage: Stage): void {
  const { frame, camera, weather, random } = stage
  for (const Z of [260, 130]) {
    if (random.uniform() < 0.25) continue
    const town = random.uniform() < 0.45
    const seed = random.below(1e6)
    const colour: Colour = town ? [0.45, 0.42, 0.42] : [0.22, 0.32, 0.18]
    const tallest = (town ? 10 : 7) + 8 * random.uniform()
    const step = town ? 5 + random.below(7) : 1.5
    const corners: number[] = [-2, camera.horizon + 1]
    for (let x = -2; x <= frame.width + 2; x += step) {
      const share = town ? lattice(Math.floor(x / step), 0, seed) : turbulence(x / 14, 0, seed)
      const y = camera.horizon - (camera.focal * tallest * (0.15 + 0.85 * share)) / Z
      corners.push(x, y)
      if (town) corners.push(x + step, y)
    }
    corners.push(frame.width + 2, camera.horizon + 1)
    fill(frame, corners, seen(weather, colour, Z * 0.6), town ? BUILDING : VEGETATION)
  }
}

function groundPaint({ camera, weather, random }: Stage, layout: Layout) {
  const seeds = Array.from({ length: 6 }, () => random.below(1e6))
  const asphalt: Colour = mix([0.27, 0.27, 0.29], [0.43, 0.41, 0.4], random.uniform())
  const paving: Colour = mix([0.55, 0.52, 0.49], [0.66, 0.6, 0.55], random.uniform())
  const grass: Colour = mix([0.3, 0.42, 0.17], [0.46, 0.46, 0.24], random.uniform())
  const white: Colour = [0.86, 0.86, 0.84]
  const slab = 0.5 + 0.6 * random.uniform()
  const lanes = layout.road > 3.8 && random.uniform() < 0.85
  const edges = random.uniform() < 0.5
  const wet = random.uniform() < 0.3 ? 0.25 + 0.3 * random.uniform() : 0
  const roadAt = (X: number, Z: number): Colour => {
    const patch = noise(X / 2.2, Z / 5, seeds[1]!) > 0.74 ? 0.86 : 1
    const wheel = 1 - 0.06 * Math.exp(-((Math.abs(Math.abs(X) - layout.road / 2) - 0.8) ** 2))
    const puddle = wet * Math.max(0, 3 * (noise(X / 2, Z / 3.5, seeds[2]!) - 0.66))
    const grain = 0.9 + 0.2 * noise(X * 7, Z * 7, seeds[0]!)
    const base = mix(asphalt, weather.sky[1], Math.min(0.6, puddle))
    const factor = grain * patch * wheel
    if (layout.crossing && Math.abs(Z - layout.crossing) < 1.5 && Math.abs(X) < layout.road - 0.2)
      return Math.floor(X / 0.55) % 2 === 0 ? white : scaled(base, factor)
    const dash = lanes && Math.abs(X) < 0.08 && Z % 6 < 3
    const line = edges && Math.abs(Math.abs(X) - layout.road + 0.35) < 0.07
    return dash || line ? scaled(white, 0.75 + 0.25 * grain) : scaled(base, factor)
  }
  return (x: number, y: number, out: Float32Array) => {
    const { X, Z } = groundAt(camera, x, y)
    const side = X < 0 ? 0 : 1
    const beside = Math.abs(X) - layout.road
    const cross = layout.crossing !== undefined && Z > layout.crossing + 2.5 && Z < layout.crossing + 9
    if (beside < 0 || (cross && beside > 0)) {
      out.set(seen(weather, roadAt(X, Z), Z))
      return ROAD
    }
    if (beside < layout.pavement[side]! || !layout.grass[side]) {
      const kerb = beside < 0.16
      const joint = (beside / slab) % 1 < 0.06 || ((Z / slab) % 1 < 0.06 && Z < 14)
      const tone = kerb ? 1.16 : joint ? 0.86 : 0.95 + 0.1 * noise(X / slab, Z / slab, seeds[3]!)
      out.set(seen(weather, scaled(paving, tone * (0.96 + 0.08 * noise(X * 6, Z * 6, seeds[4]!))), Z))
      return PAVEMENT
    }
    out.set(seen(weather, scaled(grass, 0.72 + 0.5 * turbulence(X * 2.5, Z * 1.6, seeds[5]!)), Z))
    return VEGETATION
  }
}

const scaled = ([r, g, b]: Colour, by: number): Colour => [r * by, g * by, b * by]
