import { UserError } from '../errors.js'
import { isRun } from '../runs/run-folder.js'
import { bestCheckpoint } from '../training/checkpoint.js'

/**
 * The model that a path names: a run's best checkpoint, or the model folder itself.
 * @throws UserError if the run has no checkpoint yet
 */
export function modelFolderOf(path: string): string {
  if (!isRun(path)) return path
  const best = bestCheckpoint(path)
  if (best === undefined) throw new UserError(`${path}: the run has no checkpoint yet; train it first`)
  return best
}
