/** The tensors of somebody's checkpoint, whatever its format. */
import { UserError } from '../../errors.js'
import { type NDArray, readCheckpoint, readSafetensors, withoutPrefix } from '../../formats/index.js'

export type Weights = Map<string, NDArray>

/**
 * @param prefix taken off the names; tensors without it are left out
 * @throws UserError if the file cannot be read, or no name has the prefix
 */
export function readWeights(path: string, prefix?: string): { weights: Weights; notes: string[] } {
  const { tensors } = path.endsWith('.json') ? readSafetensors(path) : readCheckpoint(path)
  if (prefix === undefined) return { weights: tensors, notes: [] }
  const weights = withoutPrefix(tensors, prefix)
  if (weights.size === 0) {
    throw new UserError(`${path}: no tensor's name begins with "${prefix}" (--strip-prefix)`)
  }
  const left = tensors.size - weights.size
  const those = left === 1 ? '1 tensor whose name does' : `${left} tensors whose names do`
  const verb = left === 1 ? 'was' : 'were'
  return { weights, notes: left > 0 ? [`${those} not begin with ${prefix} ${verb} left out`] : [] }
}
