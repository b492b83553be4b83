/** The closed-set task: the model's classes against label maps (mIoU). */
import type { NotedFile } from '../../data/images/noted-file.js'
import { Confusion } from '../../metrics/index.js'
import type { LoadedSegmenter } from '../../models/index.js'
import { writeMaps } from './instructive.js'
import type { OpenedTestSet } from './open-test-set.js'
import type { SegmentationResults } from './results.js'
import { type SegmentingOptions, segment } from './segment.js'

export interface ClosedSetOptions extends SegmentingOptions {
  /** Folder of the results in progress, for the images that are shown. */
  evaluation: string
  /** Images to show. */
  shown: number
  /** What was done with a picture that cannot be read: nothing, or it is left out. */
  read<T>(file: string, unreadable: NotedFile[], work: () => T): T | undefined
  onProgress(done: number, count: number): Promise<void>
}

/** @param order the model's class of each label of the set */
export async function evaluateClosedSet(
  { set, scenes, unreadable, fingerprint }: OpenedTestSet,
  loaded: LoadedSegmenter,
  order: readonly number[],
  options: ClosedSetOptions,
): Promise<SegmentationResults> {
  const K = loaded.config.inlierClasses
  const confusion = new Confusion(K)
  const failed: NotedFile[] = [...unreadable]
  const shown: SegmentationResults['shown'] = []
  const step = Math.max(1, Math.floor(scenes.length / Math.max(1, options.shown)))
  let images = 0
  for (const [i, scene] of scenes.entries()) {
    const picture = options.read(scene.id, failed, scene.picture)
    if (picture) {
      const { classes } = segment(loaded, picture, [], options)
      const labels = scene.labels!.map(label => order[label] ?? 255)
      const image = { name: scene.id, width: scene.width, predictions: classes, labels }
      confusion.add(image)
      images++
      if (i % step === 0 && shown.length < options.shown) {
        const maps = { picture, labels, classes, scores: new Map() }
        const file = writeMaps(options.evaluation, set.name, i, maps)
        const own = new Confusion(K)
        own.add(image)
        shown.push({ id: scene.id, maps: file, miou: own.iou().miou })
      }
    }
    await options.onProgress(i + 1, scenes.length)
  }
  const { perClass, miou, accuracy } = confusion.iou()
  return {
    name: set.name,
    images,
    ...{ miou, pixelAccuracy: accuracy, iou: perClass },
    confusion: Array.from({ length: K }, (_, k) => [...confusion.counts.subarray(k * K, (k + 1) * K)]),
    fingerprint,
    ...(failed.length > 0 && { unreadable: failed }),
    shown,
  }
}
