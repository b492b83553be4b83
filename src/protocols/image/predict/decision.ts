/** From which score on an image is called an outlier. */
import { join } from 'node:path'
import { fileDigest } from '../../../data/file-digest.js'
import { UserError } from '../../../errors.js'
import { type Calibration, readCalibration } from '../../../methods/calibration.js'
import { decidingMethod } from '../../../methods/index.js'
import { conformalThreshold } from '../../../metrics/index.js'
import type { ClassifierConfig } from '../../../models/classifier-config.js'
import type { DecisionOptions } from '../../predict/decision-options.js'

/** The score that decides, as `chooseDetector` reads it, and from where on. */
interface Rule {
  method: string
  /** Outliers score higher; undefined: nothing is decided, and the method only orders. */
  threshold?: number
  /** Share of inliers that the threshold accepts by calibration. */
  acceptance?: number
}

export interface Decision extends Rule {
  /** The name under which predictions have the score. */
  label: string
}

/**
 * A threshold that is given wins; then the calibration's, at the rate that is given or its own.
 * @throws UserError if a rate is asked for without a calibration of this method and these weights
 */
export function decide(model: string, config: ClassifierConfig, asked: DecisionOptions): Rule {
  const { method, threshold, acceptance } = asked
  const calibration = readCalibration(model)
  if (threshold !== undefined) {
    if (acceptance === undefined)
      return { method: method ?? calibration?.method ?? decidingMethod(config.outlierClass), threshold }
    throw new UserError('--threshold and --accept both say where outliers begin; give one of them')
  }
  if (calibration === undefined && acceptance !== undefined)
    throw new UserError(`${model}: --accept needs a calibration; make one with uno calibrate`)
  if (calibration === undefined) return { method: method ?? decidingMethod(config.outlierClass) }
  if (method !== undefined && method !== calibration.method) {
    if (acceptance === undefined) return { method }
    throw new UserError(
      `${model}: is calibrated for ${calibration.method}, not ${method}; calibrate again with --method ${method}`,
    )
  }
  checkWeights(model, calibration)
  return thresholdAt(calibration, acceptance ?? calibration.acceptance)
}

function thresholdAt({ method, scores }: Calibration, acceptance: number): Rule {
  return { method, acceptance, threshold: conformalThreshold(Float64Array.from(scores), acceptance) }
}

/** Thresholds of other weights decide about nothing. */
function checkWeights(model: string, { weights }: Calibration): void {
  const found = fileDigest(join(model, 'model.safetensors'))
  if (found === weights) return
  throw new UserError(
    `${model}: calibration.json belongs to other weights (${weights.slice(0, 12)}…, these are ${found.slice(0, 12)}…); ` +
      'run uno calibrate again with --overwrite, or give --threshold',
  )
}
