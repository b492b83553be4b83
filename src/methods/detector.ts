/** The contract of detectors: a score of each sample, larger = more outlying. */
import { z } from 'zod'
import type { Tensor } from '../torch/index.js'

/** What a detector sees of a model, by structure: any model, or somebody's arrays. */
export interface Outputs {
  /** `[N, C]`: K inlier classes first, then the outlier class where there is one. */
  logits: Tensor
  /** `[N, D]`, the paper's pre-logits z; a file of logits alone has none. */
  features?: Tensor
  /** K. */
  inlierClasses: number
}

/** Outputs on inlier training images, for detectors that are fitted. */
export interface FitData extends Outputs {
  /** `[N]` int64. */
  labels: Tensor
}

export interface Detector<Options = unknown, State = unknown> {
  name: string
  /** Publication. */
  source: string
  options: z.ZodType<Options>
  needs?: { outlierClass?: boolean; features?: boolean }
  /** Learns from inlier training data; the result is handed to every call of `score`. */
  fit?(data: FitData, options: Options): State
  /** `[N]`, larger = more outlying. */
  score(outputs: Outputs, options: Options, state: State): Tensor
  /**
   * A strictly increasing function of the score that does not saturate, for rankings: in floating point a
   * probability of 1 − 1e-20 is 1, and ties made by rounding must not decide a metric.
   */
  order?(outputs: Outputs, options: Options, state: State): Tensor
}

/** Declares a detector; option and state types are inferred. */
export function detector<Options = Record<string, never>, State = undefined>(
  definition: Omit<Detector<Options, State>, 'options'> & { options?: z.ZodType<Options> },
): Detector {
  const options = definition.options ?? (z.strictObject({}) as unknown as z.ZodType<Options>)
  return { ...definition, options } as unknown as Detector
}
