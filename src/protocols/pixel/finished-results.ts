/** Going on with an evaluation that has ended: its maps are gone, so its results hold as a whole or not at all. */
import { UserError } from '../../errors.js'
import { evaluationPaths, hasPartial } from '../results-folder.js'
import { mayLeaveOut } from './left-out.js'
import type { PreparedPixelEvaluation } from './prepare.js'
import { readPixelResults } from './read-results.js'
import type { PixelResults } from './results.js'

/**
 * The results that are there already, if the evaluation goes on and none was cut short.
 *
 * @param madeFrom what results of this evaluation depend on
 * @throws UserError if they are of something else, and may not be replaced
 */
export function finishedResults(
  { job, target: { home } }: PreparedPixelEvaluation,
  madeFrom: string,
): PixelResults | undefined {
  if (!job.resume || job.overwrite || hasPartial(home)) return undefined
  const path = evaluationPaths(home).results
  const found = readPixelResults(path)
  if (!found) return undefined
  const isWhole = [...found.sets, ...found.segmentation].every(set => mayLeaveOut(set, job))
  if (found.madeFrom === madeFrom && isWhole) return found
  throw new UserError(
    `${path}: is finished, and not of these weights, images, scores and options; --overwrite replaces it, --out writes elsewhere`,
  )
}
