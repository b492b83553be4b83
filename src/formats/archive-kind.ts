/** Whether a file is an archive, by its content and then by its name. */
import { constants, gunzipSync } from 'node:zlib'
import { withFile } from './byte-source.js'
import { isGzip } from './gunzip.js'

/** Enough, packed, for the first header of a tar. */
const startLength = 64 * 1024

/** Whether `unpack` makes a folder of it: zip, tar, tar.gz (not the gzip of another file). */
export function isArchive(path: string): boolean {
  const start = withFile(path, ({ size, read }) => read(0, Math.min(startLength, size)))
  const latin = (bytes: Uint8Array, from: number, to: number) =>
    Buffer.from(bytes).toString('latin1', from, to)
  if (latin(start, 0, 4) === 'PK\x03\x04') return true
  const unpacked = isGzip(start) ? startOfGzip(start) : start
  return latin(unpacked, 257, 262) === 'ustar' || /\.(tar|tar\.gz|tgz)$/i.test(path)
}

function startOfGzip(start: Uint8Array): Uint8Array {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * startLength })
  } catch {
    return new Uint8Array() // Damaged, or more than any header: what reads it will say.
  }
}
