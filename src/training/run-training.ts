/**
 * A whole training in this thread: recipe and data → run folder. `train` (train.ts) runs it in a worker, so
 * that the caller's thread stays free for signals and progress.
 */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { readSafetensors } from '../formats/index.js'
import { objectiveByName } from '../methods/index.js'
import { loadWeights, type ModelConfig } from '../models/index.js'
import { currentEnvironment } from '../runs/environment.js'
import type { RecordedEvent, RunEvent } from '../runs/events.js'
import { readJson, runPaths, writeJson } from '../runs/run-folder.js'
import { lockRun } from '../runs/run-lock.js'
import { setThreads } from '../torch/index.js'
import { type BatchSource, packedSource } from './batch-source.js'
import { newestCheckpoint } from './checkpoint.js'
import { changesBetween } from './compare-run.js'
import { largeSource } from './large-source.js'
import type { LoopResult } from './loop.js'
import { runLoop } from './loop.js'
import type { ResolvedRecipe } from './recipe.js'
import { Trainer } from './trainer.js'
import {
  type DataArguments,
  type Manifest,
  manifestOf,
  type OpenedData,
  openTrainingData,
  prepareTrainingData,
  type TrainingData,
} from './training-data.js'
import { validator } from './validation.js'

export interface TrainingJob {
  recipe: ResolvedRecipe
  data: DataArguments
  run: string
  /** Go on from the newest checkpoint. */
  resume?: boolean
  /** Weights to start from: a model folder, or a safetensors file whose head may differ. */
  from?: string
}

export interface Supervisor {
  listen(event: RecordedEvent): void
  stopRequested(): string | undefined
}

export async function runTraining(job: TrainingJob, supervisor: Supervisor): Promise<LoopResult> {
  const { run, recipe } = job
  prepareFolder(job)
  const tell = (event: RunEvent) => supervisor.listen({ time: Date.now(), ...event })
  const warn = (message: string) => tell({ type: 'warning', message })
  const unlock = lockRun(run, warn)
  let source: BatchSource | undefined
  try {
    setThreads(recipe.threads)
    const opened = openTrainingData(job.data, objectiveByName(recipe.objective.name).negatives)
    const progress = (message: string) => tell({ type: 'phase', phase: 'data', message })
    progress(`reading ${opened.inliers.name}${opened.negatives ? ` and ${opened.negatives.name}` : ''}`)
    const manifest = manifestOf(job.data, opened)
    const checkpoint = job.resume ? newestCheckpoint(run, warn) : undefined
    if (job.resume) refuseChanges(run, recipe, manifest)
    else recordRun(run, recipe, manifest)
    const data = prepareTrainingData(recipe, opened, progress)
    const config = configOf(recipe, opened)
    source = sourceOf(recipe, data)
    const trainer = new Trainer(recipe, config, source.stepsPerEpoch * recipe.epochs)
    if (job.from && !checkpoint) for (const note of startFrom(job.from, trainer)) warn(note)
    return await runLoop({
      run,
      trainer,
      source,
      validate: data.held && (await validator(recipe, config, data.held)),
      from: checkpoint,
      ...supervisor,
    })
  } finally {
    await source?.close()
    unlock()
  }
}

const sourceOf = (recipe: ResolvedRecipe, data: TrainingData): BatchSource =>
  data.size === 'small'
    ? packedSource(recipe, data.inliers, data.negatives)
    : largeSource(recipe, data.inliers, data.negatives)

function prepareFolder({ run, resume }: TrainingJob): void {
  if (resume) {
    if (!existsSync(runPaths(run).recipe))
      throw new UserError(`${run}: no run to resume (it has no recipe.json)`)
    return
  }
  if (existsSync(run) && readdirSync(run).length > 0) {
    throw new UserError(
      `${run}: exists and is not empty; go on with --resume ${run}, or choose another --out`,
    )
  }
  mkdirSync(run, { recursive: true })
}

function recordRun(run: string, recipe: ResolvedRecipe, manifest: Manifest): void {
  const paths = runPaths(run)
  writeJson(paths.environment, currentEnvironment())
  writeJson(paths.data, manifest)
  // Last: a folder with a recipe is a run.
  writeJson(paths.recipe, recipe)
}

/** HOSTILE 36. Where the data lies may change, what it is may not. */
function refuseChanges(run: string, recipe: ResolvedRecipe, manifest: Manifest): void {
  const paths = runPaths(run)
  const change =
    changesBetween(readJson(paths.recipe), recipe, 'recipe.json') ??
    changesBetween(withoutPlaces(readJson<Manifest>(paths.data)), withoutPlaces(manifest), 'data.json') ??
    changesBetween(
      readJson<{ libtorch: string }>(paths.environment).libtorch,
      currentEnvironment().libtorch,
      'libtorch',
    )
  if (change) {
    throw new UserError(
      `${run}: ${change}; a resumed run must be the same run (--fork begins a new one from its weights)`,
    )
  }
}

function withoutPlaces({ inliers, negatives }: Manifest) {
  const bare = ({ images, classNames, fingerprint }: Manifest['inliers']) => ({
    images,
    classNames,
    fingerprint,
  })
  return { inliers: bare(inliers), negatives: negatives && bare(negatives) }
}

function configOf(recipe: ResolvedRecipe, { inliers }: OpenedData): ModelConfig {
  return {
    format: 1,
    arch: recipe.model.arch,
    width: recipe.model.width,
    inlierClasses: inliers.classNames.length,
    outlierClass: objectiveByName(recipe.objective.name).outlierClass,
    classNames: [...inliers.classNames],
    preprocessing: recipe.preprocessing,
    source: `recipe ${recipe.name}, seed ${recipe.seed}`,
  }
}

/**
 * Copies weights that fit; the classifier starts afresh where its size differs (another number of classes).
 * @returns what is to be said
 */
function startFrom(from: string, trainer: Trainer): string[] {
  const path = from.endsWith('.safetensors') ? from : join(from, 'model.safetensors')
  const weights = readSafetensors(path).tensors
  const own = trainer.model.stateDict()
  const other = ['fc.weight', 'fc.bias'].filter(key => {
    const shape = weights.get(key)?.shape
    return shape !== undefined && String(shape) !== String(own.get(key)!.shape)
  })
  for (const key of other) weights.set(key, own.get(key)!.toArray())
  const notes = loadWeights(trainer.model, weights, path)
  return other.length === 0
    ? notes
    : [...notes, `${path}: has another number of classes; the last layer starts afresh`]
}
