/** Sizes of backbones, as `config.json` of a segmenter names them. */
import { z } from 'zod'

const count = z.int().positive()
const perStage = z.tuple([count, count, count, count])

const swinConfig = z.strictObject({
  type: z.literal('swin').describe('Swin transformer'),
  embedDim: count.describe('channels of stage res2; each later stage has twice as many'),
  depths: perStage.describe('blocks of each stage'),
  heads: perStage.describe('attention heads of each stage'),
  window: count.describe('side of an attention window, in tokens'),
  patch: z.literal(4).default(4).describe('side of a patch, in pixels'),
  mlpRatio: z.number().positive().default(4).describe("width of a block's MLP, in widths of the block"),
  dropPath: z
    .number()
    .min(0)
    .lt(1)
    .default(0.3)
    .describe('stochastic depth of the last block; the first has none, in between it grows linearly'),
})
export type SwinConfig = z.infer<typeof swinConfig>

export const norms = ['FrozenBN', 'BN', 'SyncBN'] as const

const resNetConfig = z.strictObject({
  type: z.literal('resnet').describe("detectron2's ResNet"),
  depth: z.literal([18, 50, 101]).describe('18 has basic blocks, 50 and 101 have bottlenecks'),
  norm: z
    .enum(norms)
    .default('SyncBN')
    .describe('FrozenBN has fixed statistics and scales; SyncBN is BN as long as one process trains'),
  stemWidth: count.default(64).describe('channels of the stem'),
  res2Width: count
    .optional()
    .describe('channels of stage res2; each later stage has twice as many; default 256, and 64 for depth 18'),
  groupWidth: count
    .optional()
    .describe('channels inside the bottlenecks of stage res2, a quarter of res2Width by default'),
})
export type DetectronResNetConfig = z.infer<typeof resNetConfig>

export const backboneConfig = z.discriminatedUnion('type', [swinConfig, resNetConfig])
export type BackboneConfig = z.infer<typeof backboneConfig>

/** Channels of stage res2. */
export const res2WidthOf = (config: BackboneConfig): number =>
  config.type === 'swin' ? config.embedDim : (config.res2Width ?? (config.depth === 18 ? 64 : 256))

/** Channels inside the bottlenecks of stage res2. */
export const groupWidthOf = (config: DetectronResNetConfig): number =>
  config.groupWidth ?? Math.max(1, res2WidthOf(config) / 4)
