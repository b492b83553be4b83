/** The outermost of an HDF5 file: its superblock, and reading by address. */
import type { ByteSource } from '../byte-source.js'
import { imageType } from '../image-type.js'
import { Fields } from './fields.js'

/** Reads by address: offsets from where the superblock is. */
export interface Hdf5File {
  /** @throws Error if the file ends before */
  read(address: number, length: number, what: string): Fields
  bytes(address: number, length: number): Uint8Array
  size: number
  /** Address of the root group's object header. */
  root: number
}

const signature = '\x89HDF\r\n\x1a\n'

/** @throws Error with the reason: no HDF5 file, or one of a kind that is not read */
export function openHdf5(source: ByteSource): Hdf5File {
  const start = findSignature(source)
  const bytes = (address: number, length: number) => {
    if (address < 0 || !(start + address + length <= source.size))
      throw new Error('truncated: the file ends before its data')
    return source.read(start + address, length)
  }
  const read = (address: number, length: number, what: string) => new Fields(bytes(address, length), what)
  const version = bytes(8, 1)[0]!
  if (version > 3) throw new Error(`an HDF5 file with a superblock of version ${version}, expected 0 to 3`)
  const root = version < 2 ? oldRoot(read, version) : newRoot(read)
  return { read, bytes, size: source.size - start, root }
}

type Read = Hdf5File['read']

function oldRoot(read: Read, version: number): number {
  const fields = read(0, version === 0 ? 96 : 100, 'the superblock')
  fields.skip(13)
  checkSizes(fields.byte(), fields.byte())
  // Tree sizes and flags; the base address, free space, end and driver; offset of the root's name.
  fields.skip(1 + (version === 0 ? 8 : 12) + 32 + 8)
  return fields.address()
}

function newRoot(read: Read): number {
  const fields = read(0, 48, 'the superblock')
  fields.skip(9)
  checkSizes(fields.byte(), fields.byte())
  fields.skip(1 + 24)
  return fields.address()
}

function checkSizes(offsets: number, lengths: number): void {
  if (offsets !== 8 || lengths !== 8)
    throw new Error(`an HDF5 file with addresses of ${offsets} and lengths of ${lengths} bytes, expected 8`)
}

/** At 0, or behind a user block of 512, 1024, 2048 … bytes. */
function findSignature(source: ByteSource): number {
  const isHere = (at: number) =>
    at + signature.length + 1 <= source.size &&
    Buffer.from(source.read(at, signature.length)).toString('latin1') === signature
  if (isHere(0)) return 0
  for (let at = 512; at < source.size; at *= 2) if (isHere(at)) return at
  throw new Error(`not an HDF5 file (${likeness(source.read(0, Math.min(512, source.size)))})`)
}

function likeness(head: Uint8Array): string {
  const kind = imageType(head)
  return 'type' in kind ? `starts like a ${kind.type.toUpperCase()}` : kind.refusal
}
