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
    arch: z
      .enum(['resnet18_32x32', 'resnet18_224x224'])
      .default('resnet18_32x32')
      .describe("OpenOOD's ResNet-18 for small images, or torchvision's"),
    width: count.default(64).describe('channels of the first stage; each later one has twice as many'),
  }),
  objective: z.strictObject({
    name: z
      .enum(['closed-set', 'uno', 'outlier-exposure'])
      .describe('what is learned from inliers and negatives'),
    options: z
      .record(z.string(), z.unknown())
      .default({})
      .describe(
        'uno: form joint (mean over the joint batch) or separate (inliers + lambda · negatives); outlier-exposure: lambda',
      ),
  }),
  preprocessing: z
    .union([
      z.enum(Object.keys(standardPreprocessing) as [keyof typeof standardPreprocessing]),
      preprocessing,
    ])
    .default('cifar10')
    .describe(
      'what images go through: a name, or an object of resize, crop, mean, std and policy (openood, upright)',
    ),
  augmentation: z
    .strictObject({
      inliers: z
        .enum(['standard', 'none'])
        .default('standard')
        .describe(
          'mirroring, and shifts by up to 4 pixels (small images) or random resized crops (large ones)',
        ),
      negatives: z
        .enum(['standard', 'none'])
        .default('standard')
        .describe('none is what OpenOOD does: a shortcut, since then only inliers have borders and scales'),
      progressive: z
        .strictObject({
          from: z.int().min(8).describe('side of the images at first, in pixels'),
          until: z.number().gt(0).max(1).describe('share of the steps after which they have their own size'),
        })
        .nullable()
        .default(null)
        .describe('smaller images at first, {"from": pixels, "until": share of the steps}; null: never'),
    })
    .prefault({}),
  batch: z
    .strictObject({
      inliers: count.default(128).describe('inliers of a step'),
      negatives: count.default(128).describe('negatives of a step, beside them'),
      lastBatch: z
        .enum(['keep', 'continue', 'drop'])
        .default('continue')
        .describe("of an epoch: keep OpenOOD's smaller one, continue with the next pass, or drop it"),
      restartNegatives: z
        .boolean()
        .default(false)
        .describe('whether negatives begin anew with each epoch of the inliers, as in OpenOOD'),
    })
    .prefault({}),
  epochs: count.describe('passes over the inliers'),
  optimiser: z
    .strictObject({
      ...optimiserFields,
      name: optimiserFields.name.default('sgd').describe('how weights are updated'),
      lr: optimiserFields.lr.default(0.1).describe('highest learning rate'),
      weightDecay: optimiserFields.weightDecay.default(5e-4).describe('of all weights'),
    })
    .prefault({}),
  schedule: z.strictObject(scheduleFields('cosine')).prefault({}),
  clip: positive.nullable().default(null).describe('norm to which gradients are clipped; null: not at all'),
  validation: z
    .strictObject({
      inliers: z
        .int()
        .nonnegative()
        .default(0)
        .describe('training images held out, for accuracy; 0 trains on all'),
      negativeClasses: z.int().nonnegative().default(0).describe('classes of negatives held out, for AUROC'),
      everyEpochs: count
        .default(1)
        .describe('epochs from one validation to the next; the last is validated too'),
    })
    .prefault({}),
})

export type ImageRecipe = z.infer<typeof imageRecipe>

export type ResolvedImageRecipe = Omit<ImageRecipe, keyof Settled | 'preprocessing'> &
  Settled & { preprocessing: z.infer<typeof preprocessing> }
