/**
 * The official recipe: resize the shorter side, crop, colour, flip (detectron2's and Mask2Former's), with strong colour,
 * gamma and blur between the last two where a recipe asks for them. A pure function of scene, options and draws.
 */

import { resizeWindow } from '../resizing/resize-window.js'
import { shortSideSize } from '../resizing/short-side.js'
import { type Box, mirror, type Size } from '../resizing/transforms.js'
import type { LabelledScene } from '../scenes/scene-set.js'
import { drawColourJitter, jitterColours } from './colour.js'
import { type Draws, happens } from './draws.js'
import type { AugmentOptions } from './options.js'
import { nearestWindow } from './resize-scene.js'
import { blur, changeGamma, drawStrongColour, strongColours } from './tone.js'

export function augmentScene(scene: LabelledScene, options: AugmentOptions, draws: Draws): LabelledScene {
  const size = drawSize(scene, options, draws)
  const { window, labels } = drawWindow(scene, size, options, draws)
  const { width, height, image } = scene
  const view = resizeWindow({ width, height, data: image }, size, window)
  const toned = changeColours(view, options, draws)
  const isMirrored = options.flip > 0 && draws.between(0, 1) < options.flip
  const sample = { width: window.width, height: window.height, image: toned, labels }
  return isMirrored ? mirrorScene(sample) : sample
}

function drawSize(scene: Size, { shortSides, longSideLimit }: AugmentOptions, draws: Draws): Size {
  if (!shortSides) return { width: scene.width, height: scene.height }
  return shortSideSize(scene, shortSides[draws.below(shortSides.length)]!, longSideLimit)
}

const tries = 10

/** A uniform place of the window; with a limit, one of ten at most in which no class takes up more than that. */
function drawWindow(
  scene: LabelledScene,
  size: Size,
  { crop, cropClassLimit }: AugmentOptions,
  draws: Draws,
): { window: Box; labels: Uint8Array } {
  const height = Math.min(size.height, crop?.[0] ?? size.height)
  const width = Math.min(size.width, crop?.[1] ?? size.width)
  for (let i = 1; ; i++) {
    const top = crop ? draws.below(size.height - height + 1) : 0
    const left = crop ? draws.below(size.width - width + 1) : 0
    const window = { top, left, width, height }
    const labels = nearestWindow(scene.labels, scene, size, window)
    if (!crop || cropClassLimit >= 1 || i === tries || isVaried(labels, cropClassLimit))
      return { window, labels }
  }
}

/** Whether at least two classes are there and the largest has less than `limit` of the valid area. */
function isVaried(labels: Uint8Array, limit: number): boolean {
  const counts = new Uint32Array(256)
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++
  counts[255] = 0
  const present = counts.filter(count => count > 0)
  const sum = present.reduce((total, count) => total + count, 0)
  return present.length > 1 && Math.max(...present) < sum * limit
}

function changeColours(
  view: { width: number; height: number; data: Uint8Array },
  { colour, strongColour, gamma, blur: blurring }: AugmentOptions,
  draws: Draws,
): Uint8Array {
  const { data } = view
  if (colour) jitterColours(data, drawColourJitter(draws))
  if (happens(draws, strongColour)) strongColours(data, drawStrongColour(draws))
  if (gamma) changeGamma(data, Math.exp(draws.between(Math.log(gamma[0]), Math.log(gamma[1]))))
  return blurring && happens(draws, blurring.share) ? blur(view, draws.between(...blurring.sigma)).data : data
}

/** Image and labels mirrored left to right. */
export function mirrorScene({ width, height, image, labels }: LabelledScene): LabelledScene {
  const mirrored = new Uint8Array(labels.length)
  for (let y = 0; y < height; y++)
    for (let x = 0, from = y * width, to = from + width - 1; x < width; x++) mirrored[to--] = labels[from++]!
  return { width, height, image: mirror({ width, height, data: image }).data, labels: mirrored }
}

/** Sorted distinct labels but 255: the classes that a sample has masks of. */
export function classesOf(labels: Uint8Array): number[] {
  const present = new Uint8Array(256)
  for (let i = 0; i < labels.length; i++) present[labels[i]!] = 1
  return [...present.keys()].filter(label => label !== 255 && present[label] === 1)
}
