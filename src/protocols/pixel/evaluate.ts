/** A segmenter over a benchmark: maps, scores and metrics of every set, in the folder `evaluation/`. */

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { counted } from '../../counted.js'
import type { SceneSet } from '../../data/scenes/scene-set.js'
import { UserError } from '../../errors.js'
import { type ChosenMaskDetector, decidingMaskMethod, defaultMaskMethods } from '../../methods/masks/index.js'
import { OUTLIER, type RocPoints } from '../../metrics/index.js'
import { type LoadedSegmenter, loadSegmenter, type SegmenterConfig } from '../../models/index.js'
import type { Listener, RunEvent } from '../../runs/events.js'
import { requireDevice } from '../../torch/index.js'
import { classOrder } from '../class-order.js'
import { moduleDigests } from '../module-digests.js'
import { checkWritable } from '../predict/place.js'
import {
  checkResultsPlace,
  checkSameBenchmark,
  evaluationPaths,
  finishPartial,
  openPartial,
  writeResults,
} from '../results-folder.js'
import { resumable } from '../resumable.js'
import { type EvaluationTarget, targetOf } from '../target.js'
import { tellerOf } from '../teller.js'
import { evaluateClosedSet } from './closed-set.js'
import { FinishedSets } from './finished-sets.js'
import { type Instructive, instructiveImages, writeMaps } from './instructive.js'
import { measureSet, scoredScenes } from './measure-set.js'
import { type OpenedScene, type OpenedTestSet, openTestSet, type Unreadable } from './open-test-set.js'
import { type PixelPlan, planPixelEvaluation } from './plan.js'
import { readyMaskDetectors } from './ready-detectors.js'
import { writeReplicates } from './replicates.js'
import type { AnomalySetResults, PixelResults } from './results.js'
import { ScoreStore } from './score-store.js'
import { type SegmentingOptions, segment } from './segment.js'
import { readSegmenterConfig } from './segmenter-config.js'
import { type StandingMasks, showingScore, standingMasksOf } from './standing-masks.js'
import { writeSubmission } from './submission.js'

export interface PixelEvaluationJob {
  /** A run (its best checkpoint) or a model folder. */
  model: string
  /** As `planPixelEvaluation` reads it; default: the benchmark that the run was trained on. */
  benchmark?: string
  /** Where an official benchmark lies. */
  root?: string
  /** Detectors as `readyMaskDetectors` takes them. */
  methods?: readonly string[]
  precision?: SegmentingOptions['precision']
  device?: string
  fpr95?: RocPoints
  /** Resamples of the intervals; 0 for none. Default 1000. */
  bootstrap?: number
  /** Images of each set whose maps are kept for reports. */
  shownImages?: number
  /** Folder for the submission to the benchmark. */
  submission?: string
  out?: string
  overwrite?: boolean
  /** Goes on with maps that are there of the same weights and images. */
  resume?: boolean
  keepGoing?: boolean
  skipUnlabelled?: boolean
  maxPixels?: number
  onEvent?: Listener
}

interface Prepared {
  job: PixelEvaluationJob
  target: EvaluationTarget<SegmenterConfig>
  plan: PixelPlan
  chosen: ChosenMaskDetector[]
  computing: SegmentingOptions
  /** sha256 of the files of detectors that are somebody's modules. */
  modules: string[]
  tell(event: RunEvent): void
}

/**
 * @returns what `results.json` holds
 * @throws UserError before the model is loaded if anything about model, methods, place, images or labels is wrong
 */
export async function evaluatePixels(job: PixelEvaluationJob): Promise<PixelResults> {
  const prepared = await prepare(job)
  const { target, plan, tell } = prepared
  const { config, home } = target
  const { keepGoing, maxPixels } = job
  const options = { keepGoing, maxPixels, hint: '--keep-going leaves it out' }
  tell({ type: 'phase', phase: 'data', message: `reading the labels of ${plan.benchmark}` })
  const anomaly = plan.anomaly.map(set => openTestSet(set, options))
  const closed = plan.closed.map(set => ({
    ...openTestSet(set, options),
    order: orderOf(set.scenes, config),
  }))
  checkScorable(anomaly, job)
  tell({ type: 'phase', phase: 'evaluation', message: `loading ${target.model}` })
  const loaded = loadSegmenter(target.model)
  loaded.model.to({ memoryFormat: 'channels_last', device: prepared.computing.device })
  return resumable(home, () => measureAll(anomaly, closed, loaded, prepared))
}

type OpenedClosedSet = OpenedTestSet & { order: number[] }

async function measureAll(
  anomaly: readonly OpenedTestSet[],
  closed: readonly OpenedClosedSet[],
  loaded: LoadedSegmenter,
  prepared: Prepared,
): Promise<PixelResults> {
  const { job, target, plan, tell } = prepared
  const { home } = target
  const partial = openPartial(home, job.resume ?? false)
  const warnings = [...anomaly, ...closed].flatMap(opened => opened.warnings)
  const finished = new FinishedSets(join(partial, 'finished'), job.resume ?? false)
  const { bootstrap, fpr95, shownImages: shown = 6, submission } = job
  const sets: AnomalySetResults[] = []
  for (const opened of anomaly) {
    const about = { ...identityOf(opened, prepared), bootstrap, fpr95, shown, submission }
    const measured = await finished.once(`anomaly-${opened.set.name}`, {
      about,
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
    const about = { ...identityOf(opened, prepared), order: opened.order, shown }
    const measure = () =>
      evaluateClosedSet(opened, loaded, opened.order, {
        ...{ ...prepared.computing, evaluation: partial, shown, read: readerOf(job) },
        onProgress: progressOf(opened.set.name, prepared),
      })
    segmentation.push(
      await finished.once(`closed-${opened.set.name}`, {
        ...{ about, make: measure },
        isGood: results => mayLeaveOut(results, job),
      }),
    )
  }
  for (const message of warnings) tell({ type: 'warning', message })
  const results = resultsOf(sets, segmentation, warnings, prepared)
  writeResults(join(partial, 'results.json'), results)
  for (const folder of ['work', 'finished']) rmSync(join(partial, folder), { recursive: true, force: true })
  finishPartial(home)
  tell({ type: 'evaluation', benchmark: plan.benchmark, path: evaluationPaths(home).results, accuracy: null })
  return results
}

async function prepare(job: PixelEvaluationJob): Promise<Prepared> {
  const target = targetOf(job.model, job.out, readSegmenterConfig)
  const { config } = target
  const chosen = await readyMaskDetectors(job.methods ?? defaultMaskMethods(config.outlierClass), config)
  checkResultsPlace(target.home, job)
  if (job.submission !== undefined) checkSubmissionPlace(job.submission, job)
  const benchmark = job.benchmark ?? target.benchmark
  if (benchmark === undefined)
    throw new UserError(`${job.model}: was not trained on a benchmark file; name one with --benchmark`)
  const { root, skipUnlabelled, precision = 'float32', device = 'cpu' } = job
  requireDevice(device)
  const plan = planPixelEvaluation(benchmark, {
    ...{ root, skipUnlabelled },
    all: job.submission !== undefined,
  })
  const sets = [...plan.anomaly, ...plan.closed].map(({ name }) => name)
  checkSameBenchmark(target.home, { benchmark: plan.benchmark, sets }, job)
  if (job.submission !== undefined && !plan.anomaly.some(({ submission }) => submission))
    throw new UserError(
      `--submission: ${plan.benchmark} takes none; smiyc-anomaly, smiyc-obstacle and fishyscapes-… do`,
    )
  return {
    ...{ job, target, plan, chosen, computing: { precision, device } },
    modules: moduleDigests(chosen),
    tell: tellerOf(target.home, job.onEvent),
  }
}

/** Files of another method must not lie among those of this one. */
function checkSubmissionPlace(folder: string, { overwrite, resume }: PixelEvaluationJob): void {
  checkWritable(folder)
  if (overwrite || resume || !existsSync(folder) || readdirSync(folder).length === 0) return
  throw new UserError(`${folder}: is not empty; choose another --submission, or --overwrite`)
}

/** Classes of a set in the model's order. */
function orderOf({ path, classNames }: SceneSet, config: SegmenterConfig): number[] {
  const { classOf } = classOrder({ path, classNames: [...classNames] }, config)
  return classNames.map((_, label) => classOf(label))
}

/** Labels that are hidden leave a submission as the only result. */
function checkScorable(anomaly: readonly OpenedTestSet[], { submission }: PixelEvaluationJob): void {
  const hidden = anomaly.find(({ scenes }) => scenes.every(({ labels }) => !labels))
  if (hidden && submission === undefined)
    throw new UserError(
      `${hidden.set.scenes.path}: has no labels, so there is nothing to measure; --submission DIR writes the scores for the benchmark`,
    )
}

/** What the maps of a set depend on: only those of the same are taken when an evaluation goes on. */
const identityOf = (
  { fingerprint }: Pick<OpenedTestSet, 'fingerprint'>,
  { target: { weights, config }, computing, modules, chosen }: Prepared,
) => ({ weights, config, ...computing, methods: chosen.map(({ label }) => label), modules, fingerprint })

async function evaluateSet(
  opened: OpenedTestSet,
  loaded: LoadedSegmenter,
  partial: string,
  prepared: Prepared,
): Promise<{ results: AnomalySetResults; warnings: string[] }> {
  const { job, chosen, target, tell } = prepared
  const { set } = opened
  const methods = chosen.map(({ label }) => label)
  const store = ScoreStore.open(
    workOf(partial, opened),
    methods,
    identityOf(opened, prepared),
    job.resume ?? false,
  )
  await fillStore(store, opened, loaded, prepared)
  tell({ type: 'phase', phase: 'evaluation', message: `${set.name}: metrics of ${methods.length} scores` })
  const { fpr95 = 'exact', bootstrap = 1000 } = job
  const { results, replicates, warnings } = measureSet(opened, store, {
    ...{ methods, fpr95, main: mainMethod(methods, target.config) },
    bootstrap: bootstrap > 0 ? { seed: 0, replicates: bootstrap } : undefined,
  })
  if (replicates.size > 0) writeReplicates(partial, set.name, replicates)
  keepInstructive(results, opened, store, partial, prepared)
  const submission =
    job.submission !== undefined && set.submission && store.pixels > 0
      ? writeSubmission(job.submission, set.submission, {
          ...{ opened, store, results },
          method: mainMethod(methods, target.config),
        })
      : undefined
  return { results: { ...results, ...(submission && { submission }) }, warnings }
}

const workOf = (partial: string, { set }: OpenedTestSet) => join(partial, 'work', set.name)

/** Results of an evaluation that left images out are none for one that may not. */
const mayLeaveOut = ({ unreadable = [] }: { unreadable?: unknown[] }, { keepGoing }: PixelEvaluationJob) =>
  keepGoing === true || unreadable.length === 0

/** The score that decides, or the first that was asked for. */
const mainMethod = (methods: readonly string[], { outlierClass }: SegmenterConfig): string =>
  methods.find(method => method === decidingMaskMethod(outlierClass)) ?? methods[0]!

async function fillStore(
  store: ScoreStore,
  { set, scenes }: OpenedTestSet,
  loaded: LoadedSegmenter,
  prepared: Prepared,
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
    if (!known.has(scene.id)) {
      const failed: Unreadable[] = []
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

/** Maps of the images that show most. */
function keepInstructive(
  results: AnomalySetResults,
  opened: OpenedTestSet,
  store: ScoreStore,
  partial: string,
  { job, target }: Prepared,
): void {
  const methods = Object.keys(results.methods)
  const main = mainMethod(methods, target.config)
  const scenes = scoredScenes(opened, store)
  const keep = ({ index, why }: Instructive) => {
    const { first, labels, picture } = scenes[index]!
    const maps = writeMaps(partial, results.name, index, {
      picture: picture(),
      labels,
      classes: store.classes(first, labels.length),
      scores: new Map(methods.map(method => [method, store.scores(method, first, labels.length)])),
    })
    Object.assign(results.perImage[index]!, { maps, why })
  }
  instructiveImages(results.perImage, main, job.shownImages ?? 6).forEach(keep)
}

/** What a picture that cannot be read says where it may not be left out. */
function stopped(reason: string, { resume, out, model }: PixelEvaluationJob): UserError {
  const again = resume ? '' : `; what was computed is kept in ${out ?? model}`
  return new UserError(`${reason} (--keep-going leaves it out, --resume goes on${again})`)
}

/** What a picture that cannot be read does: stops, or is named and left out. */
const readerOf =
  (job: PixelEvaluationJob) =>
  <T>(file: string, unreadable: Unreadable[], work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      if (!job.keepGoing) throw stopped(error.message, job)
      unreadable.push({ file, reason: error.message })
      return undefined
    }
  }

const progressOf =
  (set: string, { tell }: Prepared) =>
  async (done: number, count: number): Promise<void> => {
    tell({ type: 'phase', phase: 'evaluation', message: `${set}: ${done} of ${counted(count, 'image')}` })
    // Lets output flow and signals be heard.
    await setImmediate()
  }

function resultsOf(
  sets: AnomalySetResults[],
  segmentation: PixelResults['segmentation'],
  warnings: string[],
  { job, target, plan, chosen, computing }: Prepared,
): PixelResults {
  const { recipe, seed, modelFromHome, weights, config } = target
  const { bootstrap = 1000, fpr95 = 'exact' } = job
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
    ...(bootstrap > 0 && { bootstrap: { replicates: bootstrap, seed: 0, level: 0.95 } }),
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
