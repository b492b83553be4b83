/** One set of an evaluation: its maps in a store on the disk, measured, and those kept that show most. */

import { join } from 'node:path'
import type { NotedFile } from '../../data/images/noted-file.js'
import { OUTLIER } from '../../metrics/index.js'
import type { LoadedSegmenter } from '../../models/index.js'
import { identityOfMaps } from './identity.js'
import { instructiveImages, writeMaps } from './instructive.js'
import { readerOf, stopped } from './left-out.js'
import { measureSet } from './measure-set.js'
import type { OpenedScene, OpenedTestSet } from './open-test-set.js'
import { type Measuring, type PreparedPixelEvaluation, progressOf } from './prepare.js'
import { writeReplicates } from './replicates.js'
import type { AnomalySetResults, ImageSummary } from './results.js'
import { ScoreStore } from './score-store.js'
import { segment } from './segment.js'
import { type StandingMasks, showingScore, standingMasksOf } from './standing-masks.js'
import { hasLabels, type LabelledScene, storedScenes } from './stored-scenes.js'
import { writeSubmission } from './submission.js'

export async function evaluateSet(
  opened: OpenedTestSet,
  loaded: LoadedSegmenter,
  partial: string,
  prepared: PreparedPixelEvaluation,
): Promise<{ results: AnomalySetResults; warnings: string[] }> {
  const { job, chosen, measuring, target, tell } = prepared
  const { set } = opened
  const methods = chosen.map(({ label }) => label)
  const store = ScoreStore.open(
    workOf(partial, opened),
    methods,
    identityOfMaps(opened, prepared),
    job.resume ?? false,
  )
  await fillStore(store, opened, loaded, prepared)
  tell({ type: 'phase', phase: 'evaluation', message: `${set.name}: metrics of ${methods.length} scores` })
  const { results, replicates, warnings } = measureSet(opened, store, { methods, ...measuring })
  if (replicates.size > 0) writeReplicates(partial, set.name, replicates)
  const scenes = storedScenes(opened, store).filter(hasLabels)
  const kept = keepInstructive(results, scenes, partial, measuring)
  const perImage = results.perImage.map((image, i) => ({ ...image, ...kept.get(i) }))
  const submission =
    job.submission !== undefined && set.submission && store.pixels > 0
      ? writeSubmission(job.submission, set.submission, {
          ...{ opened, store, results, config: target.config },
          method: measuring.main,
        })
      : undefined
  return { results: { ...results, perImage, ...(submission && { submission }) }, warnings }
}

export const workOf = (partial: string, { set }: OpenedTestSet) => join(partial, 'work', set.name)

async function fillStore(
  store: ScoreStore,
  { set, scenes }: OpenedTestSet,
  loaded: LoadedSegmenter,
  prepared: PreparedPixelEvaluation,
): Promise<void> {
  const { chosen, computing, job } = prepared
  const read = readerOf(job)
  const failed = store.images.find(image => image.failed !== undefined)
  if (failed && !job.keepGoing) throw stopped(failed.failed!, job)
  const known = new Set(store.images.map(({ id }) => id))
  const progress = progressOf(set.name, prepared)
  const outlierWeight = outlierRow(loaded)
  const showsNorms = chosen.some(({ label }) => label === showingScore)
  for (const [i, scene] of scenes.entries()) {
    if (known.has(scene.id)) continue
    const failed: NotedFile[] = []
    const picture = read(scene.id, failed, scene.picture)
    if (!picture) store.add({ id: scene.id, pixels: 0, failed: failed[0]!.reason })
    else {
      let standing: StandingMasks | undefined
      const pixels = showsNorms ? outlierPixels(scene) : new Uint32Array()
      const maps = segment(loaded, picture, chosen, computing, live => {
        if (pixels.length > 0) standing = standingMasksOf(live, loaded.config, pixels, outlierWeight)
      })
      const size = maps.width * maps.height
      store.add({ id: scene.id, pixels: size }, { ...maps, ...(standing && { standing }) })
    }
    await progress(i + 1, scenes.length)
  }
}

function outlierPixels({ labels }: OpenedScene): Uint32Array {
  if (!labels) return new Uint32Array()
  const pixels = new Uint32Array(labels.length)
  let count = 0
  for (let i = 0; i < labels.length; i++) if (labels[i] === OUTLIER) pixels[count++] = i
  return pixels.subarray(0, count)
}

/** The outlier class's row of the class layer, `[D]`. */
const outlierRow = ({ model, config }: LoadedSegmenter) =>
  config.outlierClass
    ? model.sem_seg_head.predictor.class_embed.weight.select(0, config.inlierClasses)
    : undefined

/** Writes the maps of the images that show most; what is to be said of them, by the image's position. */
function keepInstructive(
  { name, perImage, methods }: AnomalySetResults,
  scenes: readonly LabelledScene[],
  partial: string,
  { main, shown }: Measuring,
): Map<number, Pick<ImageSummary, 'maps' | 'why'>> {
  return new Map(
    instructiveImages(perImage, main, shown).map(({ index, why }) => {
      const scene = scenes[index]!
      const maps = writeMaps(partial, name, index, {
        picture: scene.picture(),
        labels: scene.labels,
        classes: scene.classes(),
        scores: new Map(Object.keys(methods).map(method => [method, scene.scores(method)])),
      })
      return [index, { maps, why }]
    }),
  )
}
