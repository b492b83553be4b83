/** The six official backbones of Mask2Former; everything else of the head is the schema's default. */
import type { z } from 'zod'
import type { backboneConfig } from '../backbones/config.js'

type Backbone = z.input<typeof backboneConfig>

export const standardBackbones = {
  'swin-t': { type: 'swin', embedDim: 96, depths: [2, 2, 6, 2], heads: [3, 6, 12, 24], window: 7 },
  'swin-s': { type: 'swin', embedDim: 96, depths: [2, 2, 18, 2], heads: [3, 6, 12, 24], window: 7 },
  'swin-b': { type: 'swin', embedDim: 128, depths: [2, 2, 18, 2], heads: [4, 8, 16, 32], window: 12 },
  'swin-l': { type: 'swin', embedDim: 192, depths: [2, 2, 18, 2], heads: [6, 12, 24, 48], window: 12 },
  r50: { type: 'resnet', depth: 50 },
  r101: { type: 'resnet', depth: 101 },
} satisfies Record<string, Backbone>
