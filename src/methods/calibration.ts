/**
 * `calibration.json` beside a model: the scores of calibration inliers, from which the threshold of any
 * acceptance rate follows, and the threshold that was chosen.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { UserError } from '../errors.js'
import { writeAtomically } from '../formats/atomic-write.js'

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
  data: z.strictObject({ name: z.string(), images: z.int().positive() }),
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
  const path = pathOf(model)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new UserError(`${path}: cannot be read (${code})`)
  }
  return parse(path, text)
}

function parse(path: string, text: string): Calibration {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new UserError(`${path}: not JSON (${(error as Error).message}); make it again with uno calibrate`)
  }
  const result = schema.safeParse(json)
  if (!result.success) {
    const [issue] = result.error.issues
    throw new UserError(
      `${path}: ${issue!.path.join('.') || 'the file'}: ${issue!.message}; make it again with uno calibrate`,
    )
  }
  const { scores } = result.data
  const unsorted = scores.findIndex((score, i) => i > 0 && score < scores[i - 1]!)
  if (unsorted < 0) return result.data
  throw new UserError(`${path}: scores.${unsorted}: not in ascending order; make it again with uno calibrate`)
}

/** @returns the file's path */
export function writeCalibration(model: string, calibration: Calibration): string {
  const path = pathOf(model)
  writeAtomically(path, [Buffer.from(`${JSON.stringify(calibration)}\n`)])
  return path
}
