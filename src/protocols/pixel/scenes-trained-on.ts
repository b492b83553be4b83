/** Scenes that a segmenter is measured on and was trained on. */
import { basename } from 'node:path'
import { UserError } from '../../errors.js'
import { heedInterruption } from '../../interruption.js'
import { isRun, readJson, runPaths } from '../../runs/run-folder.js'
import type { Manifest } from '../../training/manifest.js'
import { openInlierScenes } from '../../training/pixel/scene-data.js'
import { type TrainedOn, wasTrainedOn } from '../training-data.js'
import type { OpenedTestSet } from './open-test-set.js'

/**
 * How many scenes of a set are among those that a run was given (also to hold them out): all, if it was given this set;
 * else those of the same file name and picture. Only files that have a namesake are read.
 * @param path a run, or a model folder, which says nothing
 */
export function scenesTrainedOn(path: string, { set, scenes }: OpenedTestSet): TrainedOn {
  if (!isRun(path)) return { images: 0 }
  if (wasTrainedOn(path, set.scenes)) return { images: scenes.length }
  try {
    const { data } = readJson<Manifest>(runPaths(path).data).arguments
    const known = digestsOf(data, new Set(scenes.map(({ id }) => basename(id))))
    return { images: scenes.filter(({ imageDigest }) => known.has(imageDigest)).length }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { images: 0, unchecked: error.message }
  }
}

/** Of the pictures of these names that were given to train on. */
function digestsOf(data: string, names: ReadonlySet<string>): Set<string> {
  const namesakes = openInlierScenes(data).items.filter(({ imageFile }) => names.has(basename(imageFile)))
  return new Set(
    namesakes.flatMap(item => {
      heedInterruption()
      return item.glance?.().imageDigest ?? []
    }),
  )
}
