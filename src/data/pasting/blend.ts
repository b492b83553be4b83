/** An object into a scene, with hard edges or with edges that fade into it. */
import { blur } from '../augment/tone.js'
import type { MaskedObject } from '../negatives/masked-object.js'
import type { LabelledScene } from '../scenes/scene-set.js'

export interface Placement {
  left: number
  top: number
  label: number
  /** Deviation in pixels by which the edge fades; 0: hard. */
  soft: number
}

/**
 * Changes the scene: colours by the mask, faded to both sides of its edge; labels by the mask itself. What fades
 * outwards are the object's own colours, not its background.
 */
export function blend(scene: LabelledScene, object: MaskedObject, placement: Placement): void {
  const { left, top, label, soft } = placement
  for (let y = 0, from = 0; y < object.height; y++)
    for (let x = 0, to = (top + y) * scene.width + left; x < object.width; x++, from++, to++) {
      if (!object.mask[from]) continue
      scene.labels[to] = label
      if (soft > 0) continue
      for (let c = 0; c < 3; c++) scene.image[3 * to + c] = object.image[3 * from + c]!
    }
  if (soft > 0) fadeIn(scene, object, placement)
}

function fadeIn(scene: LabelledScene, object: MaskedObject, { left, top, soft }: Placement): void {
  const margin = Math.ceil(3 * soft)
  const wide = withMargin(object, margin)
  const size = { width: wide.width, height: wide.height }
  const alpha = blur({ ...size, data: wide.mask.map(value => 255 * value) }, soft).data
  const spread = blur({ ...size, data: wide.image }, soft).data
  for (let y = 0, from = 0; y < wide.height; y++) {
    const row = top - margin + y
    for (let x = 0; x < wide.width; x++, from++) {
      const column = left - margin + x
      const weight = alpha[from]!
      if (weight === 0 || row < 0 || column < 0 || row >= scene.height || column >= scene.width) continue
      const to = 3 * (row * scene.width + column)
      for (let c = 0; c < 3; c++) {
        // Outside the mask, the mean of the object's colours nearby: blurred colours by blurred mask.
        const colour = wide.mask[from]
          ? wide.image[3 * from + c]!
          : Math.min(255, (255 * spread[3 * from + c]!) / weight)
        scene.image[to + c] = Math.round((weight * colour + (255 - weight) * scene.image[to + c]!) / 255)
      }
    }
  }
}

/** With so many empty pixels on each side; colours outside the mask are black. */
function withMargin({ width, height, image, mask }: MaskedObject, margin: number): MaskedObject {
  const [w, h] = [width + 2 * margin, height + 2 * margin]
  const wide = { width: w, height: h, image: new Uint8Array(w * h * 3), mask: new Uint8Array(w * h) }
  for (let y = 0, from = 0; y < height; y++)
    for (let x = 0, to = (y + margin) * w + margin; x < width; x++, from++, to++) {
      if (!mask[from]) continue
      wide.mask[to] = 1
      for (let c = 0; c < 3; c++) wide.image[3 * to + c] = image[3 * from + c]!
    }
  return wide
}
