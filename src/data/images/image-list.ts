/** OpenOOD's image lists: a text file with one image a line, `relative/path label`, and a folder they lie in. */

import { statSync } from 'node:fs'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { once } from '../../once.js'
import { bytesOfName, nameOfBytes } from '../file-name.js'
import { some } from './classes.js'
import { digestOfFiles, readImageFile } from './image-folder.js'
import type { ImageItem, ImageSource, Listing } from './image-source.js'

export interface ListedImage {
  file: string
  label: number
}

/**
 * @param path the list
 * @param root the folder that its paths are relative to
 * @param classNames names by label; without them, a class is called after the folder that all its images lie
 *   in, if it has one of its own, else by its number
 */
export function listSource(path: string, root: string, classNames?: readonly string[]): ImageSource {
  const list = once(() => openList(path, root, classNames))
  return { list, digest: () => digestOfFiles(list().items) }
}

function openList(path: string, root: string, classNames?: readonly string[]): Listing {
  const listed = parseImageList(nameOfBytes(Buffer.from(readImageFile(path))), path)
  if (listed.length === 0)
    throw new UserError(`${path}: the list is empty; expected lines "relative/path label"`)
  checkPresence(path, root, listed)
  const classes = listed.reduce((most, { label }) => Math.max(most, label), -1) + 1
  if (classNames && classes > classNames.length)
    throw new UserError(
      `${path}: label ${classes - 1}, expected less than ${classNames.length} (the classes given)`,
    )
  const items: ImageItem[] = listed.map(({ file, label }) => {
    return { file, label, load: () => readImageFile(`${root}/${file}`) }
  })
  return { items, classNames: classNames ? [...classNames] : namesFromFolders(listed, classes) }
}

/** A larger label is a mistake, and would cost memory for as many class names. */
const maxLabel = 1_000_000

/**
 * The lines of a list. Line ends may be CRLF, the last may be missing, and blank lines are passed over. The
 * label is an integer from −1 (no class), or `{ "class_label": 1, … }` as OpenOOD's MOS lists have it.
 * @throws UserError naming the line
 */
export function parseImageList(text: string, name: string): ListedImage[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return lines.flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(line, `${name}, line ${i + 1}`)]))
}

function parseLine(line: string, place: string): ListedImage {
  // OpenOOD splits at the first blank, so its paths hold none.
  const blank = line.indexOf(' ')
  if (blank <= 0) throw new UserError(`${place}: ${JSON.stringify(line)}, expected "relative/path label"`)
  const file = line.slice(0, blank)
  if (file.startsWith('/') || file.split('/').includes('..'))
    throw new UserError(
      `${place}: the path ${JSON.stringify(file)} leaves the root folder; expected a relative one`,
    )
  return { file, label: parseLabel(line.slice(blank + 1).trim(), place) }
}

function parseLabel(text: string, place: string): number {
  const label = text.startsWith('{') ? classLabel(text) : /^[+-]?\d+$/.test(text) ? Number(text) : undefined
  if (typeof label === 'number' && Number.isInteger(label) && label >= -1 && label <= maxLabel) return label
  throw new UserError(
    `${place}: the label ${JSON.stringify(text)}, expected an integer from -1 to ${maxLabel}`,
  )
}

function classLabel(text: string): unknown {
  try {
    return JSON.parse(text).class_label
  } catch {
    return undefined
  }
}

function checkPresence(path: string, root: string, listed: readonly ListedImage[]): void {
  const missing = listed.filter(
    ({ file }) => !statSync(bytesOfName(`${root}/${file}`), { throwIfNoEntry: false }),
  )
  if (missing.length === 0) return
  const names = some(missing.map(({ file }) => file))
  throw new UserError(
    `${path}: ${missing.length} of ${counted(listed.length, 'listed image')} ${missing.length === 1 ? 'is' : 'are'} not below ${root}: ${names}`,
  )
}

function namesFromFolders(listed: readonly ListedImage[], classes: number): string[] {
  const folders = Array.from({ length: classes }, () => new Set<string>())
  for (const { file, label } of listed) if (label >= 0) folders[label]!.add(file.split('/').at(-2) ?? '')
  const names = folders.map((own, label) => (own.size === 1 && !own.has('') ? [...own][0]! : String(label)))
  return new Set(names).size === names.length ? names : names.map((_, label) => String(label))
}
