/** Single objects out of pictures with regions, and out of scenes by their label maps. */
import type { Draws } from '../augment/draws.js'
import type { MaskedObject } from '../negatives/masked-object.js'
import type { NegativePicture } from '../negatives/negative-source.js'
import type { LabelledScene } from '../scenes/scene-set.js'

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

/** Places that are looked at for a class before a scene counts as without it. */
const looks = 50

/**
 * A connected region of one of the `classes`, drawn by its area; nothing if none was met. Its mask's neighbours above,
 * below and beside belong to it.
 */
export function cutFromScene(
  { width, height, image, labels }: LabelledScene,
  classes: readonly number[],
  draws: Draws,
): (MaskedObject & { label: number; area: number; isCut: boolean }) | undefined {
  for (let i = 0; i < looks; i++) {
    const seed = draws.below(labels.length)
    if (!classes.includes(labels[seed]!)) continue
    const region = new Uint8Array(labels.length)
    const { area, ...bounds } = flood(labels, region, width, seed)
    const isCut =
      bounds.left === 0 || bounds.top === 0 || bounds.right === width - 1 || bounds.bottom === height - 1
    return { ...window(image, region, width, bounds, 1), label: labels[seed]!, area, isCut }
  }
  return undefined
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
  const open: number[] = []
  const visit = (at: number) => {
    if (region[at] || labels[at] !== label) return
    region[at] = 1
    open.push(at)
  }
  visit(seed)
  while (open.length > 0) {
    const at = open.pop()!
    const x = at % width
    const y = (at - x) / width
    found.area++
    if (x < found.left) found.left = x
    if (x > found.right) found.right = x
    if (y < found.top) found.top = y
    if (y > found.bottom) found.bottom = y
    if (x > 0) visit(at - 1)
    if (x < width - 1) visit(at + 1)
    if (at >= width) visit(at - width)
    if (at + width < labels.length) visit(at + width)
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
