import { Option } from 'commander'
import { UserError } from '../../errors.js'
import { wholeNumber } from '../whole-number.js'

export const seedOption = () =>
  new Option('--seed <number>', 'seed of the resampling (default: 0)').argParser(wholeNumber)

/**
 * What `--bootstrap` and `--seed` ask for; undefined: no intervals.
 * @throws UserError if a seed is given and nothing is resampled
 */
export function resamplingOf({ bootstrap, seed }: { bootstrap?: number; seed?: number }) {
  if (bootstrap !== undefined) return { replicates: bootstrap, seed: seed ?? 0 }
  if (seed !== undefined) throw new UserError('--seed is of the resampling; add --bootstrap')
  return undefined
}
