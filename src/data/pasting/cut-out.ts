/** Single objects out of pictures with regions, and out of scenes by their label maps. */
import type { Draws } from '../augment/draws.js'
import type { NegativePicture } from '../negatives/negative-source.js'
import type { LabelledScene } from '../scenes/scene-set.js'
import type { MaskedObject } from './masked-object.js'

interface Bounds {
  left: number
  top: number
  right: number
  bottom: number
}

/** A region as an object of its own, with whether it is cut by the border of its picture. */
export function cutOut(picture: NegativePicture, value: number): MaskedObject & { isCut: boolean } {
  const { width, height, image, regions, cutByBorder } = picture
  const bounds = boundsOf(regions, width, value)
  const touches =
    bounds.left === 0 || bounds.top === 0 || bounds.right === width - 1 || bounds.bottom === height - 1
  return { ...window(image, regions, width, bounds, value), isCut: cutByBorder ?? touches }
}

/**
 * A connected region of one of the `classes`, drawn by its area; nothing if the scene has none of them. Its mask's
 * neighbours above, below and beside belong to it.
 */
export function cutFromScene(
  { width, height, image, labels }: LabelledScene,
  classes: readonly number[],
  draws: Draws,
): (MaskedObject & { label: number; area: number; isCut: boolean }) | undefined {
  const isWanted = new Uint8Array(256)
  for (const label of classes) isWanted[label] = 1
  let count = 0
  for (let i = 0; i < labels.length; i++) count += isWanted[labels[i]!]!
  if (count === 0) return undefined
  let left = draws.below(count)
  let seed = 0
  for (; ; seed++) if (isWanted[labels[seed]!] && left-- === 0) break
  const region = new Uint8Array(labels.length)
  const { area, ...bounds } = flood(labels, region, width, seed)
  const isCut =
    bounds.left === 0 || bounds.top === 0 || bounds.right === width - 1 || bounds.bottom === height - 1
  return { ...window(image, region, width, bounds, 1), label: labels[seed]!, area, isCut }
}

/** Marks the region of equal labels around `seed` with 1. */
function flood(
  labels: Uint8Array,
  region: Uint8Array,
  width: number,
  seed: number,
): Bounds & { area: number } {
  const label = labels[seed]!
  const found = { left: width, top: labels.length, right: 0, bottom: 0, area: 0 }
  const open = [seed]
  region[seed] = 1
  while (open.length > 0) {
    const at = open.pop()!
    const x = at % width
    const y = (at - x) / width
    found.area++
    if (x < found.left) found.left = x
    if (x > found.right) found.right = x
    if (y < found.top) found.top = y
    if (y > found.bottom) found.bottom = y
    for (const [next, isInside] of [
      [at - 1, x > 0],
      [at + 1, x < width - 1],
      [at - width, y > 0],
      [at + width, at + width < labels.length],
    ] as const)
      if (isInside && !region[next] && labels[next] === label) {
        region[next] = 1
        open.push(next)
      }
  }
  return found
}

function boundsOf(regions: ArrayLike<number>, width: number, value: number): Bounds {
  const bounds = { left: width, top: regions.length, right: 0, bottom: 0 }
  for (let i = 0, x = 0, y = 0; i < regions.length; i++) {
    if (regions[i] === value) {
      if (x < bounds.left) bounds.left = x
      if (x > bounds.right) bounds.right = x
      if (y < bounds.top) bounds.top = y
      bounds.bottom = y
    }
    if (++x === width) {
      x = 0
      y++
    }
  }
  return bounds
}

function window(
  image: Uint8Array,
  regions: ArrayLike<number>,
  width: number,
  { left, top, right, bottom }: Bounds,
  value: number,
): MaskedObject {
  const [w, h] = [right - left + 1, bottom - top + 1]
  const mask = new Uint8Array(w * h)
  const pixels = new Uint8Array(w * h * 3)
  for (let y = 0; y < h; y++) {
    const from = (top + y) * width + left
    pixels.set(image.subarray(from * 3, (from + w) * 3), y * w * 3)
    for (let x = 0; x < w; x++) mask[y * w + x] = regions[from + x] === value ? 1 : 0
  }
  return { width: w, height: h, image: pixels, mask }
}
