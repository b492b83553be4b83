/** Labels shown over their scene. */

import type { Pixels } from '../../formats/pixels.js'
import type { Rgb } from '../class-colours.js'
import type { LabelledScene, SceneSet } from './scene-set.js'

const pastedColour: Rgb = [255, 0, 255]
const ignoredColour: Rgb = [0, 0, 0]

/** Pixels of the line around what is pasted, inwards. */
const lineWidth = 2
const lineColour: Rgb = [255, 255, 255]

/**
 * Half scene, half class colour; what lies beyond the classes (pasted outliers) in magenta within a white line, since
 * classes may be magenta too (Cityscapes' pavement); ignored pixels dark.
 */
export function labelOverlay(
  { width, height, image, labels }: LabelledScene,
  { colours }: Pick<SceneSet, 'colours'>,
): Pixels {
  const data = new Uint8Array(image.length)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!
    if (label < 255 && label >= colours.length && isEdge(labels, width, i)) data.set(lineColour, 3 * i)
    else {
      const colour = label === 255 ? ignoredColour : (colours[label] ?? pastedColour)
      for (let c = 0; c < 3; c++) data[3 * i + c] = (image[3 * i + c]! + colour[c]!) >> 1
    }
  }
  return { width, height, data }
}

/** Whether another label is near, in the row or the column. */
function isEdge(labels: Uint8Array, width: number, i: number): boolean {
  const [x, height] = [i % width, labels.length / width]
  const y = (i - x) / width
  for (let d = 1; d <= lineWidth; d++) {
    if (x >= d && labels[i - d] !== labels[i]) return true
    if (x + d < width && labels[i + d] !== labels[i]) return true
    if (y >= d && labels[i - d * width] !== labels[i]) return true
    if (y + d < height && labels[i + d * width] !== labels[i]) return true
  }
  return false
}
