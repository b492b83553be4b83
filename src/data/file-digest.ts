/** sha256 (hex) of a file of any size. */
import { createHash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import { openForReading } from '../formats/byte-source.js'
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
