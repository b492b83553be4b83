/** Whether images that something is measured on were trained on, which their run tells. */
import { isRun, readJson, runPaths } from '../runs/run-folder.js'
import type { Manifest } from '../training/manifest.js'

/**
 * Whether a run says that it was trained on exactly these data.
 * @param path a run, or a model folder, which says nothing
 */
export const wasTrainedOn = (path: string, { fingerprint }: { fingerprint(): string }): boolean =>
  isRun(path) && readJson<Manifest>(runPaths(path).data).inliers?.fingerprint === fingerprint()

export const trainedOnWarning = (data: string, seen: number, images: number) =>
  `${data}: the run was trained on ${seen === images ? 'these images' : `${seen} of these ${images} images`}, so the guarantee does not hold`
