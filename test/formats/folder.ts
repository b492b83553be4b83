import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

/** A new folder for the time of the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'uno-formats-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A file in a folder of its own. */
export function temporaryFile(name: string, content: Uint8Array | string): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

/** Path → content of all files below a folder. */
export function treeOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file =>
    statSync(join(folder, file)).isFile(),
  )
  return Object.fromEntries(files.sort().map(file => [file, readFileSync(join(folder, file), 'latin1')]))
}

const goldens = resolve(import.meta.dirname, '../goldens/image/formats')

/** Path of a file of the golden case `image/formats`. */
export const golden = (name: string): string => join(goldens, name)

/** Contents of all its files in a folder, the good ones and the bad. */
export function goldenFiles(folder: string): Uint8Array[] {
  return readdirSync(golden(folder))
    .sort()
    .map(name => readFileSync(golden(`${folder}/${name}`)))
}
