/** A set of scenes to be evaluated on, with what its benchmark says of it. */
import type { SceneSet } from '../../data/scenes/scene-set.js'

export interface TestSet {
  scenes: SceneSet
  /** In results, and of files: that of the set is not always one. */
  name: string
  group: string
  /** Height and width of the official images; others are warned of. */
  declaredSize?: readonly [number, number]
  /** Number of images of the official set; another is warned of. */
  declaredImages?: number
  /** Limits and metrics of SegmentMeIfYouCan's track. */
  smiyc?: 'anomaly' | 'obstacle'
  /** Labels are public for none, some or all of the images; without this, all must have one. */
  hiddenLabels?: boolean
  submission?: { form: 'smiyc'; set: string } | { form: 'fishyscapes' }
}
