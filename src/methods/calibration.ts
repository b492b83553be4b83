/**
 * `calibration.json` beside a model: the scores of calibration inliers, from which the threshold of any
 * acceptance rate follows, and the threshold that was chosen.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { UserError } from '../errors.js'
import { writeAtomically } from '../formats/atomic-write.js'
import { fitting, readJsonFile } from '../formats/json-file.js'

const schema = z.strictObject({
  format: z.literal(1),
  /** sha256 of the weights whose scores these are. */
  weights: z.string(),
  /** The score, as `chooseDetector` reads it. */
  method: z.string(),
  /** Share of inliers to be accepted. */
  acceptance: z.number().gt(0).lt(1),
  /** What follows: a sample is an outlier if its score is larger. */
  threshold: z.number(),
  data: z.strictObject({
    name: z.string(),
    images: z.int().positive(),
    /** How many of the images the model was trained on; with any, nothing is guaranteed. */
    trainedOn: z.int().positive().optional(),
  }),
  /** Of the calibration inliers, ascending. */
  scores: z.array(z.number()).min(1),
})

export type Calibration = z.infer<typeof schema>

const pathOf = (model: string) => join(model, 'calibration.json')

/**
 * @param model the model's folder
 * @returns undefined if it has no calibration
 * @throws UserError if there is one that is damaged
 */
export function readCalibration(model: string): Calibration | undefined {
  const calibration = readCalibrationFile(model, schema)
  const unsorted = calibration?.scores.findIndex((score, i, scores) => i > 0 && score < scores[i - 1]!) ?? -1
  if (unsorted < 0) return calibration
  throw new UserError(`${pathOf(model)}: scores.${unsorted}: not in ascending order; ${remedy}`)
}

/** The file of a model, whatever its kind. */
export function readCalibrationFile<T>(model: string, schema: z.ZodType<T>): T | undefined {
  const path = pathOf(model)
  if (!existsSync(path)) return undefined
  return fitting(readJsonFile(path, remedy), path, schema, remedy)
}

const remedy = 'make it again with uno calibrate'

/** @returns the file's path */
export function writeCalibration(model: string, calibration: object): string {
  const path = pathOf(model)
  writeAtomically(path, [Buffer.from(`${JSON.stringify(calibration)}\n`)])
  return path
}
