/** What a checkpoint says beside its tensors: `training.json`. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileDigest } from '../data/file-digest.js'
import { readJson, writeJson } from '../runs/run-folder.js'
import type { ResolvedRecipe } from './recipe.js'

export interface TrainingState {
  /** Optimiser steps done. */
  step: number
  /** Epochs summed up and, where the recipe says so, validated; one less while that is still to be done. */
  epochs: number
  /**
   * What validation made of these weights (accuracy, mIoU or AP: see the track), null if it was not measured or is
   * undefined; more is better.
   */
  validationQuality: number | null
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

export interface StoredState extends TrainingState {
  /** What it was trained by, so that a recipe that was changed since is noticed. */
  recipe: ResolvedRecipe
  optimiserSteps: number
  /** sha256 of the other files. */
  files: Record<string, string>
}

export const freshEpoch = (): EpochSums => ({
  steps: 0,
  losses: {},
  loss: 0,
  correct: 0,
  inliers: 0,
  seconds: 0,
})

export const freshState = (): TrainingState => ({
  step: 0,
  epochs: 0,
  validationQuality: null,
  epoch: freshEpoch(),
  eventBytes: 0,
  skipped: 0,
  seconds: 0,
})

const fileName = 'training.json'
const digestOf = (stored: StoredState) => createHash('sha256').update(JSON.stringify(stored)).digest('hex')

/** @param checkpoint folder of it; the file also gets a digest of itself */
export const writeState = (checkpoint: string, stored: StoredState): void =>
  writeJson(join(checkpoint, fileName), { ...stored, digest: digestOf(stored) })

/** @throws UserError if the file is missing or no JSON */
export const readState = (checkpoint: string): StoredState => readWithDigest(checkpoint).stored

function readWithDigest(checkpoint: string): { stored: StoredState; digest: string } {
  const { digest, ...stored } = readJson<StoredState & { digest: string }>(join(checkpoint, fileName))
  return { stored, digest }
}

/** What is wrong with a checkpoint, or undefined if every byte is as it was written. */
export function damageOf(checkpoint: string): string | undefined {
  try {
    const { stored, digest } = readWithDigest(checkpoint)
    if (digestOf(stored) !== digest) return `${fileName} was changed`
    const changed = Object.entries(stored.files).find(
      ([name, hash]) => fileDigest(join(checkpoint, name)) !== hash,
    )
    return changed && `${changed[0]} was changed (its sha256 is not the one written down)`
  } catch (error) {
    return (error as Error).message
  }
}
