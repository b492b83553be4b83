/** What a track brings to a training: its data, trainer, batches and validation. The loop knows none of them. */
import type { ValidationResult } from '../runs/events.js'
import type { BatchSource } from './batch-source.js'
import type { ManifestEntry } from './manifest.js'
import type { Trainer } from './trainer.js'

/** What `--data` and `--negatives` name. */
export interface DataArguments {
  /** A benchmark JSON, or a set of inliers. */
  data: string
  /** Negatives, where `data` is no benchmark or another set is wanted. */
  negatives?: string
}

/** What was found at the arguments, for `data.json`. */
export interface DataRecord {
  inliers: ManifestEntry
  negatives?: ManifestEntry
}

/** Data that was opened and recorded, but not yet read. */
export interface OpenedTrack {
  record: DataRecord
  begin(tell: Tell): Promise<Session>
}

export interface Tell {
  progress(message: string): void
  warn(message: string): void
}

export interface Session {
  trainer: Trainer
  source: BatchSource
  validate?: Validate
  /**
   * Weights to start from.
   * @returns what is to be said
   */
  startFrom(weights: string): string[]
}

export interface Validation {
  result: ValidationResult
  /** By which checkpoints are compared; more is better. Null where it is undefined, which is worse than any number. */
  quality: number | null
}

/** Validates the model as the trainer holds it; undefined if it was asked to stop before it was done. */
export type Validate = (stopRequested: () => unknown) => Validation | undefined
