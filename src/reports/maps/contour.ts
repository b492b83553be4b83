import type { Pixels } from '../../formats/pixels.js'
import { type ScoreMap, sameSize } from './score-map.js'

/**
 * 1 where the score is ≥ the threshold, `[height, width]`; the same rule as in the metrics. NaN is below.
 */
export function above({ data }: ScoreMap, threshold: number): Uint8Array {
  return Uint8Array.from(data, value => (value >= threshold ? 1 : 0))
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
    const colour = inside[i] ? LIGHT : DARK
    data.set(colour, 3 * i)
  }
}

/** A line that is seen in pictures of any size. */
export const lineWidth = ({ width, height }: { width: number; height: number }): number =>
  Math.max(1, Math.round(Math.min(width, height) / 400))

const LIGHT = [255, 255, 255]
const DARK = [20, 20, 20]

/** 1 for pixels that touch the other side, 2 for their neighbours on the same side, … up to `most`; else 0. */
function borderDistance(inside: Uint8Array, width: number, height: number, most: number): Uint8Array {
  const distance = new Uint8Array(inside.length)
  for (let ring = 1; ring <= most; ring++) {
    const reached: number[] = []
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        if (distance[i]) continue
        const touches = (j: number) =>
          ring === 1 ? inside[j] !== inside[i] : inside[j] === inside[i] && distance[j] === ring - 1
        if (
          (x > 0 && touches(i - 1)) ||
          (x < width - 1 && touches(i + 1)) ||
          (y > 0 && touches(i - width)) ||
          (y < height - 1 && touches(i + width))
        )
          reached.push(i)
      }
    for (const i of reached) distance[i] = ring
  }
  return distance
}
