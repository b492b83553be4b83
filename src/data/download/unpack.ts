/** Unpacks an archive into a new folder, which appears whole or not at all. */
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FaultError, UserError } from '../../errors.js'
import { withFile } from '../../formats/byte-source.js'
import { streamTar } from '../../formats/tar.js'
import { openZip } from '../../formats/zip.js'

/**
 * @param archive a .tar, .tar.gz, .tgz or .zip
 * @throws UserError if the archive is refused (nothing is written then), or `folder` exists
 * @throws FaultError if it cannot be written
 */
export async function unpack(archive: string, folder: string): Promise<void> {
  if (existsSync(folder)) throw new UserError(`${folder}: is there already; remove it to unpack again`)
  const temporary = `${resolve(folder)}.${process.pid}.tmp`
  try {
    mkdirSync(temporary, { recursive: true })
    await (archive.endsWith('.zip') ? unpackZip(archive, temporary) : unpackTar(archive, temporary))
    renameSync(temporary, folder)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    if (error instanceof UserError || error instanceof FaultError) throw error
    throw new FaultError(`${folder}: cannot be written (${(error as Error).message})`)
  }
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  // Once through without writing: an archive that is refused at its last member leaves no trace of its first.
  for await (const _ of streamTar(archive));
  for await (const { path, chunks } of streamTar(archive)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    await pipeline(Readable.from(chunks()), createWriteStream(join(folder, path)))
  }
}

async function unpackZip(archive: string, folder: string): Promise<void> {
  withFile(archive, source => {
    const zip = openZip(source)
    for (const path of zip.members.keys()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), zip.read(path))
    }
  })
}
