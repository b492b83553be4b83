/** From the stored maps of a set to its results, one method in memory at a time. */
import { type BoundedReplicates, type ClassCorrelations, OUTLIER, PearsonPool } from '../../metrics/index.js'
import { type MeasureOptions, measureMethod } from './measure-method.js'
import { countLabels, type OpenedScene, type OpenedTestSet } from './open-test-set.js'
import type { AnomalySetResults, ImageSummary } from './results.js'
import type { ScoreStore } from './score-store.js'
import { normsOfMasks, showingScore } from './standing-masks.js'
import { hasLabels, type LabelledScene, storedScenes } from './stored-scenes.js'

export interface MeasuredSet {
  results: AnomalySetResults
  replicates: Map<string, BoundedReplicates>
  warnings: string[]
}

/** @throws UserError naming method, image and position of a score that is NaN */
export function measureSet(opened: OpenedTestSet, store: ScoreStore, options: MeasureOptions): MeasuredSet {
  const { set, unreadable, fingerprint } = opened
  const stored = storedScenes(opened, store)
  const scenes = stored.filter(hasLabels)
  const pixels = totalOf(scenes)
  const summaries = scenes.map(
    (scene): ImageSummary => ({ ...sizeOf(scene), ...countLabels(scene.labels), scores: {}, ap: null }),
  )
  const replicates = new Map<string, BoundedReplicates>()
  const warnings = new Set<string>()
  const methods = options.methods.map(method => {
    const measured = measureMethod(method, scenes, set.smiyc, options)
    if (measured.replicates) replicates.set(method, measured.replicates)
    for (const warning of measured.warnings) warnings.add(`${set.name}: ${warning}`)
    for (const [i, summary] of summaries.entries()) {
      summary.scores[method] = measured.images[i]!
      if (method === options.main) summary.ap = measured.aps[i]!
    }
    return [method, measured.metrics] as const
  })
  const unlabelled = stored.length - scenes.length
  const failed = store.images.flatMap(({ id, failed }) => (failed ? [{ file: id, reason: failed }] : []))
  const left = [...unreadable, ...failed]
  const counted = pixels.inliers + pixels.outliers
  return {
    replicates,
    warnings: [...warnings],
    results: {
      name: set.name,
      group: set.group,
      images: scenes.length,
      imagesWithoutOutliers: summaries.filter(({ outliers }) => outliers === 0).length,
      pixels,
      prevalence: counted > 0 ? pixels.outliers / counted : null,
      ...(unlabelled > 0 && { unlabelled }),
      ...(left.length > 0 && { unreadable: left }),
      fingerprint,
      methods: Object.fromEntries(methods),
      ...correlationOf(scenes, options.methods),
      perImage: summaries,
      ...normsOf(scenes, options.methods),
    },
  }
}

const sizeOf = ({ id, width, height }: OpenedScene) => ({ id, width, height })

function totalOf(scenes: readonly LabelledScene[]) {
  const total = { inliers: 0, outliers: 0, ignored: 0 }
  for (const { labels } of scenes) {
    const { inliers, outliers, ignored } = countLabels(labels)
    total.inliers += inliers
    total.outliers += outliers
    total.ignored += ignored
  }
  return total
}

/** Pearson's correlation of s_unc and s_no over pixels (Table 6), where both were asked for. */
function correlationOf(
  scenes: readonly LabelledScene[],
  methods: readonly string[],
): { correlation?: ClassCorrelations } {
  if (!['s_unc', 's_no'].every(name => methods.includes(name)) || scenes.length === 0) return {}
  const pool = new PearsonPool()
  for (const scene of scenes) pool.add(scene.scores('s_unc'), scene.scores('s_no'), scene.labels, scene.id)
  return { correlation: pool.result() }
}

function normsOf(
  scenes: readonly LabelledScene[],
  methods: readonly string[],
): Pick<AnomalySetResults, 'norms'> {
  if (!methods.includes(showingScore)) return {}
  const shown = scenes.flatMap(scene => (scene.standing ? [{ scene, standing: scene.standing }] : []))
  const norms = normsOfMasks(
    shown.map(({ standing }) => ({ ...standing, masks: standing.masks() })),
    shown.map(({ scene }) => scene.scores(showingScore).filter((_, i) => scene.labels[i] === OUTLIER)),
  )
  return norms ? { norms } : {}
}
