/** Zip archives with stored members: what `.npz` needs. */
import { crc32 } from 'node:zlib'

interface Written {
  name: Buffer
  crc: number
  size: number
  offset: number
}

/**
 * The bytes of an archive, piece by piece. Members carry no time, so that equal content gives equal bytes.
 * @throws RangeError beyond 4 GiB or 65,535 members, where zip64 would begin
 */
export function* zipChunks(members: Iterable<[path: string, content: Uint8Array[]]>): Generator<Uint8Array> {
  const written: Written[] = []
  let position = 0
  for (const [path, content] of members) {
    const size = content.reduce((sum, part) => sum + part.length, 0)
    const crc = content.reduce((sum, part) => crc32(part, sum), 0)
    const member = { name: Buffer.from(path), crc, size, offset: position }
    const header = localHeader(member)
    position += header.length + size
    if (position > 0xffffffff || written.length === 0xffff)
      throw new RangeError(`a zip archive of more than 4 GiB or 65,535 members is not supported (at ${path})`)
    written.push(member)
    yield header
    yield* content
  }
  const directory = Buffer.concat(written.map(directoryEntry))
  yield directory
  yield endRecord(written.length, directory.length, position)
}

const utf8Names = 0x0800
const version = 20
/** 1 January 1980, the earliest date there is. */
const date = 0x0021

/** The 26 bytes that the local header and the directory share, from the version needed on. */
function sharedFields({ name, crc, size }: Written): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(version, 0)
  fields.writeUInt16LE(utf8Names, 2)
  fields.writeUInt16LE(date, 8)
  fields.writeUInt32LE(crc, 10)
  fields.writeUInt32LE(size, 14)
  fields.writeUInt32LE(size, 18)
  fields.writeUInt16LE(name.length, 22)
  return fields
}

function localHeader(member: Written): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04'), sharedFields(member), member.name])
}

function directoryEntry(member: Written): Buffer {
  const start = Buffer.from('PK\x01\x02\0\0')
  start.writeUInt16LE(version, 4)
  const end = Buffer.alloc(14)
  end.writeUInt32LE(member.offset, 10)
  return Buffer.concat([start, sharedFields(member), end, member.name])
}

function endRecord(entries: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22)
  record.write('PK\x05\x06', 'latin1')
  record.writeUInt16LE(entries, 8)
  record.writeUInt16LE(entries, 10)
  record.writeUInt32LE(size, 12)
  record.writeUInt32LE(offset, 16)
  return record
}
