/** A scene set over the files of a tree: what the readers of all layouts end in. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { imageHeader, uprightSize } from '../../formats/pixels.js'
import { headerStart } from '../images/image-folder.js'
import type { FileTree } from '../trees/file-tree.js'
import type { FilePair } from '../trees/pair-files.js'
import type { LabelTable } from './label-table.js'
import { glanceAtScene, readScene } from './read-scene.js'
import type { SceneItem, SceneSet, SceneSize } from './scene-set.js'

export interface TreeSet extends Pick<SceneSet, 'kind' | 'classNames' | 'colours'> {
  tree: FileTree
  name?: string
  pairs: readonly FilePair[]
  skipped?: readonly string[]
  /** Default: the image's path. */
  idOf?: (pair: FilePair) => string
  tableOf: (label: string) => LabelTable
  /** How scenes are made whose image is no picture yet; default: image and label are decoded. */
  loadOf?: (pair: FilePair) => SceneItem['load']
  /** Files besides the pairs that the scenes follow from. */
  others?: readonly string[]
}

export function treeSet(given: TreeSet): SceneSet {
  const { tree, pairs, idOf, tableOf, loadOf, others = [], ...set } = given
  const named = (file: string) => ({ name: tree.nameOf(file), bytes: tree.read(file) })
  const labelled = (label: string | undefined) =>
    label === undefined ? undefined : { ...named(label), table: tableOf(label) }
  const items = pairs.map((pair): SceneItem => {
    const { image, label } = pair
    const pictureDigest = () => createHash('sha256').update(tree.read(image)).digest('hex')
    const item = { id: idOf ? idOf(pair) : image, imageFile: image, labelFile: label, pictureDigest }
    if (loadOf) return { ...item, load: loadOf(pair) }
    const load = (maxPixels?: number) => readScene(named(image), labelled(label), maxPixels)
    const glance = (maxPixels?: number) => glanceAtScene(named(image), labelled(label), maxPixels)
    const size = () => sizeOf(tree, image)
    return { ...item, load, size, glance }
  })
  let digest: string | undefined
  const fingerprint = () => {
    const files = pairs.flatMap(({ image, label }) => (label === undefined ? [image] : [image, label]))
    digest ??= createHash('sha256')
      .update(JSON.stringify([tree.digest([...others, ...files]), set.kind, set.classNames, meanings()]))
      .update(JSON.stringify(files))
      .digest('hex')
    return digest
  }
  // Equal tables are one object in the readers, so this is short.
  const meanings = () =>
    [...new Set(pairs.map(({ label }) => label && tableOf(label)))].map(table =>
      table ? [...table.table] : null,
    )
  return { ...set, name: set.name ?? basename(tree.path), path: tree.path, items, fingerprint }
}

/** Of a JPEG the first bytes tell it, unless its metadata are long; other formats may say at their end how to turn. */
function sizeOf(tree: FileTree, file: string): SceneSize {
  const name = tree.nameOf(file)
  try {
    const start = tree.read(file, headerStart)
    if (imageHeader(start, name).format === 'jpeg') return uprightSize(start, name)
  } catch {
    // What is wrong is said of the whole file.
  }
  return uprightSize(tree.read(file), name)
}
