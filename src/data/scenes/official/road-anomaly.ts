/**
 * RoadAnomaly (Lis et al. 2019): `frames/<name>.jpg` (or .webp) with `frames/<name>.labels/labels_semantic.png`; a
 * `frame_list.json` beside `frames` says which frames the set consists of, and in which order.
 */
import { z } from 'zod'
import { folderOf, nameOf, pathIn, stemOf } from '../../trees/file-names.js'
import type { FileTree } from '../../trees/file-tree.js'
import { pairFiles } from '../../trees/pair-files.js'
import { readTreeJson } from '../../trees/read-json.js'
import { isImageName } from '../../walk.js'
import type { OfficialFiles, Unlabelled } from './official-files.js'

/** Undefined where the tree has no such frames. */
export function roadAnomalyFiles(tree: FileTree, unlabelled: Unlabelled): OfficialFiles | undefined {
  const inFrames = (file: string) => /(^|\/)frames$/.test(folderOf(pathIn(tree, file)))
  const images = tree.files.filter(file => inFrames(file) && isImageName(file))
  const labels = tree.files.filter(file => nameOf(file) === 'labels_semantic.png')
  if (images.length === 0) return undefined
  const listed = listedFrames(tree, folderOf(folderOf(images[0]!)))
  const kept = (key: string) => (!listed || listed.has(key) ? key : undefined)
  const { pairs, skipped } = pairFiles({
    ...{ path: tree.path, images, labels, unlabelled },
    imageKey: file => kept(stemOf(file)),
    labelKey: file => kept(stemOf(folderOf(file))),
  })
  if (listed) pairs.sort((a, b) => listed.get(a.key)! - listed.get(b.key)!)
  return { pairs, skipped }
}

/** Places of the frames by their name without its end: copies converted their images and left the list alone. */
function listedFrames(tree: FileTree, folder: string): ReadonlyMap<string, number> | undefined {
  const file = folder === '' ? 'frame_list.json' : `${folder}/frame_list.json`
  if (!tree.has(file)) return undefined
  const names = readTreeJson(tree, file, z.array(z.string()).nonempty())
  return new Map(names.map((name, i) => [stemOf(name), i]))
}
