/**
 * A whole training in this thread: recipe and data → run folder. `train` (train.ts) runs it in a worker, so
 * that the caller's thread stays free for signals and progress.
 */
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { readSafetensors } from '../formats/index.js'
import { objectiveByName } from '../methods/index.js'
import { type ClassifierConfig, loadWeights } from '../models/index.js'
import type { RecordedEvent, RunEvent } from '../runs/events.js'
import { engineFacts, setThreads } from '../torch/index.js'
import { type BatchSource, packedSource } from './batch-source.js'
import { newestCheckpoint } from './checkpoint.js'
import { largeSource } from './large-source.js'
import { type LoopResult, runLoop } from './loop.js'
import { outOfMemory } from './out-of-memory.js'
import type { ResolvedRecipe } from './recipe.js'
import { openRun, type RunRequest, settleRecord } from './run-record.js'
import { Trainer } from './trainer.js'
import {
  type DataArguments,
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
  const { recipe } = job
  const tell = (event: RunEvent) => supervisor.listen({ time: Date.now(), ...event })
  const request = { ...job, weights: job.from && weightsFile(job.from) }
  const unlock = openRun(request, message => tell({ type: 'warning', message }))
  let source: BatchSource | undefined
  try {
    setThreads(recipe.threads)
    checkDevice(recipe.device)
    const { from, data } = readData(request, tell)
    const config = configOf(recipe, data.inliers.classNames)
    source = sourceOf(recipe, data)
    const trainer = new Trainer(recipe, config, source.stepsPerEpoch * recipe.epochs)
    if (request.weights && !from) {
      for (const message of startFrom(request.weights, trainer)) tell({ type: 'warning', message })
    }
    const validate = data.held && (await validator(recipe, config, data.held))
    return await runLoop({ run: job.run, trainer, source, validate, from, ...supervisor })
  } catch (error) {
    throw outOfMemory(error, recipe) ?? error
  } finally {
    await source?.close()
    unlock()
  }
}

/** The data, after they were compared with the record of the run, and the checkpoint to go on from. */
function readData(request: RunRequest, tell: (event: RunEvent) => void) {
  const { run, recipe, resume, data: named } = request
  const progress = (message: string) => tell({ type: 'phase', phase: 'data', message })
  const warn = (message: string) => tell({ type: 'warning', message })
  const from = resume ? newestCheckpoint(run, warn) : undefined
  progress(`reading ${named.data}${named.negatives === undefined ? '' : ` and ${named.negatives}`}`)
  const opened = openTrainingData(named, {
    training: objectiveByName(recipe.objective.name).negatives,
    validation: recipe.validation.negativeClasses > 0,
  })
  settleRecord(request, opened, from, warn)
  return { from, data: prepareTrainingData(recipe, opened, progress, warn) }
}

function sourceOf(recipe: ResolvedRecipe, data: TrainingData): BatchSource {
  // A closed set may have negatives too, of which only those held out for validation are used.
  const isTrained = objectiveByName(recipe.objective.name).negatives
  return data.size === 'small'
    ? packedSource(recipe, data.inliers, isTrained ? data.negatives : undefined)
    : largeSource(recipe, data.inliers, isTrained ? data.negatives : undefined)
}

function checkDevice(device: string): void {
  if (!device.startsWith('cuda') || engineFacts().cuda) return
  throw new UserError(
    `device: ${device}, and this libtorch sees no GPU; set device=cpu, or give a libtorch with CUDA by UNO_LIBTORCH`,
  )
}

function configOf(recipe: ResolvedRecipe, classNames: readonly string[]): ClassifierConfig {
  return {
    format: 1,
    arch: recipe.model.arch,
    width: recipe.model.width,
    inlierClasses: classNames.length,
    outlierClass: objectiveByName(recipe.objective.name).outlierClass,
    classNames: [...classNames],
    preprocessing: recipe.preprocessing,
    source: `recipe ${recipe.name}, seed ${recipe.seed}`,
  }
}

/** The file of weights that a model folder or a file stands for. */
const weightsFile = (from: string): string =>
  from.endsWith('.safetensors') ? from : join(from, 'model.safetensors')

/**
 * Copies weights that fit; the classifier starts afresh where its size differs (another number of classes).
 * @returns what is to be said
 */
function startFrom(path: string, trainer: Trainer): string[] {
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
