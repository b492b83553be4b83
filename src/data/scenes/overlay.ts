/** Labels shown over their scene. */

import type { Pixels } from '../../formats/pixels.js'
import type { Rgb } from '../class-colours.js'
import type { LabelledScene, SceneSet } from './scene-set.js'

const pastedColour: Rgb = [255, 0, 255]
const ignoredColour: Rgb = [0, 0, 0]

/** Half scene, half class colour; what lies beyond the classes (pasted outliers) in magenta, ignored pixels dark. */
export function labelOverlay(
  { width, height, image, labels }: LabelledScene,
  { colours }: Pick<SceneSet, 'colours'>,
): Pixels {
  const data = new Uint8Array(image.length)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!
    const colour = label === 255 ? ignoredColour : (colours[label] ?? pastedColour)
    for (let c = 0; c < 3; c++) data[3 * i + c] = (image[3 * i + c]! + colour[c]!) >> 1
  }
  return { width, height, data }
}
