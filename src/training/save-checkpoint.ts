/**
 * Checkpoints: a model folder, usable by `predict`, plus what training needs to go on. Written under a
 * temporary name, synced, renamed; every file's hash is in `training.json`, so that damage is noticed.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileDigest } from '../data/file-digest.js'
import { FaultError } from '../errors.js'
import { syncFolder } from '../formats/atomic-write.js'
import { readSafetensors, writeSafetensors } from '../formats/index.js'
import { saveModel } from '../models/index.js'
import { checkpointsOf, replacedSuffix, runPaths } from '../runs/run-folder.js'
import { noGrad, scope, Tensor } from '../torch/index.js'
import type { Trainer } from './trainer.js'
import { readState, type TrainingState, writeState } from './training-state.js'

export const checkpointPath = (run: string, step: number): string =>
  join(runPaths(run).checkpoints, `step-${String(step).padStart(8, '0')}`)

/**
 * @returns the path of the checkpoint
 * @throws FaultError naming the free space and the need; then nothing is left of it, and older ones stay
 */
export function saveCheckpoint(run: string, trainer: Trainer, state: TrainingState): string {
  const path = checkpointPath(run, state.step)
  const temporary = `${path}.tmp`
  try {
    rmSync(temporary, { recursive: true, force: true })
    mkdirSync(temporary, { recursive: true })
    scope(() => {
      saveModel(temporary, trainer.config, trainer.modelState())
      writeSafetensors(join(temporary, 'training.safetensors'), trainingTensors(trainer))
    })
    const files = Object.fromEntries(
      readdirSync(temporary).map(name => [name, fileDigest(join(temporary, name))]),
    )
    const { recipe, optimiser } = trainer
    writeState(temporary, { ...state, recipe, optimiserSteps: optimiser.state().steps, files })
    replaceFolder(path, temporary)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    if (!(error instanceof FaultError || (error as NodeJS.ErrnoException).syscall)) throw error
    throw new FaultError(
      `${(error as Error).message}; a checkpoint needs ${megabytes(sizeOf(trainer))}, older ones are untouched: free some space, then uno train --resume ${run}`,
    )
  }
  return path
}

/** At every moment the old or the fresh one is whole: who goes on after a kill finds it (`removeLeftovers`). */
function replaceFolder(path: string, fresh: string): void {
  const aside = `${path}${replacedSuffix}`
  if (existsSync(path)) {
    // Left by an earlier time that failed after all but this.
    rmSync(aside, { recursive: true, force: true })
    renameSync(path, aside)
  }
  try {
    renameSync(fresh, path)
  } catch (error) {
    if (existsSync(aside)) renameSync(aside, path)
    throw error
  }
  syncFolder(dirname(path))
  rmSync(aside, { recursive: true, force: true })
}

/** Takes its name away first, so that what is being deleted is no longer a checkpoint. */
export function removeCheckpoint(path: string): void {
  const dying = `${path}.old.tmp`
  try {
    renameSync(path, dying)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  rmSync(dying, { recursive: true, force: true })
}

/** Optimiser state, what is trained beside the model, and the raw weights where the model is their average. */
function trainingTensors(trainer: Trainer) {
  const tensors = new Map(
    [...trainer.optimiser.state().tensors].map(([key, tensor]) => [`optimiser.${key}`, tensor.toArray()]),
  )
  const add = (prefix: string, state: ReadonlyMap<string, Tensor>) => {
    for (const [key, tensor] of state) tensors.set(`${prefix}.${key}`, tensor.toArray())
  }
  if (trainer.average) add('weights', trainer.model.stateDict())
  if (trainer.companion) add('companion', trainer.companion.stateDict())
  return tensors
}

/** Puts a trainer into the state of a checkpoint. */
export function restoreCheckpoint(path: string, trainer: Trainer): TrainingState {
  const { optimiserSteps, files: _, recipe: __, ...state } = readState(path)
  scope(() =>
    noGrad(() => {
      const model = tensorsOf(join(path, 'model.safetensors'))
      const training = tensorsOf(join(path, 'training.safetensors'))
      const withPrefix = (prefix: string) =>
        new Map(
          [...training].flatMap(([key, t]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), t]] : [],
          ),
        )
      trainer.average?.restore(model)
      trainer.model.loadStateDict(trainer.average ? withPrefix('weights.') : model)
      trainer.companion?.loadStateDict(withPrefix('companion.'))
      trainer.optimiser.restore({ steps: optimiserSteps, tensors: withPrefix('optimiser.') })
    }),
  )
  return state
}

const tensorsOf = (path: string): Map<string, Tensor> =>
  new Map([...readSafetensors(path).tensors].map(([key, array]) => [key, Tensor.fromArray(array)]))

/** @throws FaultError if the disk has no room for the checkpoints that a run still adds */
export function checkDiskSpace(run: string, trainer: Trainer): void {
  // The newest ones, the best, and one that is being written.
  const missing = Math.max(1, trainer.recipe.checkpoint.keep + 2 - checkpointsOf(run).length)
  const need = sizeOf(trainer) * missing
  const { bavail, bsize } = statfsSync(run)
  const free = bavail * bsize
  if (free < need) {
    throw new FaultError(
      `${run}: checkpoints need about ${megabytes(need)}, ${megabytes(free)} are free; free some and --resume ${run}, or choose another --out`,
    )
  }
}

/** Bytes of a checkpoint, about: weights, momenta, and the raw weights beside an average. */
function sizeOf({ recipe, parameterCount, average }: Trainer): number {
  const copies = 1 + (recipe.optimiser.name === 'sgd' ? 1 : 2) + (average ? 1 : 0)
  return parameterCount * copies * (recipe.precision === 'float64' ? 8 : 4)
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`
