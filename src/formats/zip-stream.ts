/** A zip member piece by piece, for members that should not be in memory whole. */
import { Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { UserError } from '../errors.js'
import type { ByteSource } from './byte-source.js'
import { quoted } from './quoted.js'
import { dataOffset } from './zip.js'
import type { ZipMember } from './zip-directory.js'

const pieceSize = 1024 * 1024

/** Stops as soon as more comes out than the directory says; the checksum is compared after the last piece. */
export async function* memberChunks(source: ByteSource, member: ZipMember): AsyncGenerator<Uint8Array> {
  const damaged = (why: string) =>
    new UserError(`${source.name}: member ${quoted(member.path)} is damaged: ${why}`)
  let size = 0
  let crc = 0
  try {
    for await (const chunk of unpackedPieces(source, member)) {
      size += chunk.length
      if (size > member.size)
        throw damaged(`it unpacks to more than the ${member.size} bytes that are announced`)
      crc = crc32(chunk, crc)
      yield chunk
    }
  } catch (error) {
    throw error instanceof Error && 'code' in error ? damaged(error.message) : error
  }
  if (size !== member.size || crc !== member.crc)
    throw damaged('its size or CRC-32 is not what the directory says')
}

function unpackedPieces(
  source: ByteSource,
  member: ZipMember,
): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  const packed = packedPieces(source, member)
  return member.method === 'stored'
    ? packed
    : Readable.from(packed).compose(createInflateRaw({ chunkSize: pieceSize }))
}

function* packedPieces(source: ByteSource, member: ZipMember): Generator<Uint8Array> {
  const start = dataOffset(source, member)
  for (let done = 0; done < member.packedSize; done += pieceSize)
    yield source.read(start + done, Math.min(pieceSize, member.packedSize - done))
}
