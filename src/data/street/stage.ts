/** What everything in a scene is drawn with. */
import type { Stream } from '../../random.js'
import { type Camera, project } from './camera.js'
import { ellipse, type Frame, tone } from './frame.js'
import type { Weather } from './weather.js'

export interface Stage {
  frame: Frame
  camera: Camera
  weather: Weather
  random: Stream
}

/** Where a thing stands: its middle on the ground. */
export interface Spot {
  X: number
  Z: number
}

/** Label maps of the street: the inlier classes in their order, and what the frame calls an outlier. */
export const streetClasses = [
  { name: 'road', colour: [128, 64, 128] },
  { name: 'pavement', colour: [244, 35, 232] },
  { name: 'building', colour: [70, 70, 70] },
  { name: 'sky', colour: [70, 130, 180] },
  { name: 'vegetation', colour: [107, 142, 35] },
  { name: 'car', colour: [0, 0, 142] },
  { name: 'person', colour: [220, 20, 60] },
  { name: 'pole', colour: [220, 220, 0] },
] as const satisfies readonly { name: string; colour: readonly [number, number, number] }[]

export const ROAD = 0
export const PAVEMENT = 1
export const BUILDING = 2
export const SKY = 3
export const VEGETATION = 4
export const CAR = 5
export const PERSON = 6
export const POLE = 7
export const OUTLIER = streetClasses.length

/** The soft dark spot under a thing `wide` metres across, drawn out away from the sun. */
export function castShadow(
  { frame, camera, weather }: Stage,
  { X, Z }: Spot,
  wide: number,
  deep = 0.3,
): void {
  const reach = 0.35 * wide * weather.side
  const [x, y] = project(camera, X - reach, 0, Z)
  const across = ((0.62 + 0.35 * Math.abs(weather.side)) * wide * camera.focal) / Z
  const down = Math.max(0.6, (deep * wide * camera.focal * camera.eye) / (Z * Z) + 0.06 * across)
  const depth = 0.25 + 0.75 * weather.shadow
  tone(frame, ellipse(x, y, across, down), (px, py) => {
    const r = Math.hypot((px - x) / across, (py - y) / down)
    return 1 - depth * Math.min(1, 2 * (1 - r))
  })
}
