import type { Pixels } from '../../formats/pixels.js'
import { type ScoreMap, sameSize } from './score-map.js'

/**
 * 1 where the score is ≥ the threshold, `[height, width]`; the same rule as in the metrics. NaN is below.
 */
export function above({ data }: ScoreMap, threshold: number): Uint8Array {
  const inside = new Uint8Array(data.length)
  for (let i = 0; i < inside.length; i++) if (data[i]! >= threshold) inside[i] = 1
  return inside
}

/**
 * Draws the border of a region (1 in `inside`) into a picture, in place: a light line on the region's outermost
 * pixels and a dark one just outside, so that it shows on any ground. Where the region leaves the picture there
 * is no border.
 */
export function drawContour(picture: Pixels, inside: Uint8Array, thickness = lineWidth(picture)): void {
  const { width, height, data } = picture
  sameSize('contour', picture, { width, height: inside.length / width })
  const distance = borderDistance(inside, width, height, thickness)
  for (let i = 0; i < inside.length; i++) {
    if (distance[i] === 0) continue
    data.set(inside[i] ? LIGHT : DARK, 3 * i)
  }
}

/** A line that is seen in pictures of any size. */
export const lineWidth = ({ width, height }: { width: number; height: number }): number =>
  Math.max(1, Math.round(Math.min(width, height) / 400))

const LIGHT = [255, 255, 255]
const DARK = [20, 20, 20]

/**
 * 1 for pixels that touch the other side, 2 for their neighbours on the same side, … up to `most`; else 0. Steps go
 * along rows and columns, so that one pass from the upper left and one back find the shortest ways.
 */
function borderDistance(inside: Uint8Array, width: number, height: number, most: number): Uint8Array {
  const far = Math.min(most, 254) + 1
  const distance = new Uint8Array(inside.length).fill(far)
  const step = (i: number, neighbour: number) => {
    const over = inside[neighbour] === inside[i] ? distance[neighbour]! + 1 : 1
    if (over < distance[i]!) distance[i] = over
  }
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (x > 0) step(i, i - 1)
      if (y > 0) step(i, i - width)
    }
  for (let y = height - 1, i = inside.length - 1; y >= 0; y--)
    for (let x = width - 1; x >= 0; x--, i--) {
      if (x < width - 1) step(i, i + 1)
      if (y < height - 1) step(i, i + width)
    }
  for (let i = 0; i < distance.length; i++) if (distance[i] === far) distance[i] = 0
  return distance
}
