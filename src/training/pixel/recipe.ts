/**
 * Recipes of the pixel-level track: a segmenter and its crops of scenes. Defaults are those of the official
 * Cityscapes training (Mask2Former's configs/cityscapes/semantic-segmentation).
 */
import { z } from 'zod'
import { augmentSchema } from '../../data/augment/options.js'
import { pastingSchema } from '../../data/pasting/options.js'
import { maskObjectives } from '../../methods/masks/objectives.js'
import { scenePreprocessing, segmenterSizes, usualNoObjectWeight } from '../../models/mask2former/config.js'
import {
  count,
  optimiserFields,
  positive,
  type Settled,
  scheduleFields,
  sharedFields,
} from '../shared-recipe.js'

const share = z.number().min(0).max(1)
const weight = z.number().nonnegative()
const [first, ...others] = maskObjectives.map(({ name }) => name)

/** ImageNet's colours, and the sizes at which the official code tests. */
const usualPreprocessing = scenePreprocessing.extend({
  shortEdge: scenePreprocessing.shape.shortEdge.default(1024),
  longEdge: scenePreprocessing.shape.longEdge.default(2048),
  mean: scenePreprocessing.shape.mean.default([123.675, 116.28, 103.53]),
  std: scenePreprocessing.shape.std.default([58.395, 57.12, 57.375]),
})

export const pixelRecipe = z.strictObject({
  track: z.literal('pixel'),
  ...sharedFields,
  /** Sizes of the network, as `config.json` of a model names them. */
  model: z.strictObject({
    arch: z.literal('mask2former').default('mask2former').describe('the network'),
    ...segmenterSizes,
  }),
  objective: z.strictObject({
    name: z.enum([first!, ...others]).describe('what is learned from scenes and pasted negatives'),
    weights: z
      .strictObject({
        class: weight.default(2).describe('of the cross-entropy, in the matching as in the loss'),
        mask: weight.default(5).describe('of the binary cross-entropy of masks'),
        dice: weight.default(5).describe('of the dice loss of masks'),
      })
      .prefault({}),
    noObjectWeight: positive
      .default(usualNoObjectWeight)
      .describe('of the no-object class in the cross-entropy; inliers and the outlier class have 1'),
    points: count.default(12544).describe('points at which a mask is matched and judged'),
    oversample: z
      .number()
      .min(1)
      .default(3)
      .describe('times so many points are drawn, of which the least certain are kept'),
    importance: share.default(0.75).describe('share of the points that is chosen so; the rest is uniform'),
    fixedAssignment: share
      .default(0)
      .describe('share of the steps, from the first, in which query = class instead of a matching'),
    perPixel: weight
      .default(0)
      .describe('weight of a cross-entropy of pixels by a classifier that is no part of the model; 0: none'),
  }),
  preprocessing: usualPreprocessing.prefault({}),
  augmentation: augmentSchema.prefault({}),
  pasting: pastingSchema
    .nullable()
    .default(null)
    .describe('how negatives get into scenes, for objectives that train with them'),
  batch: z
    .strictObject({
      scenes: count.default(16).describe('crops of one forward pass'),
      accumulate: count.default(1).describe('passes whose mean gradient is one step'),
      sameOrientation: z
        .boolean()
        .default(false)
        .describe('whether a pass takes only landscape or only portrait scenes, as the official loader does'),
    })
    .prefault({}),
  steps: count.describe('updates of the weights'),
  epochSteps: count
    .default(500)
    .describe('steps that are summed up, and perhaps validated, at a time: what events call an epoch'),
  optimiser: z
    .strictObject({
      ...optimiserFields,
      name: optimiserFields.name.default('adamw').describe('how weights are updated'),
      lr: optimiserFields.lr.default(1e-4).describe('highest learning rate'),
      weightDecay: optimiserFields.weightDecay.default(0.05).describe('not of norms, nor of embeddings'),
      backboneLr: weight
        .default(0.1)
        .describe("factor on the backbone's rate: 0.1 for ImageNet weights, 1 from scratch"),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      ...scheduleFields('poly'),
      steps: count
        .nullable()
        .default(null)
        .describe('length of the schedule, where training ends before it does; null: that of the training'),
    })
    .prefault({}),
  clip: positive.nullable().default(0.01).describe('norm to which gradients are clipped; null: not at all'),
  validation: z
    .strictObject({
      scenes: z
        .union([z.int().nonnegative(), z.string().min(1)])
        .default(0)
        .describe(
          'training scenes held out: how many, or how their file names begin (0006R0); 0 trains on all',
        ),
      negatives: z
        .union([z.int().nonnegative(), z.array(z.string()).min(1)])
        .default(0)
        .describe('negatives held out, to be pasted into those scenes: how many, or of which categories'),
      most: count.default(40).describe('held-out scenes that are looked at, at most, spread evenly'),
      everyEpochs: count
        .default(1)
        .describe('epochs from one validation to the next; the last is validated too'),
    })
    .prefault({}),
})

export type PixelRecipe = z.infer<typeof pixelRecipe>
export type ResolvedPixelRecipe = Omit<PixelRecipe, keyof Settled> & Settled
