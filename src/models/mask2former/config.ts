/**
 * `config.json` of a Mask2Former: every size that its tensors have. The six official configurations are in
 * `standard-configs.ts`.
 */
import { z } from 'zod'
import { backboneConfig, groupWidthOf } from '../backbones/config.js'

const count = z.int().positive()
const rgb = z.tuple([z.number(), z.number(), z.number()])
const byte = z.int().min(0).max(255)

export const scenePreprocessing = z.strictObject({
  shortEdge: count
    .nullable()
    .describe(
      "the shorter side is brought to this many pixels (Pillow's bilinear); null keeps the image's own size",
    ),
  longEdge: count.nullable().describe('unless the longer side would exceed this many; null sets no limit'),
  mean: rgb.describe('of the channels, RGB in 0 … 255'),
  std: z
    .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
    .describe('deviation of the channels'),
})
export type ScenePreprocessing = z.infer<typeof scenePreprocessing>

/** Every size that a recipe chooses too. */
export const segmenterSizes = {
  backbone: backboneConfig,
  convDim: count.default(256).describe('width of the pixel decoder'),
  maskDim: count.default(256).describe('width of the mask embedding'),
  normGroups: count.default(32).describe('groups of every group normalisation'),
  encoderLayers: count.default(6).describe('layers of deformable attention in the pixel decoder'),
  encoderHeads: count.default(8).describe('heads of these'),
  encoderPoints: count.default(4).describe('points that a head samples on each level'),
  encoderFfnDim: count.default(1024).describe('width of the MLPs there'),
  hiddenDim: count.default(256).describe('width of the mask decoder'),
  heads: count.default(8).describe('attention heads of the mask decoder'),
  queries: count.default(100).describe('queries, each of which gives a mask'),
  decoderLayers: count.default(9).describe('layers of the mask decoder; predictions are one more'),
  decoderFfnDim: count.default(2048).describe('width of the MLPs of the mask decoder'),
  sizeDivisibility: count.default(32).describe('inputs are padded with zeros to multiples of this'),
}

const segmenterShape = z.strictObject({
  format: z.literal(1),
  arch: z.literal('mask2former'),
  ...segmenterSizes,
  /** K of the paper. Class maps are bytes, of which 255 is ignored, and what is pasted has the value K. */
  inlierClasses: count.max(254, 'a segmenter has at most 254 classes: its class maps are bytes'),
  /** Whether class K is the outlier class; no-object follows it. */
  outlierClass: z.boolean(),
  classNames: z.array(z.string()),
  /** RGB of each inlier class, for pictures. */
  classColours: z.array(z.tuple([byte, byte, byte])).optional(),
  preprocessing: scenePreprocessing,
  /** How the model came about: recipe and seed, or the checkpoint it was imported from. */
  source: z.string().optional(),
})

/** Widths must be divisible by what splits them; a model of other ones could not be built. */
export const segmenterConfig = segmenterShape.superRefine((config, context) => {
  const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
  const divides = (whole: keyof typeof config, part: keyof typeof config) => {
    const [width, parts] = [config[whole] as number, config[part] as number]
    if (width % parts !== 0) refuse([whole], `${width} is no multiple of ${part} = ${parts}`)
  }
  divides('convDim', 'normGroups')
  divides('convDim', 'encoderHeads')
  divides('hiddenDim', 'heads')
  for (const width of ['convDim', 'hiddenDim'] as const) {
    if (config[width] % 2 !== 0) refuse([width], `${config[width]} is odd; half of it encodes y, half x`)
  }
  const { backbone, classColours, inlierClasses } = config
  if (backbone.type === 'swin') {
    for (const [i, heads] of backbone.heads.entries()) {
      const width = backbone.embedDim * 2 ** i
      if (width % heads !== 0) {
        refuse(['backbone', 'heads', String(i)], `${heads} does not divide the stage's width ${width}`)
      }
    }
  } else if (backbone.depth === 18) {
    if (backbone.groupWidth !== undefined)
      refuse(['backbone', 'groupWidth'], 'depth 18 has no bottlenecks; leave it out')
  } else if (!Number.isInteger(groupWidthOf(backbone))) {
    refuse(
      ['backbone', 'res2Width'],
      `${backbone.res2Width} is no multiple of 4, and bottlenecks are a quarter as wide; give groupWidth`,
    )
  }
  if (classColours && classColours.length !== inlierClasses) {
    refuse(['classColours'], `${classColours.length} colours for inlierClasses = ${inlierClasses}`)
  }
})
export type SegmenterConfig = z.infer<typeof segmenterShape>

/** Weight of no-object in the cross-entropy where nothing else is said; all other classes have 1. */
export const usualNoObjectWeight = 0.1

/** C, all class logits of a query: K inliers, perhaps the outlier, no-object. */
export const classLogitsOf = (config: Pick<SegmenterConfig, 'inlierClasses' | 'outlierClass'>): number =>
  config.inlierClasses + (config.outlierClass ? 2 : 1)
