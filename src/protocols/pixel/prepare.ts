/** What an evaluation of a segmenter is asked for, and what was found to be in order before anything was computed. */

import { existsSync, readdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { type ChosenMaskDetector, decidingMaskMethod, defaultMaskMethods } from '../../methods/masks/index.js'
import { type RocPoints, refuseThinned } from '../../metrics/index.js'
import type { SegmenterConfig } from '../../models/index.js'
import type { Listener, RunEvent } from '../../runs/events.js'
import { requireDevice } from '../../torch/index.js'
import { moduleDigests } from '../module-digests.js'
import { checkSameBenchmark, claimResultsPlace } from '../results-folder.js'
import { type EvaluationTarget, targetOf } from '../target.js'
import { tellerOf } from '../teller.js'
import { checkWritable } from '../writable.js'
import { type PixelPlan, planPixelEvaluation, subjectOf } from './plan.js'
import { readyMaskDetectors } from './ready-detectors.js'
import type { SegmentingOptions } from './segment.js'
import { readSegmenterConfig } from './segmenter-config.js'
import { trainIds } from './train-ids.js'

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

/** What is measured of a set beside its methods; all defaults are settled. */
export interface Measuring {
  /** The label of the score that decides, or the first that was asked for. */
  main: string
  fpr95: RocPoints
  /** Images of each set whose maps are kept. */
  shown: number
  /** Absent: no intervals. */
  bootstrap?: { replicates: number; seed: number }
}

/** What was found to be in order before anything was computed. */
export interface PreparedPixelEvaluation {
  job: PixelEvaluationJob
  target: EvaluationTarget<SegmenterConfig>
  plan: PixelPlan
  chosen: ChosenMaskDetector[]
  computing: SegmentingOptions
  measuring: Measuring
  /** sha256 of the files of detectors that are somebody's modules. */
  modules: string[]
  tell(event: RunEvent): void
}

/** @throws UserError if anything about model, methods, places or benchmark is wrong */
export async function preparePixelEvaluation(job: PixelEvaluationJob): Promise<PreparedPixelEvaluation> {
  const target = targetOf(job.model, job.out, readSegmenterConfig)
  const { config } = target
  const chosen = await readyMaskDetectors(job.methods ?? defaultMaskMethods(config.outlierClass), config)
  claimResultsPlace(target.home, job)
  if (job.submission !== undefined) checkSubmissionPlace(job.submission, job)
  const benchmark = job.benchmark ?? target.benchmark
  if (benchmark === undefined)
    throw new UserError(`${job.model}: was not trained on a benchmark file; name one with --benchmark`)
  const { root, skipUnlabelled, precision = 'float32', device = 'cpu' } = job
  const measuring = measuringOf(job, chosen, config)
  requireDevice(device)
  const plan = planPixelEvaluation(benchmark, {
    ...{ root, skipUnlabelled },
    all: job.submission !== undefined,
  })
  checkSameBenchmark(target.home, subjectOf(plan), job)
  if (job.submission !== undefined) checkSubmission(plan, config)
  return {
    ...{ job, target, plan, chosen, measuring, computing: { precision, device } },
    modules: moduleDigests(chosen),
    tell: tellerOf(target.home, job.onEvent),
  }
}

function measuringOf(
  { fpr95 = 'exact', bootstrap: replicates = 1000, shownImages: shown = 6 }: PixelEvaluationJob,
  chosen: readonly ChosenMaskDetector[],
  { outlierClass }: SegmenterConfig,
): Measuring {
  const deciding = decidingMaskMethod(outlierClass)
  const { label: main } = chosen.find(({ label }) => label === deciding) ?? chosen[0]!
  if (replicates === 0) return { main, fpr95, shown }
  refuseThinned(fpr95)
  return { main, fpr95, shown, bootstrap: { replicates, seed: 0 } }
}

/** Files of another method must not lie among those of this one. */
function checkSubmissionPlace(folder: string, { overwrite, resume }: PixelEvaluationJob): void {
  checkWritable(folder)
  if (overwrite || resume || !existsSync(folder) || readdirSync(folder).length === 0) return
  throw new UserError(`${folder}: is not empty; choose another --submission, or --overwrite`)
}

function checkSubmission({ anomaly, benchmark }: PixelPlan, config: SegmenterConfig): void {
  const forms = anomaly.flatMap(({ submission }) => submission?.form ?? [])
  if (forms.length === 0)
    throw new UserError(
      `--submission: ${benchmark} takes none; smiyc-anomaly, smiyc-obstacle and fishyscapes-… do`,
    )
  if (forms.includes('fishyscapes')) trainIds(config)
}

export const progressOf =
  (set: string, { tell }: PreparedPixelEvaluation) =>
  async (done: number, count: number): Promise<void> => {
    tell({ type: 'phase', phase: 'evaluation', message: `${set}: ${done} of ${counted(count, 'image')}` })
    // Lets output flow and signals be heard.
    await setImmediate()
  }
