/**
 * Checkpoints: a model folder, usable by `predict`, plus what training needs to go on. Written under a
 * temporary name, synced, renamed; every file's hash is in `training.json`, so that damage is noticed.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { FaultError, UserError } from '../errors.js'
import { readSafetensors, writeSafetensors } from '../formats/index.js'
import { saveModel } from '../models/index.js'
import { checkpointsOf, readJson, runPaths, writeJson } from '../runs/run-folder.js'
import { noGrad, scope, Tensor } from '../torch/index.js'
import type { Trainer } from './trainer.js'

/** The part of a checkpoint that is not tensors. */
export interface TrainingState {
  /** Optimiser steps done. */
  step: number
  /** Accuracy on held-out inliers when it was last measured, null without a validation set. */
  validationAccuracy: number | null
  /** Sums of the running epoch, for its summary. */
  epoch: EpochSums
  /** Bytes of events.jsonl that belong to this state. */
  eventBytes: number
  /** Steps skipped so far because they were not finite. */
  skipped: number
  /** Seconds of training so far. */
  seconds: number
}

export interface EpochSums {
  steps: number
  losses: Record<string, number>
  loss: number
  correct: number
  inliers: number
  seconds: number
}

interface StoredState extends TrainingState {
  optimiserSteps: number
  /** sha256 of the other files. */
  files: Record<string, string>
}

const stateFile = 'training.json'
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
export const checkpointName = (step: number): string => `step-${String(step).padStart(8, '0')}`

/** @returns the path of the checkpoint */
export function saveCheckpoint(run: string, trainer: Trainer, state: TrainingState): string {
  const { checkpoints } = runPaths(run)
  const path = join(checkpoints, checkpointName(state.step))
  const temporary = join(checkpoints, `.${checkpointName(state.step)}.tmp`)
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  try {
    scope(() => {
      saveModel(temporary, trainer.config, trainer.modelState())
      writeSafetensors(join(temporary, 'training.safetensors'), trainingTensors(trainer))
    })
    const files = Object.fromEntries(
      readdirSync(temporary).map(name => [name, sha256(join(temporary, name))]),
    )
    const stored: StoredState = { ...state, optimiserSteps: trainer.optimiser.state().steps, files }
    writeJson(join(temporary, stateFile), { ...stored, digest: digestOf(stored) })
    rmSync(path, { recursive: true, force: true })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
  return path
}

const digestOf = (stored: StoredState) => createHash('sha256').update(JSON.stringify(stored)).digest('hex')

/** Optimiser state, and the raw weights where the model itself is their average. */
function trainingTensors(trainer: Trainer) {
  const tensors = new Map(
    [...trainer.optimiser.state().tensors].map(([key, tensor]) => [
      `optimiser.${key}`,
      tensor.contiguous().toArray(),
    ]),
  )
  if (trainer.average) {
    for (const [key, tensor] of trainer.model.stateDict())
      tensors.set(`weights.${key}`, tensor.contiguous().toArray())
  }
  return tensors
}

/** Puts a trainer into the state of a checkpoint. */
export function restoreCheckpoint(path: string, trainer: Trainer): TrainingState {
  const stored = readJson<StoredState>(join(path, stateFile))
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
      trainer.optimiser.restore({ steps: stored.optimiserSteps, tensors: withPrefix('optimiser.') })
    }),
  )
  const { optimiserSteps: _, files: __, ...state } = stored
  return state
}

const tensorsOf = (path: string): Map<string, Tensor> =>
  new Map([...readSafetensors(path).tensors].map(([key, array]) => [key, Tensor.fromArray(array)]))

/** What is wrong with a checkpoint, or undefined if every byte is as it was written. */
export function damageOf(path: string): string | undefined {
  try {
    const { digest, ...stored } = readJson<StoredState & { digest: string }>(join(path, stateFile))
    if (digestOf(stored) !== digest) return `${stateFile} was changed`
    for (const [name, hash] of Object.entries(stored.files)) {
      if (sha256(join(path, name)) !== hash) return `${name} was changed`
    }
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * The newest checkpoint that is whole. Damaged ones are set aside under another name, never deleted.
 *
 * @throws UserError if there are checkpoints and none is whole
 */
export function newestCheckpoint(run: string, warn: (message: string) => void): string | undefined {
  const all = checkpointsOf(run)
  const damages: string[] = []
  for (const { path } of all) {
    const damage = damageOf(path)
    if (!damage) {
      // Only once a good one is found: while all are bad nothing is touched.
      for (const [i, message] of damages.entries()) {
        renameSync(all[i]!.path, `${all[i]!.path}.damaged`)
        warn(`${message}; set aside as ${all[i]!.path}.damaged, going on from ${path}`)
      }
      return path
    }
    damages.push(`${path}: ${damage}`)
  }
  if (all.length === 0) return undefined
  throw new UserError(`${run}: no checkpoint is whole (${damages.join('; ')}); nothing was deleted`)
}

/** The checkpoint that is the run's model: the most accurate on held-out inliers, else the newest. */
export function bestCheckpoint(run: string): string | undefined {
  const all = checkpointsOf(run).map(({ step, path }) => ({ step, path, accuracy: accuracyOf(path) }))
  // Ties go to the later one, as in OpenOOD.
  return all.sort((a, b) => b.accuracy - a.accuracy || b.step - a.step)[0]?.path
}

function accuracyOf(path: string): number {
  try {
    return readJson<StoredState>(join(path, stateFile)).validationAccuracy ?? -1
  } catch {
    return -2
  }
}

/** Deletes all but the newest `keep` checkpoints and the best. */
export function pruneCheckpoints(run: string, keep: number): void {
  const best = bestCheckpoint(run)
  for (const { path } of checkpointsOf(run).slice(keep)) {
    if (path !== best) rmSync(path, { recursive: true, force: true })
  }
}

/** @throws FaultError if the disk has no room for the checkpoints of a run */
export function checkDiskSpace(run: string, trainer: Trainer): void {
  const copies = trainer.average ? 3 : 2
  const need = trainer.parameterCount * 4 * copies * (trainer.recipe.checkpoint.keep + 2)
  const { bavail, bsize } = statfsSync(run)
  const free = bavail * bsize
  if (free < need) {
    const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`
    throw new FaultError(
      `${run}: checkpoints need about ${megabytes(need)}, ${megabytes(free)} are free; free some or choose another --out`,
    )
  }
}
