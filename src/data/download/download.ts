/** Downloads one file: resumed where the server allows it, retried, limited, and accepted by its hash alone. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { FaultError, UserError } from '../../errors.js'
import { type Checksum, digestOfFile } from './checksum.js'
import { Partial } from './partial.js'
import { Interrupted } from './request.js'
import { type TransferSettings, transfer } from './transfer.js'

export interface DownloadOptions {
  checksum?: Checksum
  /** Size of the file; what is longer or shorter is refused. */
  bytes?: number
  /** Bytes at most, where neither `bytes` nor the server says how many will come. */
  limit?: number
  /** Failures in a row, without a byte gained, that are taken. */
  retries?: number
  /** Milliseconds before the first retry; doubled for each that follows. */
  backoff?: number
  /** Milliseconds without a byte after which an attempt is given up. */
  stallTimeout?: number
  onProgress?: (received: number, size: number | undefined) => void
}

interface Settings extends TransferSettings {
  checksum?: Checksum
  retries: number
  backoff: number
}

/**
 * Fetches `url` to `target`, which appears whole and checked or not at all. An interrupted download leaves
 * `target.part`, and the next call goes on from there if the file is still the same.
 * @throws FaultError; with a wrong checksum the file is kept as `target.bad`
 */
export async function download(url: string, target: string, options: DownloadOptions = {}): Promise<void> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UserError(`${url}: expected an http or https URL`)
  const allowOtherHost = options.checksum !== undefined
  const defaults = { limit: 50e9, retries: 5, backoff: 1000, stallTimeout: 30_000 }
  const settings: Settings = { ...defaults, ...options, allowOtherHost }
  mkdirSync(dirname(target), { recursive: true })
  const partial = new Partial(target)
  const isSpliced = await transferAll(url, partial, settings)
  let digest = await digestOf(partial, settings)
  if (isSpliced && digest !== settings.checksum?.digest) {
    // Put together from several replies it may be a mixture, whatever the server's headers said.
    partial.discard()
    await transferAll(url, partial, settings)
    digest = await digestOf(partial, settings)
  }
  if (digest !== settings.checksum?.digest)
    throw wrongHash(url, partial.finish('bad'), digest, settings.checksum!)
  partial.finish('good')
}

const digestOf = async ({ path }: Partial, { checksum }: Settings): Promise<string | undefined> =>
  checksum && (await digestOfFile(path, checksum.algorithm))

function wrongHash(
  url: string,
  kept: string,
  found: string | undefined,
  { algorithm, digest }: Checksum,
): FaultError {
  return new FaultError(
    `${url}: ${algorithm} ${found}, expected ${digest}; kept as ${kept} and not unpacked; ` +
      'try again, or give another source with --url',
  )
}

/** Repeats attempts until all bytes are there. Gives whether they are of more than one reply. */
async function transferAll(url: string, partial: Partial, settings: Settings): Promise<boolean> {
  for (let failures = 0; ; ) {
    const before = partial.resumable(url)?.size ?? 0
    try {
      return await transfer(url, partial, settings)
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error
      const hasGained = (partial.resumable(url)?.size ?? 0) > before
      failures = hasGained ? 1 : failures + 1
      if (failures > settings.retries)
        throw new FaultError(
          `${error.message}; given up after ${failures} failures in a row; try again later`,
        )
    }
    await pause(settings.backoff * 2 ** (failures - 1))
  }
}
