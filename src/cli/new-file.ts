/** Where a command writes a file of its own, rather than a folder: one rule for all of them. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '../errors.js'
import { isWithin, realPlace } from '../protocols/predict/within.js'
import { checkWritable } from '../protocols/writable.js'

interface NewFile {
  /** By which the file was named, for messages. */
  option: '--out' | '--sheet'
  /** With the dot; capitals are as good. */
  ending?: string
  overwrite?: boolean
  /** References to what the command reads, with or without `#entry`: nothing is written in them or over them. */
  inputs?: readonly string[]
}

/**
 * Finds out before any work whether a file can be written; makes nothing.
 * @throws UserError for another ending, a file that is there, a place among the inputs, and a folder that cannot be
 *   written
 */
export function checkNewFile(
  path: string,
  { option, ending = '', overwrite = false, inputs = [] }: NewFile,
): void {
  if (!path.toLowerCase().endsWith(ending))
    throw new UserError(`${option} ${path}: expected a name in ${ending}`)
  if (existsSync(path) && !overwrite)
    throw new UserError(`${path}: exists; choose another ${option}, or --overwrite`)
  for (const input of inputs) refuseWithin(input, path, option)
  checkWritable(dirname(path))
}

function refuseWithin(reference: string, path: string, option: string): void {
  const input = existsSync(reference) ? reference : reference.replace(/#.*/, '')
  if (!existsSync(input) || !isWithin(realPlace(input), realPlace(path))) return
  throw new UserError(`${path}: would be written into the input ${input}; choose another ${option}`)
}
