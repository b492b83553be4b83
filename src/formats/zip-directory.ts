/** The central directory of a zip archive: what it holds, and where; nothing of its content is read. */
import { UserError } from '../errors.js'
import { type ArchiveLimits, memberPath, Tally } from './archive-rules.js'
import type { ByteSource } from './byte-source.js'
import { quoted } from './quoted.js'

export interface ZipMember {
  path: string
  /** The name's bytes, which the local header must repeat. */
  rawName: Buffer
  method: 'stored' | 'deflated'
  crc: number
  packedSize: number
  size: number
  /** Of the local header. */
  offset: number
  /** Where the next member, or the directory, begins: this one's bytes end before. */
  limit: number
}

interface Directory {
  entries: number
  offset: number
  size: number
}

/** All files of the archive, each checked against the rules and limits, and none overlapping another. */
export function readDirectory(source: ByteSource, limits: ArchiveLimits): Map<string, ZipMember> {
  const directory = findDirectory(source)
  const { name: archive } = source
  if (directory.entries > limits.entries)
    throw new UserError(`${archive}: ${directory.entries} members, more than the limit of ${limits.entries}`)
  // Each entry takes at least 46 bytes, so a count that lies ends here.
  if (directory.entries * 46 > directory.size)
    throw damaged(archive, 'the directory is shorter than its entries')
  const bytes = Buffer.from(source.read(directory.offset, directory.size))
  const tally = new Tally(archive, limits, source.size)
  const members = new Map<string, ZipMember>()
  for (let i = 0, position = 0; i < directory.entries; i++) {
    const { member, isFolder, end } = readEntry(archive, bytes, position)
    tally.add(member.path, member.size)
    if (!isFolder) members.set(member.path, member)
    position = end
  }
  separate(archive, [...members.values()], directory.offset)
  return members
}

const damaged = (archive: string, why: string) => new UserError(`${archive}: damaged zip archive: ${why}`)

/** The end record lies in the last 64 KiB; for zip64, a locator before it points to the large one. */
function findDirectory(source: ByteSource): Directory {
  const start = Math.max(0, source.size - 65557)
  const tail = Buffer.from(source.read(start, source.size - start))
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + 22 > tail.length)
    throw new UserError(
      `${source.name}: truncated, or not a zip archive: it has no central directory at its end`,
    )
  const directory =
    zip64Directory(source, start + end) ??
    ({
      entries: tail.readUInt16LE(end + 10),
      size: tail.readUInt32LE(end + 12),
      offset: tail.readUInt32LE(end + 16),
    } satisfies Directory)
  if (directory.offset + directory.size > start + end)
    throw damaged(source.name, 'the directory lies beyond its end')
  return directory
}

function zip64Directory(source: ByteSource, end: number): Directory | undefined {
  if (end < 20) return undefined
  const locator = Buffer.from(source.read(end - 20, 20))
  if (locator.readUInt32LE(0) !== 0x07064b50) return undefined
  const record = Buffer.from(source.read(Number(locator.readBigUInt64LE(8)), 56))
  if (record.readUInt32LE(0) !== 0x06064b50) throw damaged(source.name, 'the zip64 end record is missing')
  const at = (offset: number) => Number(record.readBigUInt64LE(offset))
  return { entries: at(32), size: at(40), offset: at(48) }
}

function readEntry(archive: string, bytes: Buffer, position: number) {
  if (position + 46 > bytes.length || bytes.readUInt32LE(position) !== 0x02014b50)
    throw damaged(archive, 'the directory is cut or overwritten')
  const nameEnd = position + 46 + bytes.readUInt16LE(position + 28)
  const extraEnd = nameEnd + bytes.readUInt16LE(position + 30)
  const end = extraEnd + bytes.readUInt16LE(position + 32)
  if (end > bytes.length) throw damaged(archive, 'the directory is cut')
  const rawName = bytes.subarray(position + 46, nameEnd)
  const name = decodedName(rawName)
  const refuse = (why: string) => new UserError(`${archive}: member ${quoted(name)}: ${why}`)
  if (bytes.readUInt16LE(position + 8) & 1) throw refuse('is encrypted')
  const isFolder = name.endsWith('/')
  checkUnixType(bytes.readUInt32LE(position + 38) >>> 28, refuse)
  const code = bytes.readUInt16LE(position + 10)
  if (code !== 0 && code !== 8)
    throw refuse(`compression method ${code} is not supported (stored and deflated are)`)
  const member: ZipMember = {
    path: memberPath(archive, name),
    rawName,
    method: code === 0 ? 'stored' : 'deflated',
    crc: bytes.readUInt32LE(position + 16),
    limit: 0,
    ...sizes(bytes, position, bytes.subarray(nameEnd, extraEnd), refuse),
  }
  return { member, isFolder, end }
}

/** Only regular files and folders (or no type at all, from systems that have none) may be in an archive. */
function checkUnixType(type: number, refuse: (why: string) => UserError): void {
  if (type === 10) throw refuse('a symbolic link; the archive is refused whole')
  if (![0, 4, 8].includes(type)) throw refuse('a device or pipe; the archive is refused whole')
}

/** UTF-8; other code pages are taken as latin-1, so that two names never become one. */
function decodedName(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    return raw.toString('latin1')
  }
}

/** Sizes and offset; those of 2³² − 1 stand in the zip64 extra field, in this order. */
function sizes(bytes: Buffer, position: number, extra: Buffer, refuse: (why: string) => UserError) {
  const wide = zip64Extra(extra)
  const read = (at: number) => {
    const value = bytes.readUInt32LE(position + at)
    if (value !== 0xffffffff) return value
    const large = wide.shift()
    if (large === undefined) throw refuse('a size is missing from its zip64 field')
    return large
  }
  const size = read(24)
  const packedSize = read(20)
  const offset = read(42)
  if (bytes.readUInt16LE(position + 10) === 0 && size !== packedSize) throw refuse('stored, but of two sizes')
  return { size, packedSize, offset }
}

function zip64Extra(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const [id, length] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)]
    const field = extra.subarray(at + 4, at + 4 + length)
    if (id === 1)
      return Array.from({ length: Math.floor(field.length / 8) }, (_, i) =>
        Number(field.readBigUInt64LE(i * 8)),
      )
    at += 4 + length
  }
  return []
}

/** Gives every member the room up to the next one, and refuses those that need more. */
function separate(archive: string, members: ZipMember[], directoryOffset: number): void {
  const ordered = members.sort((a, b) => a.offset - b.offset)
  ordered.forEach((member, i) => {
    member.limit = ordered[i + 1]?.offset ?? directoryOffset
    if (member.offset + 30 + member.rawName.length + member.packedSize > member.limit)
      throw damaged(archive, `member ${quoted(member.path)} overlaps what comes after it`)
  })
}
