/** Negatives into a scene, in the way that the options name. */

import { UserError } from '../../errors.js'
import { type Draws, happens } from '../augment/draws.js'
import type { LabelledScene } from '../scenes/scene-set.js'
import type { PastingOptions } from './options.js'
import { type ObjectSources, pasteObjects } from './paste-objects.js'
import { pastePicture } from './paste-picture.js'

/**
 * A pure function of its arguments; the scene itself stays as it is.
 * @param label what pasted pixels become: the outlier class K, or 255 (EAM)
 */
export function paste(
  scene: LabelledScene,
  sources: ObjectSources,
  options: PastingOptions,
  label: number,
  draws: Draws,
): LabelledScene {
  if (happens(draws, options.leaveAlone)) return leftAlone(scene, options, draws)
  if (options.style === 'objects') return pasteObjects(scene, sources, options, label, draws)
  return sources.negatives ? pastePicture(scene, sources.negatives, options, label, draws) : scene
}

/** Nothing is pasted, but the scene goes through JPEG like others: its traces must not tell. */
function leftAlone(scene: LabelledScene, options: PastingOptions, draws: Draws): LabelledScene {
  if (options.style !== 'objects' || options.reencode?.of !== 'scene') return scene
  const nothing = { ...options, number: [0, 0] as [number, number], distractors: null }
  return pasteObjects(scene, {}, nothing, 0, draws)
}

/** @throws UserError if the options ask for what the sources do not have */
export function checkPasting(options: PastingOptions, { negatives, scenes }: ObjectSources): void {
  if (negatives && negatives.items.length === 0)
    throw new UserError(`${negatives.path}: no negatives to paste`)
  if (options.style !== 'objects' || !options.distractors) return
  const known = scenes?.classNames ?? []
  const odd = options.distractors.classes.find(name => !known.includes(name))
  if (odd !== undefined)
    throw new UserError(
      `pasting.distractors.classes: no class ${JSON.stringify(odd)} in the scenes; known: ${known.join(', ')}; name some of these, or none by distractors = null`,
    )
}
