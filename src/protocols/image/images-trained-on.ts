/** Images that a classifier is measured on and was trained on. */
import {
  commonImages,
  type ImageSet,
  isBenchmarkReference,
  openImageSet,
  openNamedSet,
  readBenchmark,
} from '../../data/index.js'
import { UserError } from '../../errors.js'
import { isRun } from '../../runs/run-folder.js'
import { readManifest } from '../../training/manifest.js'
import { type TrainedOn, wasTrainedOn } from '../training-data.js'

/**
 * How many images of a set are among those that a run was given as inliers (also to hold them out): all, if it was given
 * this set; else those of the same file name and bytes.
 * @param path a run, or a model folder, which says nothing
 */
export function imagesTrainedOn(path: string, set: ImageSet): TrainedOn {
  if (!isRun(path)) return { images: 0 }
  if (wasTrainedOn(path, set)) return { images: set.items.length }
  try {
    const { data } = readManifest(path).arguments
    return { images: commonImages(set.items, inliersOf(data).items, { sameName: true }).images }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { images: 0, unchecked: error.message }
  }
}

const inliersOf = (data: string): ImageSet =>
  isBenchmarkReference(data) ? openImageSet(readBenchmark(data).inlier.train!) : openNamedSet(data)
