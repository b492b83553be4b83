/** From which score on an image is called an outlier. */
import { type Calibration, readCalibration } from '../../../methods/calibration.js'
import { decidingMethod } from '../../../methods/index.js'
import { conformalThreshold } from '../../../metrics/index.js'
import type { ClassifierConfig } from '../../../models/classifier-config.js'
import { type DecisionOptions, decidedWithoutCalibration } from '../../predict/decision-options.js'

/** The score that decides, as `chooseDetector` reads it, and from where on. */
interface Rule {
  method: string
  /** Outliers score higher; undefined: nothing is decided, and the method only orders. */
  threshold?: number
  /** The method of the calibration that is there, where another decides. */
  calibratedFor?: string
  /** Share of inliers that the threshold accepts by calibration. */
  acceptance?: number
  /** It was calibrated on images that the model was trained on. */
  trainedOn?: boolean
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
  const calibration = readCalibration(model)
  const given = decidedWithoutCalibration(model, calibration, asked, decidingMethod(config.outlierClass))
  return given ?? thresholdAt(calibration!, asked.acceptance ?? calibration!.acceptance)
}

function thresholdAt({ method, scores, data }: Calibration, acceptance: number): Rule {
  const threshold = conformalThreshold(Float64Array.from(scores), acceptance)
  return { method, acceptance, threshold, ...(data.trainedOn && { trainedOn: true }) }
}
