/** Names of result files from names of images, one to one, whatever bytes these are made of. */
import { createHash } from 'node:crypto'
import { bytesOfName } from '../../data/file-name.js'
import { UserError } from '../../errors.js'
import { temporaryRoom } from '../../formats/atomic-write.js'

/** Longest name of a file or folder on Linux, in bytes, with room for that under which it is written. */
const longest = 255 - temporaryRoom

/**
 * `a/1.png` → `a/1.safetensors`; where `a/1.jpg` is there as well, both keep their extensions. A part that would
 * be too long, or that is not UTF-8, is cut and gets a digest of the whole: no two names meet.
 *
 * @throws UserError if a result would be written over another, or over one of `reserved`
 */
export function outputNames(names: readonly string[], suffix: string, reserved: readonly string[]): string[] {
  const users = new Map<string, number>()
  for (const name of names) users.set(stem(name), (users.get(stem(name)) ?? 0) + 1)
  const all = new Set(names)
  const isShared = (name: string) => users.get(name)! > 1 || all.has(name)
  const outputs = names.map(name => {
    const parts = (stem(name) !== name && isShared(stem(name)) ? name : stem(name)).split('/')
    return parts.map((part, i) => safePart(part, i === parts.length - 1 ? suffix : '')).join('/')
  })
  const taken = new Set<string>(reserved)
  outputs.forEach((output, i) => {
    if (taken.has(output)) throw collision(names[i]!, output)
    taken.add(output)
  })
  // A folder cannot have the name of a file either.
  outputs.forEach((output, i) => {
    const folders = output.split('/').map((_, n, parts) => parts.slice(0, n).join('/'))
    const clash = folders.find(folder => taken.has(folder))
    if (clash !== undefined) throw collision(names[i]!, clash)
  })
  return outputs
}

/** The name without its extension; a leading dot begins none. */
const stem = (name: string): string => name.replace(/(?<=[^/])\.[^./]*$/, '')

const collision = (name: string, output: string) =>
  new UserError(
    `${JSON.stringify(name)}: its result ${JSON.stringify(output)} is the name of another; predict them into two folders`,
  )

/** Whether a name is UTF-8: other bytes are lone surrogates in it (data/file-name.ts). */
export const isText = (name: string): boolean => !/\p{Cs}/u.test(name)

function safePart(part: string, suffix: string): string {
  const bytes = bytesOfName(part)
  if (isText(part) && bytes.length + suffix.length <= longest) return part + suffix
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 32)
  const start = part.slice(0, 60).replaceAll(/\p{Cs}/gu, '\uFFFD')
  return `${start}~${digest}${suffix}`
}
