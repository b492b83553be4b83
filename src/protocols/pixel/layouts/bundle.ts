/**
 * The bundle of validation sets that the authors of Mask2Anomaly gave out, in wide use:
 * `{RoadAnomaly, RoadAnomaly21, RoadObsticle21, fs_static, FS_LostFound_full}/images/<n>.*` with `labels_masks/<n>.png`.
 */
import type { FileTree } from '../../../data/scenes/file-tree.js'
import { type FilePair, type PairingRules, pairFiles } from '../../../data/scenes/pair-files.js'
import { pathIn, stemOf } from '../file-names.js'
import type { SceneSource } from '../scene-source.js'

/** Its folder by benchmark; the misspelling is its own. */
export const bundleFolders = {
  'road-anomaly': 'RoadAnomaly',
  'smiyc-anomaly': 'RoadAnomaly21',
  'smiyc-obstacle': 'RoadObst[ai]cle21',
  'fishyscapes-static': 'fs_static',
  'fishyscapes-laf': 'FS_LostFound_full',
} as const

export interface PairingOptions {
  skipUnlabelled?: boolean
}

/** Undefined where the tree has no such folder. */
export function bundleScenes(
  tree: FileTree,
  { skipUnlabelled }: PairingOptions,
  folder: string,
): SceneSource[] | undefined {
  const filesIn = (part: string) => {
    const inside = new RegExp(`(^|/)${folder}/${part}/[^/]+$`)
    return tree.files.filter(file => inside.test(pathIn(tree, file)))
  }
  const [images, labels] = [filesIn('images'), filesIn('labels_masks')]
  if (images.length === 0) return undefined
  const names = { imageKey: stemOf, labelKey: stemOf }
  return scenesOf(tree, { images, labels, ...names, unlabelled: skipUnlabelled ? 'skip' : 'refuse' }).sort(
    (a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }),
  )
}

/** Scenes of pairs of files as they lie. */
export const scenesOf = (tree: FileTree, rules: Omit<PairingRules, 'path'>): SceneSource[] =>
  pairFiles({ path: tree.path, ...rules }).pairs.map(pair => sceneOf(tree, pair))

export const sceneOf = (tree: FileTree, { key, image, label }: FilePair): SceneSource => ({
  id: key,
  imagePlace: tree.nameOf(image),
  readImage: () => tree.read(image),
  ...(label !== undefined && { labelPlace: tree.nameOf(label), readLabel: () => tree.read(label) }),
})
