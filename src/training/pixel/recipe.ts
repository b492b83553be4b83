/**
 * Recipes of the pixel-level track: a segmenter and its crops of scenes. Defaults are those of the official
 * Cityscapes training (REFERENCE-segmentation 1.3).
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
    arch: z.literal('mask2former').default('mask2former'),
    ...segmenterSizes,
  }),
  objective: z.strictObject({
    name: z.enum([first!, ...others]),
    /** Weights of the three terms, in the matching as in the loss. */
    weights: z
      .strictObject({ class: weight.default(2), mask: weight.default(5), dice: weight.default(5) })
      .prefault({}),
    /** Weight of the no-object class in the cross-entropy; inliers and the outlier class have 1. */
    noObjectWeight: positive.default(usualNoObjectWeight),
    /** Points a mask at which it is matched and judged. */
    points: count.default(12544),
    /** Times so many are drawn, of which the least certain are kept … */
    oversample: z.number().min(1).default(3),
    /** … for this share of the points; the rest is uniform. */
    importance: share.default(0.75),
    /** Share of the steps, from the first, in which query = class instead of a matching. */
    fixedAssignment: share.default(0),
    /**
     * Weight of a per-pixel cross-entropy on the stride-4 features, by a classifier that is no part of the
     * model; 0: none.
     */
    perPixel: weight.default(0),
  }),
  /** What the model does with an image that it is shown; training crops have their own sizes. */
  preprocessing: usualPreprocessing.prefault({}),
  augmentation: augmentSchema.prefault({}),
  /** How negatives get into scenes, for objectives that train with them. */
  pasting: pastingSchema.nullable().default(null),
  batch: z
    .strictObject({
      /** Crops of one forward pass. */
      scenes: count.default(16),
      /** Passes whose mean gradient is one step. */
      accumulate: count.default(1),
      /** Whether a pass takes only landscape or only portrait scenes, as the official loader does. */
      sameOrientation: z.boolean().default(false),
    })
    .prefault({}),
  steps: count,
  /** Steps that are summed up, and perhaps validated, at a time: what events call an epoch. */
  epochSteps: count.default(500),
  optimiser: z
    .strictObject({
      ...optimiserFields,
      name: optimiserFields.name.default('adamw'),
      lr: optimiserFields.lr.default(1e-4),
      weightDecay: optimiserFields.weightDecay.default(0.05),
      /** Factor on the backbone's rate: 0.1 for ImageNet weights. */
      backboneLr: weight.default(0.1),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      ...scheduleFields('poly'),
      /** Length of the schedule, where training ends before it does; null: `steps`. */
      steps: count.nullable().default(null),
    })
    .prefault({}),
  /** Norm to which gradients are clipped. */
  clip: positive.nullable().default(0.01),
  validation: z
    .strictObject({
      /** Training scenes held out: how many, or how their file names begin (`0006R0`); 0 trains on all. */
      scenes: z.union([z.int().nonnegative(), z.string().min(1)]).default(0),
      /** Negatives held out, to be pasted into those scenes: how many, or of which categories. */
      negatives: z.union([z.int().nonnegative(), z.array(z.string()).min(1)]).default(0),
      /** Of the held-out scenes at most so many are looked at, spread evenly. */
      most: count.default(40),
      everyEpochs: count.default(1),
    })
    .prefault({}),
})

export type PixelRecipe = z.infer<typeof pixelRecipe>
export type ResolvedPixelRecipe = Omit<PixelRecipe, keyof Settled> & Settled
