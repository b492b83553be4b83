/**
 * The scores of one class in one image, as a run of keys: unsigned integers in the order of the scores, so that
 * −0 and +0 share one. A run is grouped by the upper half of its keys, descending; within a group the order is
 * open. That is all that counting needs, and takes one pass where sorting takes three.
 */
import { float16Value } from '../../half.js'
import { OUTLIER } from '../curve.js'
import { toKey } from '../sort.js'
import type { CheckedImage } from './scored-image.js'

export interface Run {
  keys: Uint32Array
  /** How often each key occurs; without it, once. */
  counts?: Uint32Array
}

/** The runs of both classes. */
export interface Runs {
  outliers: Run
  inliers: Run
}

const negativeZero = 0x80000000

/** The key of the bits of a float32. */
export const keyOf = (bits: number): number => toKey(bits === negativeZero ? 0 : bits) >>> 0

/** Runs of single-precision scores: 4 bytes a pixel that counts. */
export function singleRuns(scores: Float32Array, image: CheckedImage): Runs {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length)
  return image.outliers + image.inliers < 8192 ? sortedRuns(bits, image) : groupedRuns(bits, image)
}

function sortedRuns(bits: Uint32Array, { labels, outliers, inliers }: CheckedImage): Runs {
  const [found, rest] = [new Uint32Array(outliers), new Uint32Array(inliers)]
  let [p, n] = [0, 0]
  for (let i = 0; i < bits.length; i++) {
    if (labels[i] === OUTLIER) found[p++] = keyOf(bits[i]!)
    else if (labels[i]! < OUTLIER) rest[n++] = keyOf(bits[i]!)
  }
  return { outliers: { keys: found.sort().reverse() }, inliers: { keys: rest.sort().reverse() } }
}

/** A counting sort of both classes at once by label and upper half. */
function groupedRuns(bits: Uint32Array, { labels, outliers, inliers }: CheckedImage): Runs {
  const next = new Uint32Array(2 * 65536)
  for (let i = 0; i < bits.length; i++) {
    const label = labels[i]!
    if (label <= OUTLIER) next[(label << 16) | (keyOf(bits[i]!) >>> 16)]!++
  }
  descendingStarts(next.subarray(0, 65536))
  descendingStarts(next.subarray(65536))
  const [found, rest] = [new Uint32Array(outliers), new Uint32Array(inliers)]
  for (let i = 0; i < bits.length; i++) {
    const label = labels[i]!
    if (label > OUTLIER) continue
    const key = keyOf(bits[i]!)
    const slot = (label << 16) | (key >>> 16)
    if (label === OUTLIER) found[next[slot]!++] = key
    else rest[next[slot]!++] = key
  }
  return { outliers: { keys: found }, inliers: { keys: rest } }
}

/** Counts → where each group begins if the highest comes first. */
function descendingStarts(counts: Uint32Array): void {
  let start = 0
  for (let group = 65535; group >= 0; group--) {
    const count = counts[group]!
    counts[group] = start
    start += count
  }
}

/** Runs of half-precision scores, from their bits: at most one key for each of the 65,536 values. */
export function halfRuns(halves: Uint16Array, { labels }: CheckedImage): Runs {
  const [found, rest] = [new Uint32Array(65536), new Uint32Array(65536)]
  for (let i = 0; i < halves.length; i++) {
    const label = labels[i]!
    if (label === OUTLIER) found[halves[i]!]!++
    else if (label < OUTLIER) rest[halves[i]!]!++
  }
  return { outliers: countedRun(found), inliers: countedRun(rest) }
}

function countedRun(counts: Uint32Array): Run {
  // The two zeros are one value.
  counts[0]! += counts[0x8000]!
  counts[0x8000] = 0
  const present = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  const run = { keys: new Uint32Array(present), counts: new Uint32Array(present) }
  let at = 0
  const take = (half: number) => {
    if (counts[half] === 0) return
    run.keys[at] = keyOfHalf(half)
    run.counts[at++] = counts[half]!
  }
  for (let half = 0x7c00; half >= 0; half--) take(half)
  for (let half = 0x8001; half <= 0xfc00; half++) take(half)
  return run
}

const single = new Float32Array(1)
const singleBits = new Uint32Array(single.buffer)

function keyOfHalf(half: number): number {
  single[0] = float16Value(half)
  return keyOf(singleBits[0]!)
}
