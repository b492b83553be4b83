/**
 * A packed set as a file. Layout, little-endian:
 *
 *     "uno pack 1\n" | uint32 h | sha256 of the header (32 bytes) | header, h bytes of JSON
 *     | labels, int32 [count] | images, uint8 [count, height, width, 3]
 */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeAtomically } from '../../formats/atomic-write.js'
import { withFile } from '../../formats/byte-source.js'
import { contentHash, type PackedSet } from './packed-set.js'

const magic = Buffer.from('uno pack 1\n')
const headerStart = magic.length + 4 + 32

type Header = Pick<PackedSet, 'name' | 'count' | 'height' | 'width' | 'classNames' | 'files' | 'odd' | 'hash'>

/** @throws if the disk is full or the folder cannot be written */
export function writePack(path: string, set: PackedSet): void {
  const { images, labels, ...head } = set
  const header = Buffer.from(JSON.stringify(head satisfies Header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(header.length)
  const labelBytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength)
  mkdirSync(dirname(path), { recursive: true })
  writeAtomically(path, [magic, length, sha256(header), header, labelBytes, images])
}

/** The set, or nothing if there is no such file or any byte of it is not as it was written. */
export function readPack(path: string): PackedSet | undefined {
  const bytes = readIfThere(path)
  if (!bytes || bytes.length < headerStart || !bytes.subarray(0, magic.length).equals(magic)) return undefined
  const headerEnd = headerStart + bytes.readUInt32LE(magic.length)
  const header = bytes.subarray(headerStart, headerEnd)
  if (!sha256(header).equals(bytes.subarray(magic.length + 4, headerStart))) return undefined
  const head = JSON.parse(header.toString()) as Header
  const imagesStart = headerEnd + 4 * head.count
  if (bytes.length !== imagesStart + head.count * head.height * head.width * 3) return undefined
  // A copy: the file's offset need not be a multiple of four.
  const labels = new Int32Array(Uint8Array.from(bytes.subarray(headerEnd, imagesStart)).buffer)
  const set = { ...head, labels, images: bytes.subarray(imagesStart) }
  return contentHash(set) === head.hash ? set : undefined
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return withFile(path, ({ size, read }) => Buffer.from(read(0, size).buffer))
  } catch {
    return undefined // Not there, or not to be read: either way it is made again.
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
