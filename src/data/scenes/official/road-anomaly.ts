/** RoadAnomaly (Lis et al. 2019): `frames/<name>.jpg` (or .webp) with `frames/<name>.labels/labels_semantic.png`. */

import { folderOf, nameOf, pathIn, stemOf } from '../../trees/file-names.js'
import type { FileTree } from '../../trees/file-tree.js'
import { pairFiles } from '../../trees/pair-files.js'
import { isImageName } from '../../walk.js'
import type { OfficialFiles, Unlabelled } from './official-files.js'

/** Undefined where the tree has no such frames. */
export function roadAnomalyFiles(tree: FileTree, unlabelled: Unlabelled): OfficialFiles | undefined {
  const inFrames = (file: string) => /(^|\/)frames$/.test(folderOf(pathIn(tree, file)))
  const images = tree.files.filter(file => inFrames(file) && isImageName(file))
  const labels = tree.files.filter(file => nameOf(file) === 'labels_semantic.png')
  if (images.length === 0) return undefined
  const keys = { imageKey: stemOf, labelKey: (file: string) => stemOf(folderOf(file)) }
  return pairFiles({ path: tree.path, images, labels, ...keys, unlabelled })
}
