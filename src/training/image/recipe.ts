/** Recipes of the image-wide track: a classifier and its batches of images. */
import { z } from 'zod'
import { preprocessing, standardPreprocessing } from '../../models/classifier-config.js'
import {
  count,
  optimiserFields,
  positive,
  type Settled,
  scheduleFields,
  sharedFields,
} from '../shared-recipe.js'

export const imageRecipe = z.strictObject({
  track: z.literal('image').default('image'),
  ...sharedFields,
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
      /** Images of `from` pixels at first, growing to their size until this share of the steps. */
      progressive: z
        .strictObject({ from: z.int().min(8), until: z.number().gt(0).max(1) })
        .nullable()
        .default(null),
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
      ...optimiserFields,
      name: optimiserFields.name.default('sgd'),
      lr: optimiserFields.lr.default(0.1),
      weightDecay: optimiserFields.weightDecay.default(5e-4),
    })
    .prefault({}),
  schedule: z.strictObject(scheduleFields('cosine')).prefault({}),
  /** Norm to which gradients are clipped. */
  clip: positive.nullable().default(null),
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
})

export type ImageRecipe = z.infer<typeof imageRecipe>

export type ResolvedImageRecipe = Omit<ImageRecipe, keyof Settled | 'preprocessing'> &
  Settled & { preprocessing: z.infer<typeof preprocessing> }
