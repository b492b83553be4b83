/** Files that appear whole or not at all, and what is said where they cannot be written. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { FaultError, UserError } from '../errors.js'

/** A place cannot be written: no room, no permission, a disk that fails. */
export class UnwritableError extends FaultError {
  override name = 'UnwritableError'
}

/**
 * Runs what writes to `path`.
 * @throws UnwritableError that names the path and the free space
 */
export function writing<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UnwritableError(`${path}: cannot be written (${error.message})${freeAt(path)}`)
  }
}

/** A folder with those above it. @throws UnwritableError */
export const makeFolder = (path: string): void =>
  void writing(path, () => mkdirSync(path, { recursive: true }))

/** Bytes that the temporary name of a file may be longer than its own. */
export const temporaryRoom = '.4194304.tmp'.length

/**
 * Writes `chunks` to a temporary name beside `path`, syncs, and renames. Whatever was under `path` stays
 * until then, and stays for good if anything fails.
 * @throws UnwritableError that names the path and the free space
 */
export function writeAtomically(path: string, chunks: Iterable<Uint8Array>): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writing(path, () => {
      writeSynced(temporary, chunks)
      renameSync(temporary, path)
      syncFolder(dirname(path))
    })
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Writes a file with the folders above it. @throws as `writeAtomically` */
export function writeNewFile(path: string, content: Uint8Array): void {
  makeFolder(dirname(path))
  writeAtomically(path, [content])
}

/**
 * Fills a new folder under a temporary name beside it, and renames: it appears whole or not at all.
 * @throws UserError if the folder exists and is not empty
 */
export function writeFolderAtomically(folder: string, fill: (temporary: string) => void): void {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new UserError(`${folder}: is not empty; expected a new folder; remove it or name another`)
  const temporary = `${resolve(folder)}.${process.pid}.tmp`
  mkdirSync(dirname(temporary), { recursive: true })
  try {
    fill(temporary)
    renameSync(temporary, folder)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
}

function writeSynced(path: string, chunks: Iterable<Uint8Array>): void {
  const fd = openSync(path, 'w')
  try {
    for (const chunk of chunks)
      for (let done = 0; done < chunk.length; )
        done += writeSync(fd, chunk, done, Math.min(chunk.length - done, 2 ** 30))
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** The new name itself must survive a power cut too. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function freeAt(path: string): string {
  let folder = dirname(path)
  while (!existsSync(folder)) folder = dirname(folder)
  try {
    const { bavail, bsize } = statfsSync(folder)
    return `; ${Math.round((bavail * bsize) / 1e6)} MB are free there`
  } catch {
    // Not every file system can say.
    return ''
  }
}
