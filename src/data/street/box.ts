/** Boxes along the road: cars, houses, crates. */
import type { Colour } from '../world/canvas.js'
import { type Camera, project } from './camera.js'
import { fill } from './frame.js'
import type { Stage } from './stage.js'
import { seen } from './weather.js'

/** The colour at `a` metres along a face (to the right, or away from the camera) and Y above the ground. */
export type FacePattern = (a: number, Y: number) => Colour

export interface Box {
  /** Left, right; low, high; near, far, in metres. */
  X: readonly [number, number]
  Y: readonly [number, number]
  Z: readonly [number, number]
  /** Metres by which the upper edges stand back at the sides, in front and behind. */
  taper?: readonly [sides: number, front: number, behind: number]
  label: number
  /** The face towards the camera, the sides, and the top. */
  front: FacePattern
  sides: FacePattern
  top?: Colour
}

/** Draws the faces that are seen. */
export function drawBox(stage: Stage, box: Box): void {
  const { frame, camera, weather } = stage
  const [left, right] = box.X
  const [low, high] = box.Y
  const [near, far] = box.Z
  const [inset, front, behind] = box.taper ?? [0, 0, 0]
  const corner = (X: number, Y: number, Z: number) => project(camera, X, Y, Z)
  if (box.top && high < camera.eye)
    fill(
      frame,
      [
        ...corner(left + inset, high, near + front),
        ...corner(right - inset, high, near + front),
        ...corner(right - inset, high, far - behind),
        ...corner(left + inset, high, far - behind),
      ],
      seen(weather, box.top, near, 1.08),
      box.label,
    )
  for (const side of [-1, 1] as const) {
    const X = side < 0 ? left : right
    if (!sideIsSeen(camera, side, X, near, far)) continue
    const upper = X - side * inset
    const brightness = 0.86 + 0.2 * side * weather.side
    fill(
      frame,
      [
        ...corner(X, low, near),
        ...corner(upper, high, near + front),
        ...corner(upper, high, far - behind),
        ...corner(X, low, far),
      ],
      (x, y, out) => {
        const Z = depthOnSide(camera, X, near, far, x)
        const Y = camera.eye - ((y - camera.horizon) * Z) / camera.focal
        out.set(seen(weather, box.sides(Z - near, Y), Z, brightness))
      },
      box.label,
    )
  }
  const scale = camera.focal / near
  const [x0] = corner(left, low, near)
  fill(
    frame,
    [
      ...corner(left, low, near),
      ...corner(right, low, near),
      ...corner(right - inset, high, near + front),
      ...corner(left + inset, high, near + front),
    ],
    (x, y, out) => {
      const Y = camera.eye - (y - camera.horizon) / scale
      out.set(seen(weather, box.front((x - x0) / scale, Y), near, 0.94))
    },
    box.label,
  )
}

/** Whether the camera looks at the face from outside. */
function sideIsSeen(camera: Camera, side: -1 | 1, X: number, near: number, far: number): boolean {
  const [xn] = project(camera, X, 0, near)
  const [xf] = project(camera, X, 0, far)
  return side < 0 ? xf < xn : xf > xn
}

/** Depth of the point of a side that is seen at x; the wall is straight between its ends, whatever the bend. */
function depthOnSide(camera: Camera, X: number, near: number, far: number, x: number): number {
  const at = (Z: number) => X + camera.bend * Z * Z
  const slope = (at(far) - at(near)) / (far - near)
  const Z = (camera.focal * (at(near) - slope * near)) / (x - camera.centre - camera.focal * slope)
  return Math.min(far, Math.max(near, Z))
}
