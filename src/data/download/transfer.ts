/** One attempt at a file: from its beginning, or the rest of a part if the file is still the same. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { FaultError } from '../../errors.js'
import type { Partial, Version } from './partial.js'
import { Interrupted, type Reply, request } from './request.js'

export interface TransferSettings {
  /** Size of the file; what is longer or shorter is refused. */
  bytes?: number
  /** Bytes at most, where neither `bytes` nor the server says how many will come. */
  limit: number
  /** Milliseconds without a byte after which the attempt is given up. */
  stallTimeout: number
  /** Whether a redirect may lead to another host: only when a checksum decides in the end. */
  allowOtherHost: boolean
  onProgress?: (received: number, size: number | undefined) => void
}

/**
 * One exchange. Gives whether the file is put together from several.
 * @throws Interrupted if another attempt may help, FaultError if none will
 */
export async function transfer(url: string, partial: Partial, settings: TransferSettings): Promise<boolean> {
  const had = partial.resumable(url)
  if (had && had.size === had.version.size) return true
  const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'uno' }
  if (had) Object.assign(headers, { range: `bytes=${had.size}-`, 'if-range': had.version.validator })
  const reply = await request(url, headers, settings)
  if (had && reply.status === 206 && continues(reply, had)) {
    await receive(reply, partial, had.size, had.version.size, settings)
    return true
  }
  if (had && (reply.status === 206 || reply.status === 416)) {
    // Another file by now, or no such range: nothing of the old one is of use.
    await reply.body.return(undefined)
    partial.discard()
    throw new Interrupted(`${url}: the file has changed since the download began`)
  }
  checkStatus(url, reply)
  const version = versionOf(url, reply)
  partial.discard()
  partial.note(version)
  await receive(reply, partial, 0, version.size, settings)
  return false
}

/** Whether a partial reply is the rest of the very file whose beginning is there. */
function continues({ headers }: Reply, had: { size: number; version: Version }): boolean {
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers.get('content-range') ?? '')
  if (!range) return false
  const [, first, last, size] = range.map(Number) as [number, number, number, number]
  const isSame = validatorOf(headers) === had.version.validator
  return isSame && first === had.size && last === size - 1 && size === (had.version.size ?? size)
}

function checkStatus(url: string, { status, headers }: Reply): void {
  if (status === 408 || status === 429 || status >= 500)
    throw new Interrupted(`${url}: the server says ${status}`)
  if (status !== 200)
    throw new FaultError(
      `${url}: the server says ${status}; the file may have moved; give its URL with --url`,
    )
  if (/^text\/html/i.test(headers.get('content-type') ?? ''))
    throw new FaultError(
      `${url}: sends a web page, expected a file; open it in a browser to see what it says`,
    )
}

function versionOf(url: string, { headers }: Reply): Version {
  const length = headers.get('content-length')
  return { url, validator: validatorOf(headers), size: length === null ? undefined : Number(length) }
}

/** A weak ETag does not vouch for bytes. */
function validatorOf(headers: Headers): string | undefined {
  const etag = headers.get('etag')
  return (etag && !etag.startsWith('W/') ? etag : undefined) ?? headers.get('last-modified') ?? undefined
}

/** Appends the body to the part, from `start` on; `size` is the announced size of the whole. */
async function receive(
  { url, body }: Reply,
  partial: Partial,
  start: number,
  size: number | undefined,
  settings: TransferSettings,
): Promise<void> {
  const { bytes, limit, onProgress } = settings
  if (bytes !== undefined && size !== undefined && size !== bytes)
    throw new FaultError(`${url}: announces ${size} bytes, expected ${bytes}; give another source with --url`)
  const most = bytes ?? size ?? limit
  if (most > limit) throw new FaultError(`${url}: announces ${size} bytes, the limit is ${limit}`)
  let received = start
  const fd = openSync(partial.path, start === 0 ? 'w' : 'a')
  try {
    for await (const piece of body) {
      received += piece.length
      if (received > most) throw new FaultError(`${url}: sends more than the ${most} bytes that are expected`)
      write(fd, piece, partial.path)
      onProgress?.(received, bytes ?? size)
    }
  } finally {
    closeSync(fd)
  }
  if (received < (bytes ?? size ?? 0))
    throw new Interrupted(`${url}: ended after ${received} of ${bytes ?? size} bytes`)
}

function write(fd: number, piece: Uint8Array, path: string): void {
  try {
    for (let done = 0; done < piece.length; ) done += writeSync(fd, piece, done)
  } catch (error) {
    throw new FaultError(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`)
  }
}
