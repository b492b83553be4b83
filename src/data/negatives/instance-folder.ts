/** A folder of pictures with instance maps: `images/<name>.*` and `instances/<name>.png`, 0 = background, 8 or 16 bits. */
import { UserError } from '../../errors.js'
import type { FileTree } from '../trees/file-tree.js'
import { pairFiles, stem } from '../trees/pair-files.js'
import { isImageName } from '../walk.js'
import type { NegativeSource } from './negative-source.js'
import type { NegativeSpec } from './negative-spec.js'
import { pictureSource } from './picture-source.js'

const images = /^(?:([^/]+)\/)?images\//

const splitsOf = ({ files }: FileTree) => [
  ...new Set(files.flatMap(file => (images.test(file) ? [images.exec(file)![1] ?? ''] : []))),
]

export const isInstanceFolder = (tree: FileTree): boolean =>
  splitsOf(tree).some(split => tree.files.some(file => file.startsWith(`${prefix(split)}instances/`)))

const prefix = (split: string) => (split === '' ? '' : `${split}/`)

/** @throws UserError if the split is missing or must be named, a partner is missing, or categories are asked for */
export function instanceFolder(tree: FileTree, { split, categories, without }: NegativeSpec): NegativeSource {
  if (categories ?? without)
    throw new UserError(`${tree.path}: instance maps name no categories; leave categories out`)
  const known = splitsOf(tree)
  const chosen = split ?? (known.length === 1 ? known[0]! : undefined)
  if (chosen === undefined || !known.includes(chosen))
    throw new UserError(
      `${tree.path}: no split "${split ?? ''}" in it; known: ${known.map(one => one || '(none)').join(', ')}`,
    )
  const folders = ['images', 'instances'].map(name => `${prefix(chosen)}${name}/`) as [string, string]
  const inFolder = (folder: string) => tree.files.filter(file => file.startsWith(folder) && isImageName(file))
  const { pairs } = pairFiles({
    path: tree.path,
    images: inFolder(folders[0]),
    labels: inFolder(folders[1]),
    imageKey: file => stem(file.slice(folders[0].length)),
    labelKey: file => stem(file.slice(folders[1].length)),
  })
  const name = tree.path.replace(/^.*\//, '')
  return pictureSource({ tree, name: chosen ? `${name}/${chosen}` : name, pairs, background: 0 })
}
