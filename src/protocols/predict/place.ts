/** Where predictions may be written; found out before any work. */
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../errors.js'
import { checkWritable } from '../writable.js'
import { resultFiles } from './results.js'
import { isWithin, realPlace } from './within.js'

export interface PlaceOptions {
  overwrite?: boolean
  resume?: boolean
}

/**
 * Finds out before any work whether results can go to `folder`; makes nothing.
 * @param inputs folders of images, in which nothing is written
 */
export function checkPlace(
  folder: string,
  inputs: readonly string[],
  { overwrite, resume }: PlaceOptions,
): void {
  const place = realPlace(folder)
  for (const input of inputs)
    if (isWithin(realpathSync(input), place))
      throw new UserError(`${folder}: lies in the input folder ${input}; choose an --out outside of it`)
  checkWritable(folder)
  const names = existsSync(folder) ? readdirSync(folder) : []
  const earlier = names.includes(resultFiles.about)
  if (resume && !earlier)
    throw new UserError(`${folder}: holds no predictions to go on with; leave out --resume`)
  if (names.length === 0 || resume || overwrite) return
  const remedy = earlier
    ? '--resume goes on with it, --overwrite begins again'
    : 'choose another, or --overwrite'
  throw new UserError(`${folder}: is not empty; ${remedy}`)
}

/**
 * Inputs are never modified (HOSTILE 25).
 * @param results names of files to be written in `folder`
 * @throws UserError if one of them is an input
 */
export function refuseInputs(folder: string, results: Iterable<string>, inputs: readonly string[]): void {
  const place = realPlace(folder)
  const files = new Map(inputs.map(file => [realPlace(file), file]))
  for (const result of results) {
    const input = files.get(join(place, result))
    if (input !== undefined)
      throw new UserError(
        `${folder}: a result would be written over the input ${JSON.stringify(input)}; choose another place`,
      )
  }
}
