/** gzip in memory, with a limit on what comes out. */
import { gunzipSync } from 'node:zlib'
import { UserError } from '../errors.js'
import { type ArchiveLimits, ratioFrom } from './archive-rules.js'

export const isGzip = (start: Uint8Array): boolean => start[0] === 0x1f && start[1] === 0x8b

/** @throws UserError that names the file, if it is damaged or unpacks to more than the limits allow */
export function gunzipped(packed: Uint8Array, name: string, { ratio, bytes }: ArchiveLimits): Uint8Array {
  // A buffer holds less than 2³² bytes.
  const most = Math.min(bytes, Math.max(ratio * packed.length, ratioFrom), 2 ** 32 - 1)
  try {
    return gunzipSync(packed, { maxOutputLength: most })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new UserError(`${name}: unpacks to more than ${most} bytes, the limit`)
    throw new UserError(`${name}: damaged or cut gzip data (${message})`)
  }
}
