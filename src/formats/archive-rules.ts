/** What any archive must keep to: names that stay inside the folder, each once, and sizes with a limit. */
import { UserError } from '../errors.js'
import { quoted } from './quoted.js'

export interface ArchiveLimits {
  /** Members at most. */
  entries: number
  /** Bytes of all members together at most. */
  bytes: number
  /** Unpacked bytes per packed byte at most, once more than `ratioFrom` bytes come out. */
  ratio: number
}

export const defaultLimits: ArchiveLimits = { entries: 500_000, bytes: 256e9, ratio: 200 }

/** Small archives may be as empty as they like: a thousand zero labels pack well. */
export const ratioFrom = 16 * 1024 * 1024

/**
 * The path of a member, `./` and doubled slashes removed; folders end without a slash.
 * @throws UserError if the name could lead out of the folder, on any system
 */
export function memberPath(archive: string, name: string): string {
  const refuse = (why: string) =>
    new UserError(`${archive}: member ${quoted(name)}: ${why}; the archive is refused whole`)
  if (name.includes('\0')) throw refuse('the name holds a NUL')
  if (name.includes('\\')) throw refuse('the name holds a backslash')
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) throw refuse('an absolute name')
  const parts = name.split('/').filter(part => part !== '' && part !== '.')
  if (parts.includes('..')) throw refuse('the name leaves the folder')
  return parts.join('/')
}

/** Counts what an archive claims to hold, and refuses it once that is too much. */
export class Tally {
  private readonly paths = new Set<string>()
  private bytes = 0

  constructor(
    private readonly archive: string,
    private readonly limits: ArchiveLimits,
    private readonly packedBytes: number,
  ) {}

  add(path: string, size: number): void {
    if (this.paths.has(path)) throw new UserError(`${this.archive}: member ${quoted(path)} is there twice`)
    this.paths.add(path)
    if (this.paths.size > this.limits.entries)
      throw new UserError(
        `${this.archive}: more than ${this.limits.entries} members; raise the limit if that is meant`,
      )
    this.bytes += size
    this.checkBytes(this.bytes)
  }

  /** @param unpacked bytes that have come out, or will */
  checkBytes(unpacked: number): void {
    if (unpacked > this.limits.bytes)
      throw new UserError(`${this.archive}: unpacks to more than ${this.limits.bytes} bytes, the limit`)
    if (unpacked > ratioFrom && unpacked > this.limits.ratio * this.packedBytes)
      throw new UserError(
        `${this.archive}: ${this.packedBytes} bytes unpack to ${unpacked} or more, beyond ${this.limits.ratio} to 1 (a bomb?)`,
      )
  }
}
