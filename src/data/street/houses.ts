/** Rows of houses along both pavements. */
import type { Stream } from '../../random.js'
import { type Colour, mix } from '../world/canvas.js'
import { drawBox, type FacePattern } from './box.js'
import type { Layout } from './ground.js'
import { lattice, noise } from './noise.js'
import { BUILDING, type Stage } from './stage.js'

export interface House {
  side: -1 | 1
  near: number
  far: number
  draw(): void
}

/** Houses of one side from near to far, with gaps; each draws itself. */
export function houses(stage: Stage, layout: Layout, side: -1 | 1): House[] {
  const { random } = stage
  const found: House[] = []
  if (random.uniform() < 0.12) return found
  const setback = random.uniform() < 0.5 ? 0 : 3 * random.uniform()
  const wall = layout.road + layout.pavement[side < 0 ? 0 : 1] + setback
  let near = -6 + 10 * random.uniform()
  while (near < 90) {
    const far = near + 6 + 14 * random.uniform()
    const inCrossing = layout.crossing && near < layout.crossing + 9 && far > layout.crossing + 1.5
    if (!inCrossing && far > 4) found.push(house(stage, side, wall, Math.max(3, near), far))
    near = far + (random.uniform() < 0.55 ? 0 : 1 + 7 * random.uniform())
  }
  return found
}

function house(stage: Stage, side: -1 | 1, wall: number, near: number, far: number): House {
  const { random } = stage
  const floors = 1 + random.below(5)
  const height = 0.6 + 3 * floors + 0.6 * random.uniform()
  const facade = drawFacade(random, height, near)
  const depth = 8 + 5 * random.uniform()
  const X: [number, number] = side < 0 ? [-wall - depth, -wall] : [wall, wall + depth]
  return {
    side,
    near,
    far,
    draw: () => {
      drawBox(stage, {
        ...{ X, Y: [0, height], Z: [near, far], label: BUILDING, front: facade, sides: facade },
      })
    },
  }
}

const WALLS: readonly Colour[] = [
  [0.62, 0.33, 0.25],
  [0.78, 0.7, 0.56],
  [0.72, 0.72, 0.7],
  [0.55, 0.56, 0.6],
  [0.83, 0.78, 0.7],
  [0.48, 0.36, 0.3],
  [0.7, 0.58, 0.42],
  [0.52, 0.6, 0.66],
]

/** Windows in rows, doors or shops below, a cornice above. */
function drawFacade(random: Stream, height: number, offset: number): FacePattern {
  const wall = mix(
    WALLS[random.below(WALLS.length)]!,
    [random.uniform(), random.uniform(), random.uniform()],
    0.14,
  )
  const frame = mix(wall, random.uniform() < 0.6 ? [0.92, 0.92, 0.9] : [0.25, 0.22, 0.2], 0.7)
  const seed = random.below(1e6)
  const [step, share] = [1.9 + 1.6 * random.uniform(), 0.42 + 0.25 * random.uniform()]
  const brick = random.uniform() < 0.4
  const shop = random.uniform() < 0.35
  const glass: Colour = [0.2, 0.25, 0.31]
  return (a, Y) => {
    const [column, floor] = [Math.floor((a + offset) / step), Math.floor((Y - 0.6) / 3)]
    const [u, v] = [(a + offset) / step - column, (Y - 0.6) / 3 - floor]
    if (Y > height - 0.35) return mix(frame, wall, 0.35)
    if (Y < 0.5) return mix(wall, [0.3, 0.3, 0.3], 0.5)
    const left = (1 - share) / 2
    const [low, high] = floor === 0 ? [shop ? 0.02 : 0.2, 0.78] : [0.28, 0.82]
    const wide = floor === 0 && shop ? 0.06 : left
    if (u > wide && u < 1 - wide && v > low && v < high) {
      if (u < wide + 0.05 || u > 0.95 - wide || v > high - 0.06) return frame
      const lit = lattice(column, floor, seed)
      if (lit > 0.86) return [0.9, 0.82, 0.55]
      return mix(glass, [0.62, 0.72, 0.82], lit * 0.55 + 0.25 * (v - u))
    }
    if (brick && Y % 0.3 < 0.07) return mix(wall, [0.8, 0.78, 0.74], 0.3)
    const stain = 0.92 + 0.14 * noise(a / 1.7, Y / 2.3, seed)
    return [wall[0] * stain, wall[1] * stain, wall[2] * stain]
  }
}
