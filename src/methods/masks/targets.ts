/** What a segmenter is to find in an image: one mask a class that is present. */
import { IGNORED } from '../../metrics/index.js'
import { Tensor } from '../../torch/index.js'

export interface MaskTargets {
  /** Class of each mask, `[T]`; none for an image without any. */
  classes: Int32Array
  /** `[T, H, W]` float32, 1 inside, at the padded input's size. */
  masks: Tensor
}

/** Labels of pixels that belong to no mask: to all masks they are background. */
/**
 * The masks of a label map, classes ascending. Ignored pixels, and what lies beyond the map (padding), belong to
 * no mask, so to every mask they are background.
 *
 * @param labels `[height, width]`, 255 = ignored
 * @param padded height and width of the masks, no smaller than the map's
 * @returns also the padded map itself, `[1, H, W]` uint8
 */
export function maskTargets(
  labels: Uint8Array,
  [height, width]: readonly [number, number],
  padded: readonly [number, number],
): MaskTargets & { labels: Tensor } {
  const present = new Uint8Array(256)
  for (let i = 0; i < labels.length; i++) present[labels[i]!] = 1
  const classes = Int32Array.from([...present.keys()].filter(label => present[label] && label !== IGNORED))
  const framed = framedIn(labels, [height, width], padded)
  const map = Tensor.fromTyped(framed, [1, ...padded])
  const index = Tensor.fromTyped(Uint8Array.from(classes), [classes.length, 1, 1])
  return { classes, masks: map.eq(index).to('float32'), labels: map }
}

/** The map in the upper left of a larger one that is ignored elsewhere. */
function framedIn(
  labels: Uint8Array,
  [height, width]: readonly [number, number],
  [paddedHeight, paddedWidth]: readonly [number, number],
): Uint8Array {
  if (height === paddedHeight && width === paddedWidth) return labels
  const framed = new Uint8Array(paddedHeight * paddedWidth).fill(IGNORED)
  for (let y = 0; y < height; y++) framed.set(labels.subarray(y * width, (y + 1) * width), y * paddedWidth)
  return framed
}
