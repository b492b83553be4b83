/** sha256 (hex) of a file of any size. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { UserError } from '../errors.js'
import { heedInterruption } from '../interruption.js'

export function fileDigest(path: string): string {
  const fd = openForReading(path)
  try {
    const hash = createHash('sha256')
    const chunk = Buffer.allocUnsafe(4 * 1024 * 1024)
    for (let got = 0; (got = readSync(fd, chunk)) > 0; ) {
      heedInterruption()
      hash.update(chunk.subarray(0, got))
    }
    return hash.digest('hex')
  } finally {
    closeSync(fd)
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(code === 'ENOENT' ? `${path}: no such file` : `${path}: cannot be opened (${code})`)
  }
}
