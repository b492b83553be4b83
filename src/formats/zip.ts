/** Zip archives, stored and deflated members, zip64. Source: APPNOTE.TXT 6.3.10. */
import { crc32, inflateRawSync } from 'node:zlib'
import { UserError } from '../errors.js'
import { type ArchiveLimits, defaultLimits } from './archive-rules.js'
import type { ByteSource } from './byte-source.js'
import { quoted } from './quoted.js'
import { readDirectory, type ZipMember } from './zip-directory.js'

export interface Zip {
  /** Files by path, in the order of the directory; folders are left out. */
  members: Map<string, ZipMember>
  /** A member's bytes, size and checksum verified. */
  read(path: string): Uint8Array
}

/**
 * Reads and checks the directory of an archive; members are read when asked for, as long as `source` is open.
 * @throws UserError for any archive that breaks the rules of `archive-rules.ts`, or is damaged
 */
export function openZip(source: ByteSource, limits: Partial<ArchiveLimits> = {}): Zip {
  const members = readDirectory(source, { ...defaultLimits, ...limits })
  const read = (path: string) => {
    const member = members.get(path)
    if (!member) throw new UserError(`${source.name}: member ${quoted(path)} is missing`)
    return readMember(source, member)
  }
  return { members, read }
}

function readMember(source: ByteSource, member: ZipMember): Uint8Array {
  const { path, method, size, crc } = member
  const packed = source.read(dataOffset(source, member), member.packedSize)
  const bytes = method === 'stored' ? packed : inflated(source.name, member, packed)
  if (bytes.length !== size || crc32(bytes) !== crc)
    throw new UserError(
      `${source.name}: member ${quoted(path)} is damaged: its size or CRC-32 is not what the directory says`,
    )
  return bytes
}

/** Where a member's bytes begin; its local header must agree with the directory about the name. */
export function dataOffset(
  source: ByteSource,
  { path, rawName, offset, packedSize, limit }: ZipMember,
): number {
  const header = Buffer.from(source.read(offset, 30))
  const nameLength = header.readUInt16LE(26)
  const start = offset + 30 + nameLength + header.readUInt16LE(28)
  const damaged = (why: string) => new UserError(`${source.name}: member ${quoted(path)} is damaged: ${why}`)
  if (header.readUInt32LE(0) !== 0x04034b50) throw damaged('no local header where the directory puts it')
  if (start + packedSize > limit) throw damaged('it overlaps what comes after it')
  if (!rawName.equals(source.read(offset + 30, nameLength)))
    throw damaged('its local header has another name')
  return start
}

function inflated(archive: string, { path, size }: ZipMember, packed: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) })
  } catch (error) {
    throw new UserError(
      `${archive}: member ${quoted(path)} is damaged: it does not inflate to ${size} bytes (${(error as Error).message})`,
    )
  }
}
