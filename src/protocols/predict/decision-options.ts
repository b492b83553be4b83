/** What a person may say about where outliers begin; left out, the model's calibration says it. */
import { join } from 'node:path'
import { fileDigest } from '../../data/file-digest.js'
import { UserError } from '../../errors.js'

export interface DecisionOptions {
  method?: string
  /** Outliers score higher (of pixels: as high, or higher). */
  threshold?: number
  /** Share of inliers to accept, by the model's calibration. */
  acceptance?: number
}

export interface Uncalibrated {
  method: string
  threshold?: number
  /** The method of the calibration that is there, and so says nothing. */
  calibratedFor?: string
}

/** What both tracks' calibrations say of themselves. */
interface CalibratedFor {
  method: string
  /** sha256 of the weights. */
  weights: string
}

/**
 * What decides by itself: a threshold that is given, or a method without one. Undefined: the calibration decides, which
 * is there, and of this method and these weights.
 *
 * @param usual the method where none is named and nothing is calibrated
 * @throws UserError if a rate is asked for without such a calibration
 */
export function decidedWithoutCalibration(
  model: string,
  calibration: CalibratedFor | undefined,
  { method, threshold, acceptance }: DecisionOptions,
  usual: string,
): Uncalibrated | undefined {
  if (threshold !== undefined && acceptance !== undefined)
    throw new UserError('--threshold and --accept both say where outliers begin; give one of them')
  if (threshold !== undefined) return { method: method ?? calibration?.method ?? usual, threshold }
  if (!calibration) {
    if (acceptance === undefined) return { method: method ?? usual }
    throw new UserError(`${model}: --accept needs a calibration; make one with uno calibrate`)
  }
  if (method !== undefined && method !== calibration.method) {
    if (acceptance === undefined) return { method, calibratedFor: calibration.method }
    throw new UserError(
      `${model}: is calibrated for ${calibration.method}, not ${method}; calibrate again with --method ${method}`,
    )
  }
  checkWeights(model, calibration)
  return undefined
}

/** Thresholds of other weights decide about nothing. */
function checkWeights(model: string, { weights }: CalibratedFor): void {
  const found = fileDigest(join(model, 'model.safetensors'))
  if (found === weights) return
  throw new UserError(
    `${model}: calibration.json belongs to other weights (${weights.slice(0, 12)}…, these are ${found.slice(0, 12)}…); ` +
      'run uno calibrate again with --overwrite, or give --threshold',
  )
}
