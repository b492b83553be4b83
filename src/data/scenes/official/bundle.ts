/**
 * The bundle of validation sets that the authors of Mask2Anomaly gave out, in wide use:
 * `{RoadAnomaly, RoadAnomaly21, RoadObsticle21, fs_static, FS_LostFound_full}/images/<n>.*` with `labels_masks/<n>.png`.
 */
import { pathIn, stemOf } from '../../trees/file-names.js'
import type { FileTree } from '../../trees/file-tree.js'
import { pairFiles } from '../../trees/pair-files.js'
import type { OfficialFiles, Unlabelled } from './official-files.js'

/** Its folder by benchmark; the misspelling is its own. */
export const bundleFolders = {
  'road-anomaly': 'RoadAnomaly',
  'smiyc-anomaly': 'RoadAnomaly21',
  'smiyc-obstacle': 'RoadObst[ai]cle21',
  'fishyscapes-static': 'fs_static',
  'fishyscapes-laf': 'FS_LostFound_full',
} as const

/** Undefined where the tree has no such folder. */
export function bundleFiles(
  tree: FileTree,
  unlabelled: Unlabelled,
  folder: string,
): OfficialFiles | undefined {
  const filesIn = (part: string) => {
    const inside = new RegExp(`(^|/)${folder}/${part}/[^/]+$`)
    return tree.files.filter(file => inside.test(pathIn(tree, file)))
  }
  const [images, labels] = [filesIn('images'), filesIn('labels_masks')]
  if (images.length === 0) return undefined
  const names = { imageKey: stemOf, labelKey: stemOf }
  const { pairs, skipped } = pairFiles({ path: tree.path, images, labels, ...names, unlabelled })
  return { pairs: pairs.sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true })), skipped }
}
