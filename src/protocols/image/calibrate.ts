/** A threshold beside a model: split-conformal, on inliers that took no part in training. */

import { join } from 'node:path'
import { counted } from '../../counted.js'
import { fileDigest } from '../../data/file-digest.js'
import { type ImageSet, openNamedSet } from '../../data/index.js'
import { UserError } from '../../errors.js'
import { type Calibration, readCalibration, writeCalibration } from '../../methods/calibration.js'
import { decidingMethod } from '../../methods/index.js'
import { conformalThreshold } from '../../metrics/index.js'
import { type ClassifierConfig, loadClassifier, readClassifierConfig } from '../../models/index.js'
import { requireDevice } from '../../torch/index.js'
import { classOrder } from '../class-order.js'
import { modelFolderOf } from '../model-folder-of.js'
import { trainedOnWarnings } from '../training-data.js'
import { checkWritable } from '../writable.js'
import { imagesTrainedOn } from './images-trained-on.js'
import { infer } from './inference.js'
import { fitDetectors, scoreRows } from './scoring.js'
import { readyDetectors } from './scoring-choice.js'
import { openSetImages } from './set-images.js'

export interface CalibrationJob {
  /** A run (its best checkpoint) or a model folder. */
  model: string
  /** Inliers that training has not seen: a folder, archive, list, or `FILE.json#entry`. */
  data: string
  /** Share of inliers to accept, in (0, 1); default 0.95. */
  acceptance?: number
  /** Default: s_uno, or msp of a model without an outlier class. */
  method?: string
  /** Where the model computes; default cpu. */
  device?: string
  /** Replaces a calibration that is there. */
  overwrite?: boolean
  onProgress?: (message: string) => void
  onWarning?: (message: string) => void
}

/**
 * Scores the inliers and writes `calibration.json`.
 * @returns its path and content
 * @throws UserError before any computing if model, method, place, or the number of images is wrong
 */
export async function calibrate(job: CalibrationJob): Promise<{ path: string; calibration: Calibration }> {
  const { data, acceptance = 0.95, device = 'cpu', onProgress, onWarning } = job
  requireDevice(device)
  const model = modelFolderOf(job.model)
  const config = readClassifierConfig(model)
  if (!job.overwrite && readCalibration(model))
    throw new UserError(`${model}: has a calibration.json already; --overwrite it`)
  checkWritable(model)
  const method = job.method ?? decidingMethod(config.outlierClass)
  const chosen = await readyDetectors([method], config)
  const set = openNamedSet(data)
  // Whether the images suffice does not depend on their scores.
  conformalThreshold(new Float64Array(set.items.length), acceptance)
  if (set.passedOver) onWarning?.(set.passedOver)
  warnOfOtherClasses(set, config, onWarning)
  const known = imagesTrainedOn(job.model, set)
  for (const warning of trainedOnWarnings(data, set.items.length, known)) onWarning?.(warning)
  const trainedOn = known.images
  const images = openSetImages(set, { preprocessing: config.preprocessing, onProgress, onWarning })
  const loaded = loadClassifier(model)
  loaded.model.to({ memoryFormat: 'channels_last', device })
  const progress = (done: number, count: number) => onProgress?.(`${done} of ${counted(count, 'image')}`)
  const inference = { precision: 'float32', device, batch: 128, onProgress: progress } as const
  const outputs = { ...(await infer(loaded, images, inference)), inlierClasses: config.inlierClasses }
  const [scores] = scoreRows(fitDetectors(chosen, undefined), outputs, data).values()
  const { score } = scores!
  if (!score.every(Number.isFinite))
    throw new UserError(
      `method ${method}: infinite scores, which calibration.json cannot hold; choose another`,
    )
  const calibration: Calibration = {
    format: 1,
    weights: fileDigest(join(model, 'model.safetensors')),
    method,
    acceptance,
    threshold: conformalThreshold(score, acceptance),
    data: { name: set.name, images: score.length, ...(trainedOn > 0 && { trainedOn }) },
    scores: [...score].sort((a, b) => a - b),
  }
  return { path: writeCalibration(model, calibration), calibration }
}

/** Folders may be of anything, such as days; but where some are of other classes, their images hardly are inliers. */
function warnOfOtherClasses(
  set: ImageSet,
  config: ClassifierConfig,
  onWarning?: (message: string) => void,
): void {
  try {
    classOrder(set, config)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const unknown = set.classNames.filter(name => !config.classNames.includes(name))
    onWarning?.(
      `${set.path}: has ${counted(unknown.length, 'class', 'classes')} that the model lacks (${unknown.slice(0, 3).join(', ')}); all its images are taken for inliers`,
    )
  }
}
