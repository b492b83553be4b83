/** The anomaly benchmarks of the paper by name, in the layouts that they come in. */

import { counted } from '../../../counted.js'
import { UserError } from '../../../errors.js'
import { decodeLabelMap } from '../../../formats/label-map.js'
import { legendOf } from '../../../metrics/legend.js'
import { folderOf } from '../../trees/file-names.js'
import type { FileTree } from '../../trees/file-tree.js'
import type { FilePair } from '../../trees/pair-files.js'
import { anomalyTable, binaryTable, type LabelTable } from '../label-table.js'
import { anomalyClasses } from '../labelled-folder.js'
import type { SceneSet } from '../scene-set.js'
import type { OfficialName } from '../scene-spec.js'
import { treeSet } from '../tree-set.js'
import { bundleFiles, bundleFolders } from './bundle.js'
import { lostAndFoundFiles, staticFiles, testFiles } from './fishyscapes.js'
import type { OfficialFiles, Unlabelled } from './official-files.js'
import { roadAnomalyFiles } from './road-anomaly.js'
import { smiycFiles } from './smiyc.js'

interface Official {
  read(tree: FileTree, unlabelled: Unlabelled): OfficialFiles | undefined
  /** Frames whose labels are hidden, where they come in a layout of their own. */
  readHidden?(tree: FileTree): OfficialFiles | undefined
  /** What is sought below the root, for messages. */
  layout: string
  /** Labels are 0 with 1 or 0 with 2, told by the values of the whole set: copies hold either. */
  isToldByValues?: boolean
}

const official: Record<OfficialName, Official> = {
  'fishyscapes-laf': {
    read: lostAndFoundFiles,
    readHidden: testFiles,
    layout: '<frame>_labels.png with Lost & Found’s <frame>_leftImg8bit.png, or FS_LostFound_full/images',
  },
  'fishyscapes-static': {
    read: staticFiles,
    readHidden: testFiles,
    layout: '<frame>_labels.png with <frame>_rgb.jpg, .png or .npz (and Cityscapes), or fs_static/images',
  },
  'road-anomaly': {
    read: roadAnomalyFiles,
    layout: 'frames/<name>.jpg with frames/<name>.labels/labels_semantic.png, or RoadAnomaly/images',
    isToldByValues: true,
  },
  'smiyc-anomaly': {
    read: (tree, unlabelled) => smiycFiles(tree, 'anomaly', unlabelled),
    layout: 'dataset_AnomalyTrack/images with labels_masks, or RoadAnomaly21/images',
  },
  'smiyc-obstacle': {
    read: (tree, unlabelled) => smiycFiles(tree, 'obstacle', unlabelled),
    layout: 'dataset_ObstacleTrack/images with labels_masks, or RoadObsticle21/images',
  },
}

/** As its makers lay it out, or as the bundle does. @throws UserError if both are there: neither is the one meant */
function filesOf(name: OfficialName, tree: FileTree, unlabelled: Unlabelled): OfficialFiles | undefined {
  const [own, bundled] = [
    official[name].read(tree, unlabelled),
    bundleFiles(tree, unlabelled, bundleFolders[name]),
  ]
  const [ownFolder, bundledFolder] = [own, bundled].map(
    found => found?.pairs[0] && folderOf(found.pairs[0].image),
  )
  if (ownFolder !== undefined && bundledFolder !== undefined)
    throw new UserError(
      `${tree.path}: holds ${name} twice, in ${ownFolder} and in ${bundledFolder}; give --root with one of them below it`,
    )
  return own ?? bundled
}

/**
 * The set of scenes of a benchmark, found by its files' names anywhere below the root of a tree.
 * @param unlabelled `keep`: with the frames whose labels are hidden, for a submission
 * @throws UserError if the tree holds none of the layouts; it says what was sought
 */
export function officialScenes(name: OfficialName, tree: FileTree, unlabelled?: Unlabelled): SceneSet {
  const { layout, isToldByValues, readHidden } = official[name]
  const found = filesOf(name, tree, unlabelled) ?? (unlabelled === 'keep' ? readHidden?.(tree) : undefined)
  if (!found || found.pairs.length === 0)
    throw new UserError(
      `${tree.path}: holds no ${name}: sought ${layout}; found ${counted(tree.files.length, 'file')}` +
        (tree.files.length > 0 ? `, such as ${tree.files[0]}` : ''),
    )
  const tableOf = isToldByValues ? toldByValues(tree, found.pairs) : () => binaryTable
  return treeSet({
    ...{ tree, name, ...anomalyClasses, ...found, tableOf },
    idOf: ({ key }) => key,
  })
}

/** Which benchmarks a tree holds by its files' names; pairs that are not complete count as well. */
export const officialsIn = (tree: FileTree): OfficialName[] =>
  (Object.keys(official) as OfficialName[]).filter(name => {
    try {
      return (filesOf(name, tree, 'keep')?.pairs.length ?? 0) > 0
    } catch (error) {
      if (error instanceof UserError) return true
      throw error
    }
  })

/** The table that fits all label maps, which are read when the first is asked for. */
function toldByValues(tree: FileTree, pairs: readonly FilePair[]): () => LabelTable {
  let table: LabelTable | undefined
  return () => (table ??= anomalyTable(legendOf(readableMaps(tree, pairs))))
}

/** A damaged map tells nothing; its own scene says what is wrong with it. */
function* readableMaps(tree: FileTree, pairs: readonly FilePair[]) {
  for (const { label } of pairs)
    try {
      if (label === undefined) continue
      const name = tree.nameOf(label)
      const { width, data } = decodeLabelMap(tree.read(label), { name })
      yield { name, width, labels: Uint8Array.from(data) }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
    }
}
