/** Files that appear whole or not at all. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { FaultError } from '../errors.js'

/**
 * Writes `chunks` to a temporary name beside `path`, syncs, and renames. Whatever was under `path` stays
 * until then, and stays for good if anything fails.
 * @throws FaultError that names the path and the free space
 */
export function writeAtomically(path: string, chunks: Iterable<Uint8Array>): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeSynced(temporary, chunks)
    renameSync(temporary, path)
    syncFolder(dirname(path))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error instanceof Error && 'code' in error ? new FaultError(failure(path, error)) : error
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

function failure(path: string, error: Error): string {
  let free = ''
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    free = `; ${Math.round((bavail * bsize) / 1e6)} MB are free there`
  } catch {
    // The folder may be what is missing; the error says so already.
  }
  return `${path}: cannot be written (${error.message})${free}`
}
