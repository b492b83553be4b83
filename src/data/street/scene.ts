/** A whole picture: a street in some weather, with what moves and stands on it. */
import { type Stream, stream } from '../../random.js'
import { type Camera, drawCamera, NEAREST, project } from './camera.js'
import { drawCar } from './cars.js'
import { colours, labels, newFrame } from './frame.js'
import { drawLayout, type Layout, paintGround } from './ground.js'
import { houses } from './houses.js'
import { drawPerson } from './people.js'
import { drawPlant } from './plants.js'
import { drawPost } from './posts.js'
import { OUTLIER, type Spot, type Stage } from './stage.js'
import { drawThing, type Thing } from './things.js'
import { develop, drawWeather } from './weather.js'

export interface Street {
  width: number
  height: number
  /** `[height, width, 3]` */
  image: Uint8Array
  /** `[height, width]`: 0 … K − 1 the classes of the street, K an outlier. */
  labels: Uint8Array
}

/** Something to be drawn at its depth. */
interface Actor extends Spot {
  draw(): void
}

/**
 * Draws the street that `seed`, `purpose` and `index` decide.
 * @param strangers what stands on the road that does not belong there; each with a stream of its own, so that the
 *   street is the same with and without them
 */
export function drawStreet(
  size: { width: number; height: number },
  key: { seed: number; purpose: string; index: number },
  strangers: readonly Thing[] = [],
): Street {
  const draws = (part: string) => stream(key.seed, `${key.purpose}/${part}`, 0, key.index)
  const { width, height } = size
  const frame = newFrame(width, height)
  const random = draws('street')
  const stage: Stage = {
    frame,
    camera: drawCamera(width, height, random),
    weather: drawWeather(random),
    random,
  }
  const layout = drawLayout(random)
  paintGround(stage, layout)
  const moving = traffic(stage, layout)
  const actors = [...neighbourhood(stage, layout), ...moving]
  const odd = draws('strangers')
  for (const thing of strangers) actors.push(stranger({ ...stage, random: odd }, layout, thing, moving))
  for (const { draw } of actors.sort((a, b) => b.Z - a.Z)) draw()
  const colour = colours(frame)
  develop(colour, width, height, draws('camera'))
  return { width, height, image: toBytes(colour), labels: labels(frame) }
}

/** 0 … 1 → 0 … 255. */
export function toBytes(colour: Float32Array): Uint8Array {
  const bytes = new Uint8ClampedArray(colour.length)
  for (let i = 0; i < colour.length; i++) bytes[i] = 255 * colour[i]!
  return new Uint8Array(bytes.buffer)
}

/** Houses, plants and posts along both sides. */
function neighbourhood(stage: Stage, layout: Layout): Actor[] {
  const { random } = stage
  const actors: Actor[] = []
  for (const side of [-1, 1] as const) {
    for (const { near, draw } of houses(stage, layout, side)) actors.push({ X: 0, Z: near + 2, draw })
    const pavement = layout.pavement[side < 0 ? 0 : 1]
    const outer = layout.road + pavement
    const green = layout.grass[side < 0 ? 0 : 1] ? 6 : 2
    for (let k = random.below(green + 1); k > 0; k--) {
      const spot = { X: side * (outer - 0.5 + (green / 3) * random.uniform()), Z: depth(random, 6, 60) }
      actors.push(delayed(stage, spot, drawPlant))
    }
    for (let k = random.below(4); k > 0; k--) {
      const spot = { X: side * (layout.road + 0.35 + 0.3 * random.uniform()), Z: depth(random, 5, 45) }
      actors.push(delayed(stage, spot, (own, at) => drawPost(own, at, side < 0 ? 1 : -1)))
    }
  }
  return actors
}

/** Cars that drive and park, people on the pavements and on the road. */
function traffic(stage: Stage, layout: Layout): Actor[] {
  const { random } = stage
  const actors: Actor[] = []
  const lane = layout.road / 2
  let Z = 5 + 10 * random.uniform()
  for (let k = random.below(4); k > 0; k--, Z += 7 + 12 * random.uniform()) {
    const oncoming = random.uniform() < 0.45
    const spot = { X: (oncoming ? -lane : lane) + 0.3 * random.normal(), Z }
    actors.push(delayed(stage, spot, (own, at) => drawCar(own, at, oncoming)))
  }
  for (const side of [-1, 1]) {
    if (random.uniform() < 0.55) continue
    let next = 4 + 8 * random.uniform()
    for (let k = 1 + random.below(5); k > 0; k--, next += 5.5 + 3 * random.uniform()) {
      const spot = { X: side * (layout.road - 0.95), Z: next }
      actors.push(delayed(stage, spot, (own, at) => drawCar(own, at, side < 0)))
    }
  }
  for (let k = random.below(6); k > 0; k--) {
    const side = random.uniform() < 0.5 ? -1 : 1
    const onRoad = random.uniform() < 0.15
    const within = 0.4 + (layout.pavement[side < 0 ? 0 : 1] - 0.6) * random.uniform()
    const X = onRoad ? layout.road * (1.6 * random.uniform() - 0.8) : side * (layout.road + within)
    actors.push(delayed(stage, { X, Z: depth(random, 4.5, 28) }, drawPerson))
  }
  return actors
}

/** Stands on the road, or now and then beside it: whole in the picture, and not within or behind a car or a person. */
function stranger(stage: Stage, layout: Layout, thing: Thing, others: readonly Spot[]): Actor {
  const { camera, random } = stage
  const reach = layout.road + 1
  const drawn = (): Spot => ({ X: reach * (2 * random.uniform() - 1), Z: depth(random, 3.6, 12) })
  let spot = drawn()
  for (let attempt = 0; attempt < 60 && !isFree(camera, spot, thing.half, others); attempt++) spot = drawn()
  const draw = (own: Stage, at: Spot) => drawThing(own, at, thing, OUTLIER, 0.9 + 0.4 * own.random.uniform())
  return delayed(stage, spot, draw)
}

function isFree(camera: Camera, { X, Z }: Spot, half: number, others: readonly Spot[]): boolean {
  const [left] = project(camera, X - half, 0, Z)
  const [right, foot] = project(camera, X + half, 0, Z)
  if (left < 1 || right > camera.width - 1 || foot > camera.height - 1) return false
  return others.every(other => {
    const [x] = project(camera, other.X, 0, other.Z)
    const covers = other.Z < Z + 0.3 && Math.abs(x - (left + right) / 2) < (camera.focal * 1.2) / other.Z
    const within = Math.abs(other.X - X) < half + 1 && Z > other.Z - 0.6 && Z < other.Z + 5
    return !covers && !within
  })
}

/** An actor whose draws are its own, whatever order things are drawn in. */
function delayed(stage: Stage, spot: Spot, draw: (stage: Stage, spot: Spot) => void): Actor {
  const random = stream(stage.random.bits(), 'street/actor')
  return { ...spot, draw: () => spot.Z > NEAREST && draw({ ...stage, random }, spot) }
}

/** Nearer things more often, evenly in what the picture shows of depth. */
const depth = (random: Stream, near: number, far: number) =>
  1 / (1 / far + (1 / near - 1 / far) * random.uniform())
