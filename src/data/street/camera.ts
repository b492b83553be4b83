/**
 * A camera over a road. The world is in metres: X to the right of the camera, Y up from the ground, Z ahead. The
 * road may bend: everything at depth Z is shifted by `bend · Z²`.
 */
import type { Stream } from '../../random.js'

export interface Camera {
  width: number
  height: number
  /** Pixels per metre at one metre. */
  focal: number
  /** Height above the ground. */
  eye: number
  /** The vanishing point. */
  centre: number
  horizon: number
  bend: number
}

/** Nothing is nearer than this. */
export const NEAREST = 2.2

export function drawCamera(width: number, height: number, random: Stream): Camera {
  return {
    width,
    height,
    focal: width * (0.62 + 0.25 * random.uniform()),
    eye: 1.35 + 0.5 * random.uniform(),
    centre: width * (0.5 + 0.22 * (random.uniform() - 0.5)),
    horizon: height * (0.4 + 0.1 * random.uniform()),
    bend: 0.0016 * random.normal(),
  }
}

/** Where a point of the world is seen, in pixels. */
export function project(camera: Camera, X: number, Y: number, Z: number): [x: number, y: number] {
  const scale = camera.focal / Z
  return [camera.centre + scale * (X + camera.bend * Z * Z), camera.horizon + scale * (camera.eye - Y)]
}

/** The point of the ground that is seen at a pixel below the horizon. */
export function groundAt(camera: Camera, x: number, y: number): { X: number; Z: number } {
  const Z = (camera.focal * camera.eye) / Math.max(1e-3, y - camera.horizon)
  return { X: ((x - camera.centre) * Z) / camera.focal - camera.bend * Z * Z, Z }
}
