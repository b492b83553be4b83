/** A scene set over the files of a tree: what the readers of all layouts end in. */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { FileTree } from './file-tree.js'
import type { Legend } from './legend.js'
import type { FilePair } from './pair-files.js'
import { readScene } from './read-scene.js'
import type { SceneItem, SceneSet } from './scene-set.js'

export interface TreeSet extends Pick<SceneSet, 'kind' | 'classNames' | 'colours'> {
  tree: FileTree
  name?: string
  pairs: readonly FilePair[]
  skipped?: readonly string[]
  legendOf: (label: string) => Legend
  /** Files besides the pairs that the scenes follow from. */
  others?: readonly string[]
}

export function treeSet({ tree, pairs, legendOf, others = [], ...set }: TreeSet): SceneSet {
  const items = pairs.map(({ image, label }): SceneItem => {
    const named = (file: string) => ({ name: tree.nameOf(file), bytes: tree.read(file) })
    const load = (maxPixels?: number) =>
      readScene(
        named(image),
        label === undefined ? undefined : { ...named(label), legend: legendOf(label) },
        maxPixels,
      )
    return { id: image, imageFile: image, labelFile: label, load }
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
  // Equal legends are one object in the readers, so this is short.
  const meanings = () =>
    [...new Set(pairs.map(({ label }) => label && legendOf(label)))].map(legend =>
      legend ? [...legend.table] : null,
    )
  return { ...set, name: set.name ?? basename(tree.path), path: tree.path, items, fingerprint }
}
