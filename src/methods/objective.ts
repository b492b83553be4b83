/** The contract of training objectives: a batch's outputs → losses by name, whose sum is minimised. */
import { z } from 'zod'
import type { Tensor } from '../torch/index.js'

export interface TrainingBatch {
  /** `[N + M, C]` of one joint forward pass: N inliers first, then M negatives. */
  logits: Tensor
  /** `[N]` int64, classes of the inliers. */
  labels: Tensor
  /** K. */
  inlierClasses: number
}

export interface Objective<Options = unknown> {
  name: string
  /** Whether batches must contain negatives. */
  negatives: boolean
  /** Whether the model has an outlier class at index K. */
  outlierClass: boolean
  options: z.ZodType<Options>
  /** Scalar losses, each with its weight already in it. */
  losses(batch: TrainingBatch, options: Options): Record<string, Tensor>
}

export function objective<Options = Record<string, never>>(
  definition: Omit<Objective<Options>, 'options'> & { options?: z.ZodType<Options> },
): Objective {
  const options = definition.options ?? (z.strictObject({}) as unknown as z.ZodType<Options>)
  return { ...definition, options } as unknown as Objective
}
