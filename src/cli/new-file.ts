/** Where a command writes a file of its own, rather than a folder: one rule for all of them. */
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '../errors.js'
import { checkWritable } from '../protocols/writable.js'

interface NewFile {
  /** By which the file was named, for messages. */
  option: '--out' | '--sheet'
  /** With the dot; capitals are as good. */
  ending?: string
  overwrite?: boolean
}

/**
 * Finds out before any work whether a file can be written; makes nothing.
 * @throws UserError for another ending, a file that is there, and a folder that cannot be written
 */
export function checkNewFile(path: string, { option, ending = '', overwrite = false }: NewFile): void {
  if (!path.toLowerCase().endsWith(ending))
    throw new UserError(`${option} ${path}: expected a name in ${ending}`)
  if (existsSync(path) && !overwrite)
    throw new UserError(`${path}: exists; choose another ${option}, or --overwrite`)
  checkWritable(dirname(path))
}
