/** Sets whose files hold raw pixels instead of image files: CIFAR's binary version and MNIST's idx. */

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { readCifar } from '../../formats/cifar.js'
import { readIdx } from '../../formats/idx.js'
import { fileDigest } from '../file-digest.js'
import { sortNaturally } from '../natural-order.js'
import type { ClassRules, ImageItem, ImageSource } from './image-source.js'

type Split = 'train' | 'test'

interface RawImages {
  count: number
  height: number
  width: number
  /** `[count, height, width, 3]`. */
  images: Uint8Array
  /** `[count]` */
  labels: Int32Array
}

interface RawFormat {
  /** Whether a file of this name is one, and of which split. */
  split(name: string): Split | undefined
  /** Other files that belong to it, where they are there. */
  companions(path: string): string[]
  read(path: string): RawImages
  classNames(path: string): string[]
}

const cifar10: RawFormat = {
  split: name =>
    name === 'test_batch.bin' ? 'test' : /^data_batch_\d+\.bin$/.test(name) ? 'train' : undefined,
  companions: path => existing(beside(path, 'batches.meta.txt')),
  read: path => ({ height: 32, width: 32, ...readCifar(path, 10) }),
  classNames: path => classNamesIn(beside(path, 'batches.meta.txt'), 10),
}

const cifar100: RawFormat = {
  split: name => (name === 'test.bin' ? 'test' : name === 'train.bin' ? 'train' : undefined),
  companions: path => existing(beside(path, 'fine_label_names.txt')),
  read: path => ({ height: 32, width: 32, ...readCifar(path, 100) }),
  classNames: path => classNamesIn(beside(path, 'fine_label_names.txt'), 100),
}

const mnist: RawFormat = {
  split: name => {
    const kind = /^(train|t10k)-images[-.]idx3-ubyte(\.gz)?$/.exec(name)?.[1]
    return kind === 'train' ? 'train' : kind ? 'test' : undefined
  },
  companions: path => [labelsOf(path)],
  read: path => readMnist(path, labelsOf(path)),
  classNames: () => ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
}

const formats = [cifar10, cifar100, mnist]
const formatOf = (path: string) => formats.find(format => format.split(basename(path)))

/** Whether a file, or a file in a folder, is of such a set by its name. */
export function isRaw(path: string, isFolder: boolean): boolean {
  return isFolder ? namesIn(path).some(name => formatOf(name)) : formatOf(path) !== undefined
}

/** A folder that cannot be listed has no names here; whoever lists its images says why. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A file, or those of a folder that belong to `split`. Given class names replace those beside the files. */
export function rawSource(
  path: string,
  isFolder: boolean,
  rules: ClassRules & { split?: Split },
): ImageSource {
  const files = isFolder ? filesOfSplit(path, rules.split) : [path]
  const format = formatOf(files[0]!)!
  const list = () => {
    const own = format.classNames(files[0]!)
    const classNames = rules.classNames ? [...rules.classNames] : own
    if (classNames.length !== own.length)
      throw new UserError(
        `${path}: ${counted(own.length, 'class', 'classes')}, expected the ${classNames.length} that are given`,
      )
    return { items: files.flatMap(file => itemsOf(format, file)), classNames }
  }
  const digest = () => {
    const all = files.flatMap(file => [file, ...format.companions(file)])
    return createHash('sha256').update(all.map(fileDigest).join()).digest('hex')
  }
  return { list, digest }
}

function filesOfSplit(folder: string, split?: Split): string[] {
  if (!split)
    throw new UserError(
      `${folder}: holds a training and a test split; say which, as ${folder}#train or ${folder}#test`,
    )
  const names = namesIn(folder).filter(name => formatOf(name)?.split(name) === split)
  if (names.length === 0) throw new UserError(`${folder}: no files of its ${split} split`)
  return sortNaturally(names).map(name => join(folder, name))
}

function itemsOf(format: RawFormat, path: string): ImageItem[] {
  const { count, height, width, images, labels } = format.read(path)
  const size = height * width * 3
  return Array.from({ length: count }, (_, n) => {
    const data = images.subarray(n * size, (n + 1) * size)
    return { file: `${basename(path)}/${n}`, label: labels[n]!, load: () => ({ width, height, data }) }
  })
}

const beside = (path: string, name: string) => join(dirname(path), name)
const existing = (path: string) => (existsSync(path) ? [path] : [])

/** One name a line; numbers if the file is not there. */
function classNamesIn(path: string, count: number): string[] {
  if (!existsSync(path)) return Array.from({ length: count }, (_, label) => String(label))
  const names = readFileSync(path, 'utf8').split(/\r?\n/).filter(Boolean)
  if (names.length !== count) throw new UserError(`${path}: ${names.length} names, expected ${count}`)
  return names
}

const labelsOf = (images: string) =>
  join(dirname(images), basename(images).replace('images', 'labels').replace('idx3', 'idx1'))

function readMnist(imagesPath: string, labelsPath: string): RawImages {
  const images = readIdx(imagesPath)
  const labels = readIdx(labelsPath)
  const [count = 0, height = 0, width = 0] = images.shape
  if (images.dtype !== 'uint8' || images.shape.length !== 3)
    throw new UserError(
      `${imagesPath}: ${images.dtype} [${images.shape}], expected uint8 [count, height, width]`,
    )
  if (labels.dtype !== 'uint8' || labels.shape.length !== 1 || labels.shape[0] !== count)
    throw new UserError(
      `${labelsPath}: ${labels.dtype} [${labels.shape}], expected uint8 [${count}], one an image`,
    )
  const wrong = labels.bytes.findIndex(label => label > 9)
  if (wrong >= 0)
    throw new UserError(`${labelsPath}: image ${wrong} has label ${labels.bytes[wrong]}, expected 0 to 9`)
  const rgb = new Uint8Array(count * height * width * 3)
  for (let i = 0; i < images.bytes.length; i++) rgb.fill(images.bytes[i]!, 3 * i, 3 * i + 3)
  return { count, height, width, images: rgb, labels: Int32Array.from(labels.bytes) }
}
