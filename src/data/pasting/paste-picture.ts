/**
 * Pasting as the paper's code does it: one picture, made smaller, and the pixels of some
 * of its regions put at places of their own, without any blending.
 */
import { type Draws, integerIn } from '../augment/draws.js'
import { gather, scaledIndices } from '../augment/resize-scene.js'
import type { NegativePicture, NegativeSource } from '../negatives/negative-source.js'
import type { LabelledScene } from '../scenes/scene-set.js'
import type { PicturePasting } from './options.js'

/** @param label what pasted pixels become, also those that were ignored: the outlier class, or 255 (EAM) */
export function pastePicture(
  scene: LabelledScene,
  negatives: NegativeSource,
  options: PicturePasting,
  label: number,
  draws: Draws,
): LabelledScene {
  const picture = negatives.items[draws.below(negatives.items.length)]!.load()
  const small = shrink(picture, integerIn(draws, options.size), scene)
  const values = valuesOf(small)
  if (values.length === 0) return scene
  const chosen = Array.from({ length: options.regions }, () => values[draws.below(values.length)]!)
  const pasted = { ...scene, image: scene.image.slice(), labels: scene.labels.slice() }
  for (const value of chosen) {
    const top = draws.below(scene.height - small.height + 1)
    const left = draws.below(scene.width - small.width + 1)
    overwrite(pasted, small, value, top, left, label)
  }
  return pasted
}

/**
 * The longer side to `size` by factor f, nearest, if that is smaller; ⌊side · f⌋, from source ⌊i · (1 / f)⌋. The
 * official code fails where the picture then exceeds the scene; here it is reduced until it fits.
 */
function shrink(
  picture: NegativePicture,
  size: number,
  scene: { width: number; height: number },
): NegativePicture {
  const { width, height } = picture
  const wanted = size / Math.max(height, width)
  const f = Math.min(wanted, 1)
  const fits = Math.floor(width * f) <= scene.width && Math.floor(height * f) <= scene.height
  return shrinkBy(picture, fits ? f : Math.min(f, scene.width / width, scene.height / height))
}

/** Image and regions by a factor below 1, nearest. */
export function shrinkBy(picture: NegativePicture, f: number): NegativePicture {
  if (f >= 1) return picture
  const { width, height } = picture
  const [w, h] = [Math.max(1, Math.floor(width * f)), Math.max(1, Math.floor(height * f))]
  const columns = scaledIndices(1 / f, width, 0, w)
  const rows = scaledIndices(1 / f, height, 0, h)
  const image = new Uint8Array(w * h * 3)
  for (let y = 0, to = 0; y < h; y++)
    for (let x = 0; x < w; x++, to += 3) {
      const from = (rows[y]! * width + columns[x]!) * 3
      image[to] = picture.image[from]!
      image[to + 1] = picture.image[from + 1]!
      image[to + 2] = picture.image[from + 2]!
    }
  return { ...picture, width: w, height: h, image, regions: gather(picture.regions, width, columns, rows) }
}

/** The values that may be pasted, ascending. */
export function valuesOf({ regions, background }: NegativePicture): number[] {
  const present = new Uint8Array(regions instanceof Uint16Array ? 65536 : 256)
  for (let i = 0; i < regions.length; i++) present[regions[i]!] = 1
  const values: number[] = []
  for (let value = present.indexOf(1); value >= 0; value = present.indexOf(1, value + 1))
    if (value !== background) values.push(value)
  return values
}

function overwrite(
  scene: LabelledScene,
  { width, height, image, regions }: NegativePicture,
  value: number,
  top: number,
  left: number,
  label: number,
): void {
  for (let y = 0, from = 0; y < height; y++)
    for (let x = 0, to = (top + y) * scene.width + left; x < width; x++, from++, to++) {
      if (regions[from] !== value) continue
      scene.labels[to] = label
      scene.image[3 * to] = image[3 * from]!
      scene.image[3 * to + 1] = image[3 * from + 1]!
      scene.image[3 * to + 2] = image[3 * from + 2]!
    }
}
