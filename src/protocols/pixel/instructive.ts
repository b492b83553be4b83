/** The few images of a set whose maps are kept for reports, and their files. */
import { join } from 'node:path'
import { makeFolder } from '../../formats/atomic-write.js'
import { fromTyped, type NDArray, writeNpz } from '../../formats/index.js'
import type { Pixels } from '../../formats/pixels.js'
import type { ImageSummary } from './results.js'

/** Index of an image, and what is to be seen in it. */
export interface Instructive {
  index: number
  why: string
}

/** Outliers of fewer pixels are hardly seen in a picture. */
const visible = 100

/**
 * Images in which the method is best, worst, and most often wrong about inliers; then those with most outlier
 * pixels. Images without outliers come only by their false alarms.
 */
export function instructiveImages(
  images: readonly ImageSummary[],
  method: string,
  count: number,
): Instructive[] {
  const scored = images.map((image, index) => ({ index, image, score: image.scores[method]! }))
  const seen = scored.filter(({ image }) => image.outliers >= visible && image.ap !== null)
  const byAp = seen.toSorted((a, b) => b.image.ap! - a.image.ap!)
  const byAlarms = scored
    .filter(({ score }) => (score.false95 ?? 0) > 0)
    .toSorted((a, b) => b.score.false95! - a.score.false95!)
  const bySize = seen.toSorted((a, b) => b.image.outliers - a.image.outliers)
  const orders = [
    [byAp, 'outliers found best'],
    [byAp.toReversed(), 'outliers found worst'],
    [byAlarms, 'most false alarms'],
    [bySize, 'largest outliers'],
  ] as const
  const chosen = new Map<number, string>()
  for (let rank = 0; rank < images.length && chosen.size < count; rank++)
    for (const [order, why] of orders) {
      const next = order.find(({ index }) => !chosen.has(index))
      if (next && chosen.size < count) chosen.set(next.index, why)
    }
  return [...chosen].map(([index, why]) => ({ index, why }))
}

export interface KeptMaps {
  picture: Pixels
  labels: Uint8Array
  classes: Uint8Array
  scores: ReadonlyMap<string, Float32Array>
}

/**
 * Writes `maps/<set>/<number>.npz` below the evaluation; scores as they are, since thresholds of six digits cut them.
 * @returns its path from there
 */
export function writeMaps(
  evaluation: string,
  set: string,
  number: number,
  { picture, labels, classes, scores }: KeptMaps,
): string {
  const { width, height, data } = picture
  const file = join('maps', set, `${String(number).padStart(4, '0')}.npz`)
  makeFolder(join(evaluation, 'maps', set))
  const entries: [string, NDArray][] = [
    ['picture', fromTyped(data, [height, width, 3])],
    ['labels', fromTyped(labels, [height, width])],
    ['classes', fromTyped(classes, [height, width])],
    ...[...scores].map(([label, map]): [string, NDArray] => [
      `scores.${label}`,
      fromTyped(map, [height, width]),
    ]),
  ]
  writeNpz(join(evaluation, file), new Map(entries))
  return file
}
