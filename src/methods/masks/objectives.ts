/** What a segmenter is trained for, as far as negatives go; the losses are the same. */
import { IGNORED } from '../../metrics/index.js'
import { registry } from '../by-name.js'

export interface MaskObjective {
  name: string
  /** Whether negatives are pasted into the scenes. */
  negatives: boolean
  /** Whether the model has an outlier class at index K. */
  outlierClass: boolean
  /** Label of pasted pixels. */
  pastedLabel(K: number): number
}

/** Belongs to no mask, so that every mask is pushed away from it. */
export const maskObjectives: readonly MaskObjective[] = [
  { name: 'closed-set', negatives: false, outlierClass: false, pastedLabel: () => IGNORED },
  /** Negatives are a class of their own (section 4 of the paper). */
  { name: 'uno', negatives: true, outlierClass: true, pastedLabel: K => K },
  /** EAM (Grcić et al., 2023), second discipline: no loss of its own, pasted pixels belong to no target. */
  { name: 'eam', negatives: true, outlierClass: false, pastedLabel: () => IGNORED },
]

export const maskObjectiveByName = registry('objective', maskObjectives)
