/** What a step of training sees of a scene: pasted, resized, cropped, coloured, mirrored. Needs no libtorch. */

import { UserError } from '../../errors.js'
import { augmentScene } from '../augment/augment-scene.js'
import type { Draws } from '../augment/draws.js'
import type { AugmentOptions } from '../augment/options.js'
import type { PastingOptions } from '../pasting/options.js'
import { paste } from '../pasting/paste.js'
import type { ObjectSources } from '../pasting/paste-objects.js'
import type { LabelledScene, SceneSet } from '../scenes/scene-set.js'

export interface SampleRecipe {
  augment: AugmentOptions
  /** Nothing is pasted without it. */
  pasting?: PastingOptions
  /** What pasted pixels become: the outlier class K, or 255 (EAM). */
  pastedLabel: number
}

export interface SampleSources extends Pick<ObjectSources, 'negatives'> {
  scenes: SceneSet
}

/**
 * The sample of a scene: a pure function of sources, recipe and draws, in the order of the official mappers.
 * @throws UserError naming the file that cannot be read
 */
export function trainingSample(
  index: number,
  { scenes, negatives }: SampleSources,
  { augment, pasting, pastedLabel }: SampleRecipe,
  draws: Draws,
): LabelledScene {
  const item = scenes.items[index]!
  const { labels, ...scene } = item.load()
  if (!labels) throw new UserError(`${scenes.path}: ${item.id} has no labels to train on`)
  const labelled = { ...scene, labels }
  const pasted = pasting ? paste(labelled, { negatives, scenes }, pasting, pastedLabel, draws) : labelled
  return augmentScene(pasted, augment, draws)
}
