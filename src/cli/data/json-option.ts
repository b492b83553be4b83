/** Options whose value is JSON. */
import { existsSync, readFileSync } from 'node:fs'
import { UserError } from '../../errors.js'

/**
 * JSON as it stands on the command line, or the content of the file that is named.
 * @throws UserError if it is neither
 */
export function jsonOption(option: string, text: string): unknown {
  const isJson = text.trimStart().startsWith('{')
  if (!isJson && !existsSync(text))
    throw new UserError(`${option} ${text.slice(0, 100)}: neither JSON ({…}) nor a file that is there`)
  try {
    return JSON.parse(isJson ? text : readFileSync(text, 'utf8'))
  } catch (error) {
    throw new UserError(`${option} ${text.slice(0, 100)}: ${(error as Error).message.split('\n')[0]}`)
  }
}
