/** An image set: files with labels, wherever they lie, listed and read when they are needed. */

import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { isTarName } from '../../formats/archive-kind.js'
import { once } from '../../once.js'
import { fileDigest } from '../file-digest.js'
import { bytesOfName } from '../file-name.js'
import { archiveSource } from './image-archive.js'
import { folderSource } from './image-folder.js'
import { listSource } from './image-list.js'
import type { ClassRules, ImageItem, ImageSource, Listing } from './image-source.js'
import { isRaw, rawSource } from './raw-source.js'
import type { SetSpec } from './set-spec.js'

export interface ImageSet {
  readonly name: string
  /** What errors call it: the path that it was opened by. */
  readonly path: string
  readonly spec: SetSpec
  /** Listed at first use, which unpacks an archive. */
  readonly items: readonly ImageItem[]
  /** By label; empty if the set has no classes. */
  readonly classNames: readonly string[]
  /** One line on pictures beside the items that are of no kind that is read. */
  readonly passedOver?: string
  /**
   * sha256 over everything that `items` follow from, names and bytes of the images among them. The place of
   * the set is not part of it. Cheap for archives: nothing is unpacked.
   */
  fingerprint(): string
}

/**
 * Opens a set by path or by description. Nothing but the existence of the path is checked before first use.
 * @throws UserError
 */
export function openImageSet(given: string | SetSpec, rules: ClassRules = {}): ImageSet {
  const spec = typeof given === 'string' ? { path: given } : given
  const { order, titles } = readClassNames(spec)
  const classRules = { ...rules, classNames: rules.classNames ?? order }
  const source = chooseSource(spec, classRules)
  const listing = once(() => listChecked(source, spec, titles))
  const fingerprint = once(() => {
    checkFile(spec)
    const { layout, split, fromIndex, untilIndex, except = [] } = spec
    const choices = [layout, split, classRules.classNames, titles, fromIndex, untilIndex, ...except]
    return createHash('sha256')
      .update(JSON.stringify([source.digest(), ...choices]))
      .digest('hex')
  })
  return {
    name: spec.name ?? basename(spec.path),
    path: spec.path,
    spec,
    fingerprint,
    get items() {
      return listing().items
    },
    get classNames() {
      return listing().classNames
    },
    get passedOver() {
      return listing().passedOver
    },
  }
}

/** The reader for what lies at the path, told by what it is rather than by a declared kind. */
function chooseSource(spec: SetSpec, rules: ClassRules): ImageSource {
  const { path, root, layout, split } = spec
  const status = statSync(bytesOfName(path), { throwIfNoEntry: false })
  if (!status) throw new UserError(`${path}: no such file or folder`)
  const isFolder = status.isDirectory()
  if (isRaw(path, isFolder)) return rawSource(path, isFolder, { ...rules, split })
  if (split)
    throw new UserError(`${path}: the split "${split}" is of CIFAR and MNIST files, which are not there`)
  if (isFolder) return folderSource(path, { ...rules, layout })
  if (isTarName(path)) return archiveSource(path, rules)
  if (path.endsWith('.txt')) return listSource(path, root ?? dirname(path), rules.classNames)
  throw new UserError(
    `${path}: expected a folder of images, an image list (.txt) or a .tar(.gz), found another file`,
  )
}

function listChecked(source: ImageSource, spec: SetSpec, titles: Record<string, string>): Listing {
  checkFile(spec)
  const listed = source.list()
  checkCounts(spec, listed)
  const classNames = listed.classNames.map(name => titles[name] ?? name)
  return { classNames, items: select(listed.items, spec), passedOver: listed.passedOver }
}

function select(items: ImageItem[], spec: SetSpec): ImageItem[] {
  const { path, fromIndex = 0, untilIndex = Infinity, except = [] } = spec
  if (fromIndex === 0 && untilIndex === Infinity && except.length === 0) return items
  const chosen = items.filter(({ file }) => {
    const digits = /(\d+)(\.[^./]*)?$/.exec(file)?.[1]
    if (!digits) throw new UserError(`${path}: ${file} has no number, which fromIndex and untilIndex go by`)
    return isWithin(Number(digits), spec) && !except.some(range => isWithin(Number(digits), range))
  })
  const besides = except.length > 0 ? ' and is not left out' : ''
  if (chosen.length === 0)
    throw new UserError(`${path}: no image has a number from ${fromIndex} to ${untilIndex}${besides}`)
  return chosen
}

const isWithin = (number: number, { fromIndex = 0, untilIndex = Infinity }: Partial<SetSpec>): boolean =>
  number >= fromIndex && number < untilIndex

/** Refuses a file that is not the one described. */
function checkFile({ path, bytes, sha256 }: SetSpec): void {
  const size = bytes === undefined ? undefined : statSync(bytesOfName(path)).size
  if (size !== bytes) throw new UserError(`${path}: ${size} bytes, expected ${bytes}; fetch it again`)
  const digest = sha256 === undefined ? undefined : fileDigest(path)
  if (digest !== sha256) throw new UserError(`${path}: sha256 ${digest}, expected ${sha256}; fetch it again`)
}

function checkCounts({ path, images, classes, perClass }: SetSpec, { items, classNames }: Listing): void {
  const refuse = (found: string, expected: number) => new UserError(`${path}: ${found}, expected ${expected}`)
  if (images !== undefined && items.length !== images) throw refuse(counted(items.length, 'image'), images)
  if (classes !== undefined && classNames.length !== classes)
    throw refuse(counted(classNames.length, 'class', 'classes'), classes)
  if (perClass === undefined) return
  const counts = new Array<number>(classNames.length).fill(0)
  for (const { label } of items) counts[label]!++
  classNames.forEach((name, label) => {
    const expected = typeof perClass === 'number' ? perClass : (perClass[name] ?? 0)
    if (counts[label] !== expected) throw refuse(`${counted(counts[label]!, 'image')} of "${name}"`, expected)
  })
}

/** `classNames` as an order of labels (an array) or as readable names by folder (an object, or its file). */
function readClassNames({ classNames }: SetSpec): { order?: string[]; titles: Record<string, string> } {
  if (Array.isArray(classNames)) return { order: classNames, titles: {} }
  if (typeof classNames !== 'string') return { titles: classNames ?? {} }
  try {
    return { titles: z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(classNames, 'utf8'))) }
  } catch (error) {
    const reason = error instanceof z.ZodError ? 'expected an object of names by class folder' : String(error)
    throw new UserError(`${classNames}: no class names: ${reason}`)
  }
}
