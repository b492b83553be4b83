/**
 * SegmentMeIfYouCan: `dataset_{AnomalyTrack, ObstacleTrack}/images/<fid>.*` with
 * `labels_masks/<fid>_labels_semantic.png` for the validation frames; labels of the others are not public. The
 * paper's code reads the obstacle frames converted, as `images_jpg/<fid>.JPEG`.
 */

import { folderOf, pathIn, stemOf } from '../../trees/file-names.js'
import type { FileTree } from '../../trees/file-tree.js'
import { pairFiles } from '../../trees/pair-files.js'
import { isImageName } from '../../walk.js'
import type { OfficialFiles, Unlabelled } from './official-files.js'

type SmiycTrack = 'anomaly' | 'obstacle'

const folders = { anomaly: 'dataset_AnomalyTrack', obstacle: 'dataset_ObstacleTrack' }
const labelEnd = '_labels_semantic'

/** Frames of the obstacle track that its tool leaves out of the validation split. */
const leftOut = /^validation_(19|2[1-9])/

/** Whether a frame belongs to the track's validation split. */
const isValidationFrame = (track: SmiycTrack, fid: string): boolean =>
  fid.startsWith('validation') && !(track === 'obstacle' && leftOut.test(fid))

/**
 * Frames sorted by fid, which is the name without its last extension; those with hidden labels only where images
 * without a label are kept. Undefined where the tree has no such folder.
 */
export function smiycFiles(
  tree: FileTree,
  track: SmiycTrack,
  unlabelled: Unlabelled,
): OfficialFiles | undefined {
  const filesIn = (folder: string) => {
    const inside = new RegExp(`(^|/)${folders[track]}/${folder}$`)
    return tree.files.filter(file => inside.test(folderOf(pathIn(tree, file))) && isImageName(file))
  }
  const originals = filesIn('images')
  const images = originals.length > 0 ? originals : filesIn('images_jpg')
  if (images.length === 0) return undefined
  const isValidation = (fid: string) => isValidationFrame(track, fid)
  const isWanted = (fid: string) => unlabelled === 'keep' || isValidation(fid)
  const kept = (fid: string, wanted: (fid: string) => boolean) => (wanted(fid) ? fid : undefined)
  const { pairs, skipped } = pairFiles({
    ...{ path: tree.path, images, unlabelled },
    labels: filesIn('labels_masks').filter(file => stemOf(file).endsWith(labelEnd)),
    imageKey: file => kept(stemOf(file), isWanted),
    // Test frames may come with label maps, in which nothing is true.
    labelKey: file => kept(stemOf(file).slice(0, -labelEnd.length), isValidation),
  })
  return { pairs: pairs.sort((a, b) => (a.key < b.key ? -1 : 1)), skipped }
}
