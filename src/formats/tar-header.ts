/** One 512-byte header of a tar archive. Source: POSIX.1-2008 pax, and GNU tar's manual for types L and K. */
import { UserError } from '../errors.js'

export interface TarHeader {
  name: string
  size: number
  /** The type flag; NUL and `7` are given as `0`, a regular file. */
  type: string
}

/** @throws UserError if it is no header: wrong checksum, or a number that is none */
export function parseTarHeader(block: Uint8Array, archive: string): TarHeader {
  const bytes = Buffer.from(block.buffer, block.byteOffset, 512)
  if (checksum(bytes) !== octal(bytes.subarray(148, 156)))
    throw new UserError(`${archive}: not a tar archive, or damaged: the checksum of a header is wrong`)
  const flag = String.fromCharCode(bytes[156]!)
  const isPosix = bytes.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = isPosix ? text(bytes.subarray(345, 500)) : ''
  const name = text(bytes.subarray(0, 100))
  const size = sizeOf(bytes.subarray(124, 136))
  if (size === undefined)
    throw new UserError(`${archive}: member ${JSON.stringify(name)}: its size is no number ≥ 0`)
  return { name: prefix ? `${prefix}/${name}` : name, size, type: flag === '\0' || flag === '7' ? '0' : flag }
}

/** The sum of all bytes, with those of the checksum taken as blanks. */
function checksum(bytes: Buffer): number {
  let sum = 8 * 32
  for (let i = 0; i < 512; i++) if (i < 148 || i >= 156) sum += bytes[i]!
  return sum
}

/** NUL-terminated UTF-8; what is not UTF-8 is taken as latin-1, so that two names never become one. */
export function text(field: Buffer): string {
  const end = field.indexOf(0)
  const bytes = end < 0 ? field : field.subarray(0, end)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

function octal(field: Buffer): number | undefined {
  const digits = field.toString('latin1').replace(/^ +|[ \0]+$/g, '')
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined
}

/** Octal digits, or GNU's base 256 (first bit set; a second set bit would mean a negative number). */
function sizeOf(field: Buffer): number | undefined {
  if (!(field[0]! & 0x80)) return octal(field)
  if (field[0] !== 0x80) return undefined
  const size = Number(BigInt(`0x${field.subarray(1).toString('hex')}`))
  return Number.isSafeInteger(size) ? size : undefined
}
