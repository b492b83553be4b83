/** The fields that recipes of both tracks have. */
import { z } from 'zod'

export const positive = z.number().positive()
export const count = z.int().positive()

export const sharedFields = {
  name: z.string(),
  description: z.string().default(''),
  /** Decides initial weights, order, augmentation. The same seed gives the same bits on the same machine. */
  seed: z.int().nonnegative().default(0),
  /** Decay of a moving average of weights, which then is the model. */
  weightAverage: z.number().gt(0).lt(1).nullable().default(null),
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
  /** `meta` is for tests: a step can be tried there, not a training. */
  device: z
    .string()
    .regex(/^(cpu|cuda(:\d+)?|meta)$/, 'expected cpu, cuda or cuda:<number>')
    .default('cpu'),
  threads: z.union([z.literal('auto'), count]).default('auto'),
}

const scheduleNames = ['cosine', 'one-cycle', 'poly', 'constant'] as const

/** How the learning rate goes; each track has a schedule that it is usually trained with. */
export const scheduleFields = (usual: (typeof scheduleNames)[number]) => ({
  name: z.enum(scheduleNames).default(usual),
  /** one-cycle: the share of steps in which the rate rises. */
  rise: z.number().gt(0).lt(1).default(0.3),
  /** cosine: the last rate (OpenOOD: 1e-6). */
  floor: z.number().nonnegative().default(1e-6),
  power: positive.default(0.9),
})

/** What both optimisers read, and what SGD alone does. */
export const optimiserFields = {
  name: z.enum(['sgd', 'adamw']),
  lr: positive,
  momentum: z.number().min(0).lt(1).default(0.9),
  nesterov: z.boolean().default(true),
  weightDecay: z.number().nonnegative(),
}

/** Every `auto` is settled. */
export interface Settled {
  precision: 'float32' | 'bfloat16' | 'float64'
  memoryFormat: 'contiguous' | 'channels_last'
  threads: number
}
