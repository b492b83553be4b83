/** Files of which something is to be said: that they cannot be read, or were read although they are damaged. */
import { z } from 'zod'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'

export const notedFile = z.strictObject({ file: z.string(), reason: z.string() })

export type NotedFile = z.infer<typeof notedFile>

/**
 * One line about files of a set that cannot be read, ten by name.
 * @param count files in all
 * @param remedy what a person can do
 */
export function unreadableFiles(
  path: string,
  files: readonly NotedFile[],
  count: number,
  remedy: string,
): UserError {
  const names = files.slice(0, 10).map(({ file }) => JSON.stringify(file))
  const list = names.join(', ') + (files.length > 10 ? ', …' : '')
  return new UserError(
    `${path}: ${files.length} of ${counted(count, 'image')} cannot be read: ${list} (the first: ${files[0]!.reason}); ${remedy}`,
  )
}
