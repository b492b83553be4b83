/** The closed-set task: the model's classes against label maps (mIoU). */
import type { LoadedSegmenter } from '../../models/index.js'
import { writeMaps } from './instructive.js'
import type { OpenedScenes, Unreadable } from './open-scenes.js'
import type { ClosedSetSource } from './plan.js'
import type { SegmentationResults } from './results.js'
import { type SegmentingOptions, segment } from './segment.js'

export interface ClosedSetOptions extends SegmentingOptions {
  /** Folder of the results in progress, for the images that are shown. */
  evaluation: string
  /** Images to show. */
  shown: number
  /** What was done with a picture that cannot be read: nothing, or it is left out. */
  read<T>(file: string, unreadable: Unreadable[], work: () => T): T | undefined
  onProgress(done: number, count: number): Promise<void>
}

/** @param order the model's class of each label of the set */
export async function evaluateClosedSet(
  { source, scenes, unreadable, fingerprint }: OpenedScenes<ClosedSetSource>,
  loaded: LoadedSegmenter,
  order: readonly number[],
  options: ClosedSetOptions,
): Promise<SegmentationResults> {
  const K = loaded.config.inlierClasses
  const confusion = new Float64Array(K * K)
  const failed: Unreadable[] = [...unreadable]
  const shown: SegmentationResults['shown'] = []
  const step = Math.max(1, Math.floor(scenes.length / Math.max(1, options.shown)))
  let images = 0
  for (const [i, scene] of scenes.entries()) {
    const picture = options.read(scene.id, failed, scene.picture)
    if (picture) {
      const { classes } = segment(loaded, picture, [], options)
      const labels = Uint8Array.from(scene.labels!, label => order[label] ?? 255)
      const own = confusionOf(classes, labels, K)
      own.forEach((count, at) => {
        confusion[at]! += count
      })
      images++
      if (i % step === 0 && shown.length < options.shown) {
        const maps = { picture, labels, classes, scores: new Map() }
        const file = writeMaps(options.evaluation, source.name, i, maps)
        shown.push({ id: scene.id, maps: file, miou: meanOf(iousOf(own, K)) ?? 0 })
      }
    }
    await options.onProgress(i + 1, scenes.length)
  }
  const iou = iousOf(confusion, K)
  return {
    name: source.name,
    images,
    miou: meanOf(iou),
    pixelAccuracy: accuracyOf(confusion, K),
    iou,
    confusion: Array.from({ length: K }, (_, k) => [...confusion.subarray(k * K, (k + 1) * K)]),
    fingerprint,
    ...(failed.length > 0 && { unreadable: failed }),
    shown,
  }
}

/** `[K, K]`: pixels by true class (rows) and predicted class; truth 255 does not count. */
function confusionOf(classes: Uint8Array, labels: Uint8Array, K: number): Float64Array {
  const counts = new Float64Array(K * K)
  for (let i = 0; i < classes.length; i++) {
    const label = labels[i]!
    if (label < K) counts[label * K + classes[i]!]!++
  }
  return counts
}

/** TP / (TP + FP + FN); null where a class neither occurs nor is predicted. */
function iousOf(confusion: Float64Array, K: number): (number | null)[] {
  return Array.from({ length: K }, (_, k) => {
    let [row, column] = [0, 0]
    for (let j = 0; j < K; j++) {
      row += confusion[k * K + j]!
      column += confusion[j * K + k]!
    }
    const hits = confusion[k * K + k]!
    const union = row + column - hits
    return union > 0 ? hits / union : null
  })
}

function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter(value => value !== null)
  return defined.length > 0 ? defined.reduce((sum, value) => sum + value, 0) / defined.length : null
}

function accuracyOf(confusion: Float64Array, K: number): number | null {
  const total = confusion.reduce((sum, count) => sum + count, 0)
  let hits = 0
  for (let k = 0; k < K; k++) hits += confusion[k * K + k]!
  return total > 0 ? hits / total : null
}
