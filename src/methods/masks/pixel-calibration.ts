/** `calibration.json` beside a segmenter: where outlier pixels begin. */
import { z } from 'zod'
import { readCalibrationFile } from '../calibration.js'

const count = z.int().nonnegative()
const rate = z.number().gt(0).lt(1)

const schema = z.strictObject({
  format: z.literal(1),
  track: z.literal('pixel'),
  /** sha256 of the weights whose scores these are. */
  weights: z.string(),
  /** The score, as `chooseMaskDetector` reads it. */
  method: z.string(),
  /**
   * `acceptance`: a share `rate` of a new image's inlier pixels is accepted on average, by conformal risk control over
   * images. `tpr`: a share `rate` of the outlier pixels of the set was found, with no guarantee about others.
   */
  rule: z.enum(['acceptance', 'tpr']),
  rate,
  /** What follows: a pixel is an outlier if its score is ≥ this. */
  threshold: z.number(),
  data: z.strictObject({
    name: z.string(),
    images: z.int().positive(),
    inliers: count,
    outliers: count,
    /** How many of the images the model was trained on; with any, nothing is guaranteed. */
    trainedOn: z.int().positive().optional(),
  }),
  /** Thresholds of other rates of the same rule, by ascending rate. */
  levels: z.array(z.tuple([rate, z.number()])),
})

export type PixelCalibration = z.infer<typeof schema>

/**
 * @returns undefined if the model has no calibration
 * @throws UserError if there is one that is damaged, or of a classifier
 */
export const readPixelCalibration = (model: string): PixelCalibration | undefined =>
  readCalibrationFile(model, schema)
