/**
 * A recipe: everything that decides a run, but the data. JSON with a schema; unknown keys are errors. The
 * resolved recipe (with what `auto` chose) is stored in the run folder.
 */
import { z } from 'zod'
import { preprocessing, standardPreprocessing } from '../models/classifier-config.js'

const positive = z.number().positive()
const count = z.int().positive()

export const recipeSchema = z.strictObject({
  name: z.string(),
  description: z.string().default(''),
  /** Decides initial weights, order, augmentation. The same seed gives the same bits on the same machine. */
  seed: z.int().nonnegative().default(0),
  model: z.strictObject({
    arch: z.enum(['resnet18_32x32', 'resnet18_224x224']).default('resnet18_32x32'),
    width: count.default(64),
  }),
  objective: z.strictObject({
    name: z.enum(['closed-set', 'uno', 'outlier-exposure']),
    /** Options of the objective, see src/methods. */
    options: z.record(z.string(), z.unknown()).default({}),
  }),
  preprocessing: z
    .union([
      z.enum(Object.keys(standardPreprocessing) as [keyof typeof standardPreprocessing]),
      preprocessing,
    ])
    .default('cifar10'),
  augmentation: z
    .strictObject({
      /** Mirroring with p = ½ and shifts by up to 4 pixels (32×32), or random resized crops (224×224). */
      inliers: z.enum(['standard', 'none']).default('standard'),
      /** `none` is what OpenOOD does: a shortcut, since then only inliers have borders and scales. */
      negatives: z.enum(['standard', 'none']).default('standard'),
    })
    .prefault({}),
  batch: z
    .strictObject({
      inliers: count.default(128),
      negatives: count.default(128),
      /** `keep`: OpenOOD's smaller last batch; `continue`: equal batches across passes. */
      lastBatch: z.enum(['keep', 'continue', 'drop']).default('continue'),
      /** OpenOOD begins the negatives anew with each epoch of the inliers. */
      restartNegatives: z.boolean().default(false),
    })
    .prefault({}),
  epochs: count,
  optimiser: z
    .strictObject({
      name: z.enum(['sgd', 'adamw']).default('sgd'),
      lr: positive.default(0.1),
      momentum: z.number().min(0).lt(1).default(0.9),
      nesterov: z.boolean().default(true),
      weightDecay: z.number().nonnegative().default(5e-4),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      name: z.enum(['cosine', 'one-cycle', 'poly', 'constant']).default('cosine'),
      /** one-cycle: the share of steps in which the rate rises. */
      rise: z.number().gt(0).lt(1).default(0.3),
      /** cosine: the last rate (OpenOOD: 1e-6). */
      floor: z.number().nonnegative().default(1e-6),
      power: positive.default(0.9),
    })
    .prefault({}),
  /** Norm to which gradients are clipped. */
  clip: positive.nullable().default(null),
  /** Decay of a moving average of weights, which then is the model. */
  weightAverage: z.number().gt(0).lt(1).nullable().default(null),
  validation: z
    .strictObject({
      /** Training images held out, for accuracy; 0 trains on all. */
      inliers: z.int().nonnegative().default(0),
      /** Classes of negatives held out, for AUROC. */
      negativeClasses: z.int().nonnegative().default(0),
      /** Validate after every so many epochs, and after the last. */
      everyEpochs: count.default(1),
    })
    .prefault({}),
  checkpoint: z
    .strictObject({
      everyMinutes: positive.default(10),
      /** Newest checkpoints that stay, beside the best. */
      keep: count.default(2),
    })
    .prefault({}),
  /** Steps with a loss or gradient that is not finite that are skipped before training stops. */
  skipNonfinite: z.int().nonnegative().default(0),
  precision: z.enum(['auto', 'float32', 'bfloat16', 'float64']).default('auto'),
  memoryFormat: z.enum(['auto', 'contiguous', 'channels_last']).default('auto'),
  device: z
    .string()
    .regex(/^(cpu|cuda(:\d+)?|meta)$/, 'expected cpu, cuda or cuda:<number>')
    .default('cpu'),
  threads: z.union([z.literal('auto'), count]).default('auto'),
})

export type Recipe = z.infer<typeof recipeSchema>

/** A recipe whose every `auto` was settled. */
export type ResolvedRecipe = Omit<Recipe, 'precision' | 'memoryFormat' | 'threads' | 'preprocessing'> & {
  precision: 'float32' | 'bfloat16' | 'float64'
  memoryFormat: 'contiguous' | 'channels_last'
  threads: number
  preprocessing: z.infer<typeof preprocessing>
}
