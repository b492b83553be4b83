/** Whether results can be written somewhere; found out before any work. */
import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { UserError } from '../errors.js'

/** @throws UserError if files can be made neither in `folder` nor, where it is not there yet, the folder itself */
export function checkWritable(folder: string): void {
  let existing = resolve(folder)
  while (!existsSync(existing)) existing = dirname(existing)
  if (!statSync(existing).isDirectory()) {
    const which = existing === resolve(folder) ? 'is a file' : `${existing} is a file`
    throw new UserError(`${folder}: ${which}, expected a folder; choose another place`)
  }
  try {
    // What the permissions say is not all: read-only and network file systems have a say as well.
    rmdirSync(mkdtempSync(join(existing, '.uno-')))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(`${folder}: cannot be written (${code} at ${existing}); choose another place`)
  }
}
