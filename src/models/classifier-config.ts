/** `config.json` of an image-wide model. */
import { z } from 'zod'

export const preprocessing = z.strictObject({
  resize: z
    .int()
    .positive()
    .describe('the shorter side is brought to this many pixels (bilinear, antialiased, on 8-bit values)'),
  crop: z.int().positive().describe('side of the central square that the model sees'),
  mean: z.tuple([z.number(), z.number(), z.number()]).describe('of the channels, RGB in 0 … 1'),
  std: z
    .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
    .describe('deviation of the channels'),
  policy: z
    .enum(['openood', 'upright'])
    .describe("how files are decoded: as OpenOOD's loader does, or as a person expects"),
})
export type Preprocessing = z.infer<typeof preprocessing>

export const classifierArchs = ['resnet18_32x32', 'resnet18_224x224'] as const

export const classifierConfig = z.strictObject({
  format: z.literal(1),
  arch: z.enum(classifierArchs),
  width: z.int().positive(),
  /** K of the paper. */
  inlierClasses: z.int().positive(),
  /** Whether output K is the outlier class (negative objectness). */
  outlierClass: z.boolean(),
  classNames: z.array(z.string()),
  preprocessing,
  /** How the model came about: recipe and seed, or the checkpoint it was imported from. */
  source: z.string().optional(),
})
export type ClassifierConfig = z.infer<typeof classifierConfig>

/** OpenOOD's preprocessing of each data family (its configs/preprocessors and configs/datasets). */
export const standardPreprocessing = {
  cifar10: {
    resize: 32,
    crop: 32,
    mean: [0.4914, 0.4822, 0.4465],
    std: [0.247, 0.2435, 0.2616],
    policy: 'openood',
  },
  cifar100: {
    resize: 32,
    crop: 32,
    mean: [0.5071, 0.4867, 0.4408],
    std: [0.2675, 0.2565, 0.2761],
    policy: 'openood',
  },
  imagenet: {
    resize: 256,
    crop: 224,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    policy: 'openood',
  },
} satisfies Record<string, Preprocessing>
