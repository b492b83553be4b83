import type { Stream } from '../../random.js'
import { INLIER, OUTLIER } from '../curve.js'

/** A resample: how often each sample was drawn. */
export type Draws = Uint32Array

/** Draws `count` times with replacement among as many: `[count]`. */
export function drawWithReplacement(count: number, random: Stream): Draws {
  const draws = new Uint32Array(count)
  for (let i = 0; i < count; i++) draws[random.below(count)]!++
  return draws
}

/**
 * Draws among outliers and among inliers separately, as many as there are of each: `[samples]`. For test sets
 * that were collected apart, whose sizes are a choice and not chance. Ignored samples are never drawn.
 */
export function drawWithinClasses(labels: Uint8Array, random: Stream): Draws {
  const draws = new Uint32Array(labels.length)
  for (const kind of [INLIER, OUTLIER]) {
    const members = indicesOf(labels, kind)
    for (let i = 0; i < members.length; i++) draws[members[random.below(members.length)]!]!++
  }
  return draws
}

/** The pixels' share in a resample of images: a pixel is drawn as often as its image. */
export function spreadOverPixels(imageDraws: Draws, imageSizes: readonly number[]): Draws {
  const draws = new Uint32Array(imageSizes.reduce((sum, size) => sum + size, 0))
  let at = 0
  for (const [image, size] of imageSizes.entries()) {
    draws.fill(imageDraws[image]!, at, (at += size))
  }
  return draws
}

function indicesOf(labels: Uint8Array, kind: number): Uint32Array {
  const indices = new Uint32Array(labels.length)
  let count = 0
  for (let i = 0; i < labels.length; i++) if (labels[i] === kind) indices[count++] = i
  return indices.subarray(0, count)
}
