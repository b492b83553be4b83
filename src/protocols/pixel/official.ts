/** What the benchmarks of the paper say of their sets; their layouts are read in `src/data/scenes/official/`. */

import { type OfficialName, type SceneSpec, withRoot } from '../../data/scenes/scene-spec.js'
import { openSceneSet } from '../../data/sets/open-scenes.js'
import type { TestSet } from './test-set.js'

export interface OfficialOptions {
  /** The folder, or tar archive, in which the data set lies. */
  root?: string
  skipUnlabelled?: boolean
  /** All frames, those with hidden labels too, for a submission. */
  all?: boolean
}

const declared: Record<OfficialName, Partial<TestSet>> = {
  'fishyscapes-laf': {
    declaredImages: 100,
    declaredSize: [1024, 2048],
    submission: { form: 'fishyscapes' },
  },
  'fishyscapes-static': {
    declaredImages: 30,
    declaredSize: [1024, 2048],
    submission: { form: 'fishyscapes' },
  },
  'road-anomaly': { declaredImages: 60, declaredSize: [720, 1280] },
  'smiyc-anomaly': {
    declaredImages: 10,
    smiyc: 'anomaly',
    submission: { form: 'smiyc', set: 'AnomalyTrack-all' },
  },
  'smiyc-obstacle': {
    declaredImages: 30,
    declaredSize: [1080, 1920],
    smiyc: 'obstacle',
    submission: { form: 'smiyc', set: 'ObstacleTrack-all' },
  },
}

/**
 * @throws UserError without a root, or one that holds none of the layouts; it says what was sought
 */
export function officialSet(name: OfficialName, options: OfficialOptions): TestSet {
  const { root, all, skipUnlabelled } = options
  const unlabelled = all ? 'keep' : skipUnlabelled ? 'skip' : 'refuse'
  const scenes = openSceneSet({ ...(withRoot(name, root) as SceneSpec), unlabelled })
  return { name, group: name, scenes, hiddenLabels: all, ...declared[name] }
}
