/** mIoU of class maps that any program has written. */
import { type AbsentClasses, Confusion, type IouResult } from '../../metrics/index.js'
import { pairMaps } from './pair-maps.js'
import { checkSizes, readIndexMap } from './read-maps.js'

export interface ClassMapsJob {
  predictions: string
  labels: string
  /** Number of classes: maps hold 0 … classes − 1, labels also 255 for ignored. */
  classes: number
  absent?: AbsentClasses
  skipUnlabelled?: boolean
}

export interface ClassMapsResults extends IouResult {
  images: number
  pixels: number
  ignored: number
  skipped: string[]
}

/** @throws UserError: files that do not pair, sizes that differ, values that are no class */
export function evaluateClassMaps(job: ClassMapsJob): ClassMapsResults {
  const confusion = new Confusion(job.classes)
  const { pairs, skipped } = pairMaps({
    predicted: '.classes.png',
    maps: job.predictions,
    extensions: ['png', 'npy'],
    labels: job.labels,
    noun: 'class map',
    skipUnlabelled: job.skipUnlabelled,
  })
  for (const { map, label } of pairs) {
    const [predicted, truth] = [readIndexMap(map, 'a class map'), readIndexMap(label, 'a label map')]
    checkSizes(map, predicted, label, truth)
    confusion.add({ name: map, width: truth.width, predictions: predicted.data, labels: truth.data })
  }
  const pixels = confusion.counts.reduce((sum, count) => sum + count, 0)
  const { absent } = job
  return { ...confusion.iou({ absent }), images: pairs.length, pixels, ignored: confusion.ignored, skipped }
}
