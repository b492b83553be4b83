/** RoadAnomaly (Lis et al. 2019): `frames/<name>.jpg` (or .webp) with `frames/<name>.labels/labels_semantic.png`. */
import type { FileTree } from '../../../data/scenes/file-tree.js'
import { isImageName } from '../../../data/walk.js'
import { folderOf, nameOf, pathIn, stemOf } from '../file-names.js'
import type { SceneSource } from '../scene-source.js'
import { type PairingOptions, scenesOf } from './bundle.js'

export function roadAnomalyScenes(
  tree: FileTree,
  { skipUnlabelled }: PairingOptions,
): SceneSource[] | undefined {
  const inFrames = (file: string) => /(^|\/)frames$/.test(folderOf(pathIn(tree, file)))
  const images = tree.files.filter(file => inFrames(file) && isImageName(file))
  const labels = tree.files.filter(file => nameOf(file) === 'labels_semantic.png')
  if (images.length === 0) return undefined
  const keys = { imageKey: stemOf, labelKey: (file: string) => stemOf(folderOf(file)) }
  return scenesOf(tree, { images, labels, ...keys, unlabelled: skipUnlabelled ? 'skip' : 'refuse' })
}
