/** Which archive a file is, by its content and then by its name. */
import { constants, gunzipSync } from 'node:zlib'
import { withFile } from './byte-source.js'
import { isGzip } from './gunzip.js'

/** Enough, packed, for the first header of a tar. */
const startLength = 64 * 1024

const tarSuffix = /\.(tar|tar\.gz|tgz)$/i

/** Whether a name is that of a tar, packed or not. */
export const isTarName = (path: string): boolean => tarSuffix.test(path)

export const withoutTarSuffix = (path: string): string => path.replace(tarSuffix, '')

/** What `unpack` makes a folder of; a gzip of something else is none. */
export function archiveKind(path: string): 'zip' | 'tar' | undefined {
  const start = withFile(path, ({ size, read }) => read(0, Math.min(startLength, size)))
  // The first member, or the end of an archive without any.
  if (['PK\x03\x04', 'PK\x05\x06'].includes(latin(start, 0, 4))) return 'zip'
  const unpacked = isGzip(start) ? startOfGzip(start) : start
  return latin(unpacked, 257, 262) === 'ustar' || isTarName(path) ? 'tar' : undefined
}

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from, to)

function startOfGzip(start: Uint8Array): Uint8Array {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * startLength })
  } catch {
    return new Uint8Array() // Damaged, or more than any header: what reads it will say.
  }
}
