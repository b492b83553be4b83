/** The fields that recipes of both tracks have. */
import { z } from 'zod'

export const positive = z.number().positive()
export const count = z.int().positive()

export const sharedFields = {
  name: z.string().describe('what tables and folders of runs call it'),
  description: z.string().default('').describe('for people'),
  seed: z
    .int()
    .nonnegative()
    .default(0)
    .describe(
      'decides initial weights, order and augmentation; the same seed gives the same bits on the same machine',
    ),
  weightAverage: z
    .number()
    .gt(0)
    .lt(1)
    .nullable()
    .default(null)
    .describe('decay of a moving average of the weights, which then is the model; null: none'),
  checkpoint: z
    .strictObject({
      everyMinutes: positive.default(10).describe('minutes from one checkpoint to the next'),
      keep: count.default(2).describe('newest checkpoints that stay, beside the best'),
    })
    .prefault({}),
  skipNonfinite: z
    .int()
    .nonnegative()
    .default(0)
    .describe('steps whose loss or gradient is not finite that are skipped before training stops'),
  precision: z
    .enum(['auto', 'float32', 'bfloat16', 'float64'])
    .default('auto')
    .describe('of the forward and backward pass; auto: bfloat16 where the processor has it'),
  memoryFormat: z
    .enum(['auto', 'contiguous', 'channels_last'])
    .default('auto')
    .describe('order of the dimensions in memory; auto: channels_last'),
  // `meta` is for tests: a step can be tried there, not a training.
  device: z
    .string()
    .regex(/^(cpu|cuda(:\d+)?|meta)$/, 'expected cpu, cuda or cuda:<number>')
    .default('cpu')
    .describe('cpu, cuda or cuda:<number>'),
  threads: z
    .union([z.literal('auto'), count])
    .default('auto')
    .describe('auto: what the machine grants'),
}

const scheduleNames = ['cosine', 'one-cycle', 'poly', 'constant'] as const

/** How the learning rate goes; each track has a schedule that it is usually trained with. */
export const scheduleFields = (usual: (typeof scheduleNames)[number]) => ({
  name: z.enum(scheduleNames).default(usual).describe('how the rate goes over the steps'),
  rise: z.number().gt(0).lt(1).default(0.3).describe('one-cycle: share of the steps in which the rate rises'),
  floor: z.number().nonnegative().default(1e-6).describe('cosine: the last rate'),
  power: positive.default(0.9).describe('poly: exponent of the share of steps that are left'),
})

/** What both optimisers read, and what SGD alone does. */
export const optimiserFields = {
  name: z.enum(['sgd', 'adamw']),
  lr: positive,
  momentum: z.number().min(0).lt(1).default(0.9).describe('of sgd'),
  nesterov: z.boolean().default(true).describe("whether sgd's momentum is Nesterov's"),
  weightDecay: z.number().nonnegative(),
}

/** Every `auto` is settled. */
export interface Settled {
  precision: 'float32' | 'bfloat16' | 'float64'
  memoryFormat: 'contiguous' | 'channels_last'
  threads: number
}
