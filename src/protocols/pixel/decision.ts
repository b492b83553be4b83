/** From which score on a pixel is called an outlier. */
import { UserError } from '../../errors.js'
import { decidingMaskMethod } from '../../methods/masks/index.js'
import { type PixelCalibration, readPixelCalibration } from '../../methods/masks/pixel-calibration.js'
import type { SegmenterConfig } from '../../models/index.js'
import { type DecisionOptions, decidedWithoutCalibration } from '../predict/decision-options.js'
import type { PixelPredictJob } from './predict/job.js'

export interface PixelDecision {
  /** As `chooseMaskDetector` reads it. */
  method: string
  /** Outlier pixels score at least this; undefined: nothing is decided. */
  threshold?: number
  /** The method of the calibration that is there, where another decides. */
  calibratedFor?: string
  /** What the calibration says of the threshold. */
  calibrated?: Pick<PixelCalibration, 'rule' | 'rate'> & { trainedOn: boolean }
}

/**
 * A threshold that is given wins; then the calibration's, at the rate that is given or its own.
 * @throws UserError if a rate is asked for without a calibration of this method and these weights
 */
export function decidePixels(model: string, config: SegmenterConfig, asked: DecisionOptions): PixelDecision {
  const calibration = readPixelCalibration(model)
  const given = decidedWithoutCalibration(model, calibration, asked, decidingMaskMethod(config.outlierClass))
  return given ?? atRate(model, calibration!, asked.acceptance)
}

function atRate(model: string, calibration: PixelCalibration, acceptance: number | undefined): PixelDecision {
  const { method, threshold, rule, rate, levels, data } = calibration
  const trainedOn = data.trainedOn !== undefined
  if (acceptance === undefined) return { method, threshold, calibrated: { rule, rate, trainedOn } }
  if (rule !== 'acceptance')
    throw new UserError(`${model}: is calibrated by true positives; --accept needs uno calibrate --accept`)
  const known = [...levels, [rate, threshold] as const].sort(([a], [b]) => a - b)
  // The next rate that is not below keeps what was promised.
  const level = known.find(([rate]) => rate >= acceptance - 1e-12)
  if (level) return { method, threshold: level[1], calibrated: { rule, rate: level[0], trainedOn } }
  throw new UserError(
    `${model}: its calibration has too few images to accept ${acceptance}; at most ${known.at(-1)![0]}`,
  )
}

/** A calibration speaks of whole pictures in float32; where scores are computed otherwise, that is said. */
export function withinCalibration(
  decision: PixelDecision,
  { tiling, precision, onWarning }: Pick<PixelPredictJob, 'tiling' | 'precision' | 'onWarning'>,
): PixelDecision {
  const otherwise = [...(tiling ? ['tiles'] : []), ...(precision === 'bfloat16' ? [precision] : [])]
  if (!decision.calibrated || otherwise.length === 0) return decision
  onWarning?.(
    `the threshold was calibrated on whole pictures in float32: of ${otherwise.join(' and ')} it promises nothing`,
  )
  const { calibrated: _, ...threshold } = decision
  return threshold
}
