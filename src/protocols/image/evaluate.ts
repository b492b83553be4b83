/** A model over a benchmark: outputs, scores and metrics of every set, in the folder `evaluation/`. */

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { counted } from '../../counted.js'
import { describeOdd } from '../../data/index.js'
import { UserError } from '../../errors.js'
import { checkOutlierClass } from '../../methods/choice.js'
import { type ChosenDetector, defaultMethods } from '../../methods/index.js'
import type { RocPoints } from '../../metrics/index.js'
import { type LoadedClassifier, loadClassifier } from '../../models/index.js'
import type { Listener, RunEvent } from '../../runs/events.js'
import { requireDevice } from '../../torch/index.js'
import {
  checkSameBenchmark,
  claimResultsPlace,
  evaluationPaths,
  finishPartial,
  folderOfEarlierOutputs,
  openPartial,
  whileEvaluating,
  writeResults,
} from '../results-folder.js'
import { resumable } from '../resumable.js'
import { type EvaluationTarget, evaluationTarget } from '../target.js'
import { tellerOf } from '../teller.js'
import { computeOutputs, earlierOutputs, type Maker, scoreSet } from './evaluate-set.js'
import type { InferenceOptions } from './inference.js'
import { measure, type ScoredSet } from './measure.js'
import { type OpenedSet, type OpeningOptions, openSet, openSets } from './open-sets.js'
import { pruneOutputs } from './output-files.js'
import { type EvaluationPlan, type PlanOptions, planEvaluation, subjectOf } from './plan.js'
import { aboutMethods, type EvaluationResults } from './results.js'
import { chooseDetectors, type FittedDetector, fitDetectors, needsFitting } from './scoring.js'

export interface EvaluationJob extends PlanOptions {
  /** A run (its best checkpoint) or a model folder. */
  model: string
  /** A name or a file; default: the benchmark that the run was trained on. */
  benchmark?: string
  /** Detectors as `chooseDetector` reads them; default: `evaluationMethods`. */
  methods?: readonly string[]
  /** At most so many inlier training images for detectors that are fitted; default: all. */
  fitImages?: number
  /** At most so many of the training negatives beside the sets, for reports; 0 for none. */
  negatives?: number
  precision?: 'float32' | 'bfloat16'
  device?: string
  batch?: number
  /** Folder whose `evaluation/` gets the results; a run is its own. */
  out?: string
  overwrite?: boolean
  /** Takes outputs that are there of the same weights and images. */
  resume?: boolean
  /** Leaves out images that cannot be read; the results name them. */
  keepGoing?: boolean
  fpr95?: RocPoints
  onEvent?: Listener
}

/** What was found to be in order before any image was opened. */
export interface PreparedEvaluation {
  job: EvaluationJob
  target: EvaluationTarget
  plan: EvaluationPlan
  chosen: ChosenDetector[]
  inference: InferenceOptions
  tell(event: RunEvent): void
}

/** The paper's three scores beside the baseline that every K-way model has. */
export const evaluationMethods = (outlierClass: boolean): string[] =>
  outlierClass ? [...defaultMethods(true), 'msp'] : defaultMethods(false)

/**
 * @returns what `results.json` holds
 * @throws UserError before the model is loaded if anything about model, methods, place or images is wrong
 */
export const evaluate = async (job: EvaluationJob): Promise<EvaluationResults> =>
  evaluatePrepared(await prepareEvaluation(job))

/** `evaluate` after what can be found out before: so of several models all are, before the first is computed. */
export async function evaluatePrepared(prepared: PreparedEvaluation): Promise<EvaluationResults> {
  const { job, target } = prepared
  const opening = openingOptions(prepared)
  const sets = openSets(prepared.plan, target.config, opening)
  const train = needsFitting(prepared.chosen) ? openTrain(prepared, opening) : undefined
  return resumable(target.home, () =>
    whileEvaluating(target.home, job, () => measureAll(sets, train, prepared)),
  )
}

async function measureAll(
  sets: readonly OpenedSet[],
  train: OpenedSet | undefined,
  prepared: PreparedEvaluation,
): Promise<EvaluationResults> {
  const { job, target, plan, tell } = prepared
  tell({ type: 'phase', phase: 'evaluation', message: `loading ${target.model}` })
  const loaded = loadClassifier(target.model)
  loaded.model.to({ memoryFormat: 'channels_last', device: prepared.inference.device })
  const partial = openPartial(target.home, job.resume ?? false, subjectOf(plan))
  const detectors = await fitted(loaded, train, prepared)
  const results = resultsOf(await evaluateSets(sets, loaded, detectors, partial, prepared), prepared)
  writeResults(join(partial, 'results.json'), results)
  finishPartial(target.home)
  const path = evaluationPaths(target.home).results
  tell({ type: 'evaluation', benchmark: plan.benchmark, path, accuracy: results.accuracy })
  return results
}

/** @throws UserError if anything about model, methods, place or benchmark is wrong */
export async function prepareEvaluation(job: EvaluationJob): Promise<PreparedEvaluation> {
  const target = evaluationTarget(job.model, job.out)
  const { outlierClass } = target.config
  const chosen = await chooseDetectors(job.methods ?? evaluationMethods(outlierClass))
  checkOutlierClass(chosen, outlierClass, defaultMethods(false))
  claimResultsPlace(target.home, job)
  const benchmark = job.benchmark ?? target.benchmark
  if (benchmark === undefined)
    throw new UserError(`${job.model}: was not trained on a benchmark file; name one with --benchmark`)
  const { precision = 'float32', device = 'cpu', batch = 256 } = job
  requireDevice(device)
  const plan = planEvaluation(benchmark, job)
  checkSameBenchmark(target.home, subjectOf(plan), job)
  return {
    ...{ job, target, chosen, plan },
    inference: { precision, device, batch },
    tell: tellerOf(target.home, job.onEvent),
  }
}

function openingOptions({ job, tell }: PreparedEvaluation): OpeningOptions {
  return {
    keepGoing: job.keepGoing,
    negatives: job.negatives ?? 2000,
    onProgress: message => tell({ type: 'phase', phase: 'data', message }),
    onWarning: message => tell({ type: 'warning', message }),
  }
}

function openTrain({ plan, chosen, target, job }: PreparedEvaluation, opening: OpeningOptions): OpenedSet {
  const { train: spec, benchmark } = plan
  if (spec)
    return openSet({ name: 'train', group: 'train', spec }, target.config, opening, { limit: job.fitImages })
  const needy = chosen.find(({ detector }) => detector.fit)!
  throw new UserError(
    `method ${needy.label} is fitted on inlier training images, and ${benchmark} has none (inlier.train)`,
  )
}

async function fitted(
  loaded: LoadedClassifier,
  train: OpenedSet | undefined,
  { chosen, inference, tell }: PreparedEvaluation,
): Promise<FittedDetector[]> {
  if (!train) return fitDetectors(chosen, undefined)
  const { arrays, unreadable } = await computeOutputs(train, loaded, withProgress(inference, train, tell))
  if (unreadable.length > 0)
    tell({
      type: 'warning',
      message: `${train.spec.path}: fitted without ${counted(unreadable.length, 'unreadable image')}`,
    })
  return fitDetectors(chosen, arrays)
}

/** Set by set: of a large benchmark the features do not fit into memory together. */
async function evaluateSets(
  sets: readonly OpenedSet[],
  loaded: LoadedClassifier,
  detectors: readonly FittedDetector[],
  partial: string,
  { job, target, inference, tell }: PreparedEvaluation,
): Promise<ScoredSet[]> {
  const maker: Maker = {
    inlierClasses: target.config.inlierClasses,
    weights: target.weights,
    config: createHash('sha256').update(JSON.stringify(target.config)).digest('hex'),
    precision: inference.precision,
  }
  const earlier = job.resume ? folderOfEarlierOutputs(target.home) : []
  const folder = join(partial, 'outputs')
  const scored: ScoredSet[] = []
  for (const set of sets) {
    const outputs =
      earlierOutputs(set, earlier, maker) ??
      (await computeOutputs(set, loaded, withProgress(inference, set, tell)))
    if (outputs.odd.length > set.images.known.length)
      tell({ type: 'warning', message: describeOdd(set.spec.path, outputs.odd) })
    scored.push(scoreSet(set, outputs, detectors, folder, maker))
  }
  pruneOutputs(
    folder,
    sets.map(set => set.name),
  )
  return scored
}

const withProgress = (options: InferenceOptions, { name }: OpenedSet, tell: PreparedEvaluation['tell']) => ({
  ...options,
  onProgress: (done: number, count: number) =>
    tell({ type: 'phase', phase: 'evaluation', message: `${name}: ${done} of ${counted(count, 'image')}` }),
})

function resultsOf(
  scored: readonly ScoredSet[],
  { job, target, plan, chosen, inference }: PreparedEvaluation,
): EvaluationResults {
  const { fpr95 = 'exact' } = job
  const { recipe, seed, modelFromHome, weights, config } = target
  return {
    benchmark: plan.benchmark,
    model: modelFromHome,
    weights,
    recipe,
    seed,
    precision: inference.precision,
    fpr95,
    methods: aboutMethods(chosen),
    ...measure(scored, config.inlierClasses, fpr95),
  }
}
