/** Small images, folders and archives for the tests of data sets. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import { encodePng } from '../../src/formats/png-write.js'

/** The real sets of issue 7, where a machine has them. */
export const realData = resolve(process.env.UNO_DATA ?? join(import.meta.dirname, '../../../shared/data'))

/** An empty folder that lives as long as the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'uno-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A PNG whose pixels all differ by `seed`. */
export function png(seed: number, width = 4, height = width): Uint8Array {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (seed * 37 + i * 11) % 256)
  return encodePng({ width, height, data })
}

/** Writes files by path below `folder`, making folders as needed; gives the folder. */
export function writeTree(folder: string, files: Record<string, Uint8Array | string>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** A ustar archive of regular files, gzipped. */
export function tarGz(files: Record<string, Uint8Array | string>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const bytes = Buffer.from(content)
    return [tarHeader(name, bytes.length), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000644\0', 100)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        0ustar\u000000', 148)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}
