/** What the readers of official layouts find in a tree. */
import type { FilePair, PairingRules } from '../../trees/pair-files.js'
import type { TreeSet } from '../tree-set.js'

export interface OfficialFiles extends Pick<TreeSet, 'loadOf' | 'others'> {
  /** In the order of the benchmark; a frame is called by its key. */
  pairs: FilePair[]
  skipped: readonly string[]
}

/** `keep`: also the frames whose labels are hidden, as a submission wants them. */
export type Unlabelled = PairingRules['unlabelled']
