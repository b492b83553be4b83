/** tar, tar.gz and zip archives unpacked to a folder that appears whole or not at all. */
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FaultError, UserError } from '../errors.js'
import { archiveKind } from './archive-kind.js'
import type { ArchiveLimits } from './archive-rules.js'
import { openFile } from './byte-source.js'
import { quoted } from './quoted.js'
import { streamTar } from './tar.js'
import { openZip } from './zip.js'
import { memberChunks } from './zip-stream.js'

interface Member {
  path: string
  chunks(): AsyncIterable<Uint8Array>
}

/**
 * Unpacks `archive` (type by content) into the new folder `folder`. All names are checked before the first
 * byte is written; what was written is removed if anything fails.
 * @throws UserError if the archive is refused, or the folder is there already; FaultError if writing fails
 */
export async function unpack(
  archive: string,
  folder: string,
  limits: Partial<ArchiveLimits> = {},
): Promise<void> {
  if (existsSync(folder))
    throw new UserError(`${folder}: is there already; remove it, or choose another folder`)
  const paths: string[] = []
  for await (const { path } of membersOf(archive, limits)) paths.push(path)
  checkTree(archive, paths)
  const partial = `${resolve(folder)}.${process.pid}.partial`
  try {
    mkdirSync(partial, { recursive: true })
    for await (const { path, chunks } of membersOf(archive, limits))
      await write(join(partial, path), chunks())
    renameSync(partial, folder)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    throw error instanceof Error && 'syscall' in error ? new FaultError(`${folder}: ${error.message}`) : error
  }
}

async function* membersOf(archive: string, limits: Partial<ArchiveLimits>): AsyncGenerator<Member> {
  if (archiveKind(archive) !== 'zip') return yield* streamTar(archive, limits)
  const source = openFile(archive)
  try {
    for (const member of openZip(source, limits).members.values())
      yield { path: member.path, chunks: () => memberChunks(source, member) }
  } finally {
    source.close()
  }
}

/** No file may stand where another needs a folder. */
function checkTree(archive: string, paths: string[]): void {
  const files = new Set(paths)
  for (const path of paths)
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
      if (files.has(path.slice(0, at)))
        throw new UserError(`${archive}: member ${quoted(path.slice(0, at))} is a file and a folder`)
}

async function write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  // Never over something that is there: two names may be one to the file system.
  await pipeline(Readable.from(chunks), createWriteStream(path, { flags: 'wx' }))
}
