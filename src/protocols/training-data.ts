/** Whether images that something is measured on were trained on, which their run tells. */
import { commonImages, type ImageSet } from '../data/index.js'
import { UserError } from '../errors.js'
import { isRun, readJson, runPaths } from '../runs/run-folder.js'
import { openTrainingData } from '../training/image/training-data.js'
import type { Manifest } from '../training/manifest.js'

/**
 * Whether a run says that it was trained on exactly these data.
 * @param path a run, or a model folder, which says nothing
 */
export const wasTrainedOn = (path: string, { fingerprint }: { fingerprint(): string }): boolean =>
  isRun(path) && readJson<Manifest>(runPaths(path).data).inliers?.fingerprint === fingerprint()

/**
 * How many images of a set are among those that a run was given as inliers: all, if it was given this set; else those
 * of the same file name and bytes, if its data still lie where they lay.
 */
export function imagesTrainedOn(path: string, set: ImageSet): number {
  if (!isRun(path)) return 0
  if (wasTrainedOn(path, set)) return set.items.length
  const trained = inliersOf(path)
  return trained ? commonImages(set.items, trained.items, { sameName: true }).images : 0
}

function inliersOf(run: string): ImageSet | undefined {
  const { data } = readJson<Manifest>(runPaths(run).data).arguments
  try {
    const { inliers } = openTrainingData({ data }, { training: false, validation: false })
    return inliers
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return undefined // moved, or changed
  }
}

export const trainedOnWarning = (data: string, seen: number, images: number) =>
  `${data}: the run was trained on ${seen === images ? 'these images' : `${seen} of these ${images} images`}, so the guarantee does not hold`
