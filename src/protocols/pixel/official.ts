/** The benchmarks of the paper by name, on the layouts that they come in (data readers in `layouts/`). */

import { existsSync } from 'node:fs'
import { counted } from '../../counted.js'
import { type FileTree, openFileTree } from '../../data/scenes/file-tree.js'
import { UserError } from '../../errors.js'
import { binaryLegend } from '../../metrics/index.js'
import { bundleFolders, bundleScenes, type PairingOptions } from './layouts/bundle.js'
import { lostAndFoundScenes, staticScenes } from './layouts/fishyscapes.js'
import { roadAnomalyScenes } from './layouts/road-anomaly.js'
import { smiycScenes } from './layouts/smiyc.js'
import type { SceneSetSource, SceneSource } from './scene-source.js'

export interface OfficialOptions extends PairingOptions {
  /** The folder, or tar archive, in which the data set lies. */
  root?: string
  /** All frames, those with hidden labels too, for a submission. */
  all?: boolean
}

type Reader = (tree: FileTree, options: OfficialOptions) => SceneSource[] | undefined

interface Official {
  read: Reader
  /** What is sought below the root, for messages. */
  layout: string
  about: Partial<SceneSetSource>
}

const official = {
  'fishyscapes-laf': {
    read: lostAndFoundScenes,
    layout: '<frame>_labels.png with Lost & Found’s <frame>_leftImg8bit.png, or FS_LostFound_full/images',
    about: { declaredImages: 100, declaredSize: [1024, 2048], submission: { form: 'fishyscapes' } },
  },
  'fishyscapes-static': {
    read: staticScenes,
    layout: '<frame>_labels.png with <frame>_rgb.jpg, .png or .npz (and Cityscapes), or fs_static/images',
    about: { declaredImages: 30, declaredSize: [1024, 2048], submission: { form: 'fishyscapes' } },
  },
  'road-anomaly': {
    read: roadAnomalyScenes,
    layout: 'frames/<name>.jpg with frames/<name>.labels/labels_semantic.png, or RoadAnomaly/images',
    about: { declaredImages: 60, declaredSize: [720, 1280], legend: 'found' },
  },
  'smiyc-anomaly': {
    read: (tree, options) => smiycScenes(tree, 'anomaly', options),
    layout: 'dataset_AnomalyTrack/images with labels_masks, or RoadAnomaly21/images',
    about: { declaredImages: 10, smiyc: 'anomaly', submission: { form: 'smiyc', set: 'AnomalyTrack-all' } },
  },
  'smiyc-obstacle': {
    read: (tree, options) => smiycScenes(tree, 'obstacle', options),
    layout: 'dataset_ObstacleTrack/images with labels_masks, or RoadObsticle21/images',
    about: {
      declaredImages: 30,
      declaredSize: [1080, 1920],
      smiyc: 'obstacle',
      submission: { form: 'smiyc', set: 'ObstacleTrack-all' },
    },
  },
} as const satisfies Record<string, Official>

export type OfficialBenchmark = keyof typeof official
export const officialBenchmarks = Object.keys(official) as OfficialBenchmark[]
export const isOfficial = (name: string): name is OfficialBenchmark => name in official

/**
 * @throws UserError without a root, or one that holds none of the layouts; it says what was sought
 */
export function officialSet(name: OfficialBenchmark, options: OfficialOptions): SceneSetSource {
  const { root } = options
  if (root === undefined)
    throw new UserError(`${name}: needs --root, the folder or tar archive of the data set`)
  if (!existsSync(root)) throw new UserError(`${root}: no such folder or archive`)
  const tree = openFileTree(root)
  const { read, about, layout } = official[name] as Official
  const scenes = read(tree, options) ?? bundleScenes(tree, options, bundleFolders[name])
  if (!scenes || scenes.length === 0)
    throw new UserError(
      `${root}: holds no ${name}: sought ${layout}; found ${counted(tree.files.length, 'file')}` +
        (tree.files.length > 0 ? `, such as ${tree.files[0]}` : ''),
    )
  return { name, group: name, path: root, legend: binaryLegend, scenes, hiddenLabels: options.all, ...about }
}
