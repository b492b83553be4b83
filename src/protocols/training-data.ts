/** Whether images that something is measured on were trained on, which their run tells. */
import { isRun } from '../runs/run-folder.js'
import { readManifest } from '../training/manifest.js'

/**
 * Whether a run says that it was trained on exactly these data.
 * @param path a run, or a model folder, which says nothing
 */
export const wasTrainedOn = (path: string, { fingerprint }: { fingerprint(): string }): boolean =>
  isRun(path) && readManifest(path).inliers?.fingerprint === fingerprint()

export interface TrainedOn {
  /** How many of the images. */
  images: number
  /** Why that cannot be seen, since the run's data are not what they were or where they were. */
  unchecked?: string
}

/** What is to be said of that before a calibration. */
export function trainedOnWarnings(
  data: string,
  images: number,
  { images: seen, unchecked }: TrainedOn,
): string[] {
  return [
    ...(unchecked === undefined
      ? []
      : [`whether training was given these images could not be seen: ${unchecked}`]),
    ...(seen > 0
      ? [`${data}: training was given ${seenOf(seen, images)}, so the guarantee does not hold`]
      : []),
  ]
}

export const seenOf = (seen: number, images: number): string =>
  seen === images ? 'these images' : `${seen} of these ${images} images`
