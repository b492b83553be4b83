/** Sizes of backbones, as `config.json` of a segmenter names them. */
import { z } from 'zod'

const count = z.int().positive()
const perStage = z.tuple([count, count, count, count])

const swinConfig = z.strictObject({
  type: z.literal('swin'),
  /** Channels of stage res2; each later stage has twice as many. */
  embedDim: count,
  /** Blocks of each stage. */
  depths: perStage,
  /** Attention heads of each stage. */
  heads: perStage,
  /** Side of an attention window, in tokens. */
  window: count,
  /** Side of a patch, in pixels. */
  patch: z.literal(4).default(4),
  mlpRatio: z.number().positive().default(4),
  /** Stochastic depth of the last block; the first has none, in between it grows linearly. */
  dropPath: z.number().min(0).lt(1).default(0.3),
})
export type SwinConfig = z.infer<typeof swinConfig>

export const norms = ['FrozenBN', 'BN', 'SyncBN'] as const

const resNetConfig = z.strictObject({
  type: z.literal('resnet'),
  /** 18 has basic blocks, 50 and 101 have bottlenecks. */
  depth: z.literal([18, 50, 101]),
  /** `FrozenBN` has fixed statistics and scales. `SyncBN` is `BN` as long as one process trains. */
  norm: z.enum(norms).default('SyncBN'),
  stemWidth: count.default(64),
  /** Channels of stage res2; each later stage has twice as many. Default 256, and 64 for depth 18. */
  res2Width: count.optional(),
  /** Channels inside the bottlenecks of stage res2, a quarter of `res2Width` by default. */
  groupWidth: count.optional(),
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
