/** The members of a tar archive, header by header; what reads the bytes (at once or as a stream) is elsewhere. */
import { UserError } from '../errors.js'
import { type ArchiveLimits, memberPath, Tally } from './archive-rules.js'
import { quoted } from './quoted.js'
import { parseTarHeader, text } from './tar-header.js'

/** What a header asks its reader to do with the `size` bytes that follow it. */
export type TarStep =
  | { kind: 'file'; path: string; size: number }
  | { kind: 'folder'; path: string; size: 0 }
  /** Hand the bytes to `extend`. */
  | { kind: 'extension'; size: number }
  | { kind: 'end'; size: 0 }

/** Long names are at most a few kilobytes; a larger extension is an attack or damage. */
const maxExtension = 1024 * 1024

const refusedTypes: Record<string, string> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '6': 'a pipe',
  S: 'a sparse file',
  M: 'a part of a file that goes on in another archive',
}

export class TarScan {
  private readonly tally: Tally
  private extension = ''
  private longName: string | undefined
  private longSize: number | undefined

  /** @param packedBytes size of the file that the archive lies in */
  constructor(
    private readonly archive: string,
    limits: ArchiveLimits,
    packedBytes: number,
  ) {
    this.tally = new Tally(archive, limits, packedBytes)
  }

  /** Interprets one block of 512 bytes. */
  next(block: Uint8Array): TarStep {
    if (block.every(byte => byte === 0)) return { kind: 'end', size: 0 }
    const header = parseTarHeader(block, this.archive)
    if ('xgLK'.includes(header.type)) return this.announceExtension(header.type, header.size)
    const name = this.longName ?? header.name
    const size = this.longSize ?? header.size
    this.longName = this.longSize = undefined
    const path = memberPath(this.archive, name)
    if (header.type === '5') return { kind: 'folder', path, size: 0 }
    if (header.type !== '0')
      throw this.refuse(name, refusedTypes[header.type] ?? `type ${quoted(header.type)}`)
    // Before POSIX, a folder was a file whose name ends with a slash.
    if (name.endsWith('/') && size === 0) return { kind: 'folder', path, size: 0 }
    if (path === '') throw this.refuse(name, 'a file without a name')
    this.tally.add(path, size)
    return { kind: 'file', path, size }
  }

  /** Takes the bytes of the extension that `next` announced; they concern the member after it. */
  extend(bytes: Uint8Array): void {
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    if (this.extension === 'L') this.longName = text(content)
    if (this.extension === 'x') this.readPax(content)
  }

  /** Checks what a compressed archive has given so far against the limits. */
  checkUnpacked(bytes: number): void {
    this.tally.checkBytes(bytes)
  }

  private announceExtension(type: string, size: number): TarStep {
    if (size > maxExtension)
      throw new UserError(
        `${this.archive}: an extended header of ${size} bytes, expected at most ${maxExtension}`,
      )
    this.extension = type
    return { kind: 'extension', size }
  }

  /** Records `<length> <key>=<value>\n`, the length counting itself. */
  private readPax(content: Buffer): void {
    for (let start = 0; start < content.length; ) {
      const blank = content.indexOf(0x20, start)
      const digits = content.toString('latin1', start, blank < 0 ? start : blank)
      const end = start + Number(digits)
      if (
        !/^[1-9]\d{0,6}$/.test(digits) ||
        end > content.length ||
        content[end - 1] !== 0x0a ||
        end <= blank + 1
      )
        throw new UserError(`${this.archive}: an extended header is damaged at byte ${start}`)
      const record = text(content.subarray(blank + 1, end - 1))
      const separator = record.indexOf('=')
      this.applyPax(record.slice(0, Math.max(separator, 0)), record.slice(separator + 1))
      start = end
    }
  }

  private applyPax(key: string, value: string): void {
    if (key === 'path') this.longName = value
    if (key.startsWith('GNU.sparse.')) throw this.refuse(this.longName ?? key, 'a sparse file')
    if (key !== 'size') return
    if (!/^\d{1,15}$/.test(value))
      throw this.refuse(this.longName ?? key, `size ${quoted(value)} is no number ≥ 0`)
    this.longSize = Number(value)
  }

  private refuse(name: string, what: string): UserError {
    return new UserError(`${this.archive}: member ${quoted(name)}: ${what}; the archive is refused whole`)
  }
}
