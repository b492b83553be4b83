/** What a downloaded file must hash to. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { UserError } from '../../errors.js'

export interface Checksum {
  algorithm: 'sha256' | 'md5'
  /** Hexadecimal, lower case. */
  digest: string
}

/** @throws UserError if it is not 64 hexadecimal digits */
export function sha256Of(text: string): Checksum {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new UserError(`sha256 "${text}": expected 64 hexadecimal digits`)
  return { algorithm: 'sha256', digest: text.toLowerCase() }
}

export async function digestOfFile(path: string, algorithm: Checksum['algorithm']): Promise<string> {
  const hash = createHash(algorithm)
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk as Buffer)
  return hash.digest('hex')
}
