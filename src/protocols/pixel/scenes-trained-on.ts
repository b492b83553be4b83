/** Scenes that a segmenter is measured on and was trained on. */
import { basename } from 'node:path'
import type { SceneItem, SceneSet } from '../../data/scenes/scene-set.js'
import { UserError } from '../../errors.js'
import { heedInterruption } from '../../interruption.js'
import { isRun } from '../../runs/run-folder.js'
import { readManifest, runOfWeights } from '../../training/manifest.js'
import { openInlierScenes } from '../../training/pixel/scene-data.js'
import type { TrainedOn } from '../training-data.js'

/**
 * How many scenes of a set have a picture that a run was given (also to hold it out), or a run that it began from, by
 * file name and content; also where objects are pasted into it. Only files that have a namesake are read.
 * @param path a run, or a model folder, which says nothing
 */
export function scenesTrainedOn(path: string, { items }: SceneSet): TrainedOn {
  try {
    const seen = items.filter(isAmong(picturesGivenTo(path)))
    return { images: seen.length }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { images: 0, unchecked: error.message }
  }
}

/** Of a run, and of those whose weights it and its forerunners began with. */
function picturesGivenTo(path: string): SceneItem[] {
  if (!isRun(path)) return []
  const { arguments: given, weights } = readManifest(path)
  const earlier = weights && runOfWeights(weights.path)
  return [...openInlierScenes(given.data).items, ...(earlier === undefined ? [] : picturesGivenTo(earlier))]
}

function isAmong(given: readonly SceneItem[]): (item: SceneItem) => boolean {
  const byName = new Map<string, SceneItem[]>()
  for (const item of given) {
    const name = basename(item.imageFile)
    byName.set(name, [...(byName.get(name) ?? []), item])
  }
  const digests = new Map<SceneItem, string>()
  const digestOf = (item: SceneItem) => {
    heedInterruption()
    const digest = digests.get(item) ?? item.pictureDigest()
    digests.set(item, digest)
    return digest
  }
  return item => {
    const namesakes = byName.get(basename(item.imageFile)) ?? []
    return namesakes.length > 0 && namesakes.some(one => digestOf(one) === digestOf(item))
  }
}
