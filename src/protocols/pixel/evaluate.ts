/** A segmenter over a benchmark: maps, scores and metrics of every set, in the folder `evaluation/`. */

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SceneSet } from '../../data/scenes/scene-set.js'
import { UserError } from '../../errors.js'
import { defaultMaxPixels } from '../../formats/pixels.js'
import { loadSegmenter, type SegmenterConfig } from '../../models/index.js'
import { isRun } from '../../runs/run-folder.js'
import { readManifest } from '../../training/manifest.js'
import { type ClassOrder, classOrder } from '../class-order.js'
import {
  evaluationPaths,
  finishPartial,
  openPartial,
  whileEvaluating,
  writeResults,
} from '../results-folder.js'
import { resumable } from '../resumable.js'
import { evaluateClosedSet } from './closed-set.js'
import { evaluateSet, workOf } from './evaluate-set.js'
import { finishedResults } from './finished-results.js'
import { FinishedSets } from './finished-sets.js'
import {
  identityOfAnomalies,
  identityOfResults,
  identityOfSegmentation,
  type OpenedSets,
} from './identity.js'
import { mayLeaveOut, readerOf } from './left-out.js'
import { type OpenedTestSet, openTestSet } from './open-test-set.js'
import { subjectOf } from './plan.js'
import {
  type PixelEvaluationJob,
  type PreparedPixelEvaluation,
  preparePixelEvaluation,
  progressOf,
} from './prepare.js'
import type { AnomalySetResults, PixelResults } from './results.js'

/**
 * @returns what `results.json` holds
 * @throws UserError before the model is loaded if anything about model, methods, place, images or labels is wrong
 */
export const evaluatePixels = async (job: PixelEvaluationJob): Promise<PixelResults> =>
  evaluatePreparedPixels(await preparePixelEvaluation(job))

/** `evaluatePixels` after what can be found out before: so of several models all are, before the first is computed. */
export async function evaluatePreparedPixels(prepared: PreparedPixelEvaluation): Promise<PixelResults> {
  const { job, target, plan, tell } = prepared
  tell({ type: 'phase', phase: 'data', message: `reading the labels of ${plan.benchmark}` })
  const opened = openSets(prepared)
  const madeFrom = identityOfResults(opened, prepared)
  const work = async () =>
    finishedResults(prepared, madeFrom) ?? (await measureAll(opened, madeFrom, prepared))
  return resumable(target.home, () => whileEvaluating(target.home, job, work))
}

function openSets({ job, target, plan }: PreparedPixelEvaluation): OpenedSets {
  const { keepGoing, maxPixels = defaultMaxPixels } = job
  const options = { keepGoing, maxPixels, hint: '--keep-going leaves it out' }
  const anomaly = plan.anomaly.map(set => openTestSet(set, options))
  const closed = plan.closed.map(set =>
    withTrainedOn(job.model, inModelsOrder(openTestSet(set, options), target.config)),
  )
  checkScorable(anomaly, job)
  return { anomaly, closed }
}

async function measureAll(
  { anomaly, closed }: OpenedSets,
  madeFrom: string,
  prepared: PreparedPixelEvaluation,
): Promise<PixelResults> {
  const { job, target, plan, measuring, tell } = prepared
  const { home } = target
  tell({ type: 'phase', phase: 'evaluation', message: `loading ${target.model}` })
  const loaded = loadSegmenter(target.model)
  loaded.model.to({ memoryFormat: 'channels_last', device: prepared.computing.device })
  const partial = openPartial(home, job.resume ?? false, subjectOf(plan))
  const foreseen = [...anomaly, ...closed].flatMap(opened => opened.warnings)
  const warn = (messages: readonly string[]) => {
    for (const message of messages) tell({ type: 'warning', message })
  }
  warn(foreseen)
  const warnings: string[] = []
  const finished = new FinishedSets(join(partial, 'finished'), job.resume ?? false)
  const sets: AnomalySetResults[] = []
  for (const opened of anomaly) {
    const measured = await finished.once(`anomaly-${opened.set.name}`, {
      about: identityOfAnomalies(opened, prepared),
      make: () => evaluateSet(opened, loaded, partial, prepared),
      isGood: ({ results }) => mayLeaveOut(results, job),
    })
    // Only now: until the results are written, maps are what going on starts from.
    rmSync(workOf(partial, opened), { recursive: true, force: true })
    sets.push(measured.results)
    warnings.push(...measured.warnings)
  }
  const segmentation: PixelResults['segmentation'] = []
  for (const opened of closed) {
    const measure = () =>
      evaluateClosedSet(opened, loaded, opened.order, {
        ...{ ...prepared.computing, evaluation: partial, shown: measuring.shown, read: readerOf(job) },
        onProgress: progressOf(opened.set.name, prepared),
      })
    segmentation.push(
      await finished.once(`closed-${opened.set.name}`, {
        ...{ about: identityOfSegmentation(opened, prepared), make: measure },
        isGood: results => mayLeaveOut(results, job),
      }),
    )
  }
  warn(warnings)
  const results = { ...resultsOf(sets, segmentation, [...foreseen, ...warnings], prepared), madeFrom }
  writeResults(join(partial, 'results.json'), results)
  for (const folder of ['work', 'finished']) rmSync(join(partial, folder), { recursive: true, force: true })
  finishPartial(home)
  tell({ type: 'evaluation', benchmark: plan.benchmark, path: evaluationPaths(home).results, accuracy: null })
  return results
}

/** A closed set with its classes in the model's order, and what is to be said of how they were matched. */
function inModelsOrder(opened: OpenedTestSet, config: SegmenterConfig): OpenedTestSet & { order: number[] } {
  const { path, classNames } = opened.set.scenes
  const { classOf, warning } = orderOrHint({ path, classNames: [...classNames] }, config)
  return {
    ...opened,
    order: classNames.map((_, label) => classOf(label)),
    warnings: [...opened.warnings, ...(warning === undefined ? [] : [warning])],
  }
}

/** A benchmark of another closed set has anomaly sets that any model can be measured on. */
function orderOrHint(set: Parameters<typeof classOrder>[0], config: SegmenterConfig): ClassOrder {
  try {
    return classOrder(set, config)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(
      `${error.message}; anomaly sets alone by --benchmark FILE.json#NAME, one's own by a legend.json of kind "anomaly"`,
    )
  }
}

/** mIoU of scenes that were trained on says little of new ones. */
function withTrainedOn<Opened extends OpenedTestSet>(model: string, opened: Opened): Opened {
  const { scenes } = opened.set
  if (!isTrainingSet(model, scenes)) return opened
  const warning = `${scenes.path}: the run was trained on these images, so its mIoU is not of new ones`
  return { ...opened, warnings: [...opened.warnings, warning] }
}

/** Whether a run was given just this set; files are read only where its name and number of scenes agree. */
function isTrainingSet(model: string, { name, items, fingerprint }: SceneSet): boolean {
  const inliers = isRun(model) ? readManifest(model).inliers : undefined
  return inliers?.name === name && inliers.images === items.length && inliers.fingerprint === fingerprint()
}

/** Labels that are hidden leave a submission as the only result. */
function checkScorable(anomaly: readonly OpenedTestSet[], { submission }: PixelEvaluationJob): void {
  const hidden = anomaly.find(({ scenes }) => scenes.every(({ labels }) => !labels))
  if (hidden && submission === undefined)
    throw new UserError(
      `${hidden.set.scenes.path}: has no labels, so there is nothing to measure; --submission DIR writes the scores for the benchmark`,
    )
}

function resultsOf(
  sets: AnomalySetResults[],
  segmentation: PixelResults['segmentation'],
  warnings: string[],
  { target, plan, chosen, computing, measuring }: PreparedPixelEvaluation,
): PixelResults {
  const { recipe, seed, modelFromHome, weights, config } = target
  const { fpr95, bootstrap } = measuring
  const { inlierClasses, outlierClass, classNames, classColours } = config
  return {
    format: 1,
    track: 'pixel',
    benchmark: plan.benchmark,
    model: modelFromHome,
    weights,
    ...(recipe !== undefined && { recipe }),
    ...(seed !== undefined && { seed }),
    precision: computing.precision,
    ...{ inlierClasses, outlierClass, classNames },
    ...(classColours && { classColours }),
    fpr95,
    ...(bootstrap && { bootstrap: { ...bootstrap, level: 0.95 } }),
    methods: chosen.map(({ label, detector: { source, path }, options }) => ({
      label,
      source,
      path,
      options,
    })),
    sets,
    segmentation,
    warnings,
  }
}
