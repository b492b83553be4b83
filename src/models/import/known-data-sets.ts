/** The data sets that published segmenters were trained on: known by their number of classes, seen at their own sizes. */
import type { ScenePreprocessing, SegmenterConfig } from '../mask2former/config.js'

/** Test size: the short edge, and the limit of the long one. */
type TestSize = readonly [shortEdge: number, longEdge: number]

interface KnownDataSet {
  name: string
  /** K of the published models. */
  classes: readonly number[]
  /** INPUT.MIN_SIZE_TEST and MAX_SIZE_TEST of the official configurations (detectron2's defaults for COCO). */
  size: TestSize
  /** Of backbones that were trained at a larger resolution than the others. */
  sizeOfWideSwin?: TestSize
}

const knownDataSets: readonly KnownDataSet[] = [
  { name: 'Cityscapes', classes: [19, 8], size: [1024, 2048] },
  { name: 'Mapillary Vistas', classes: [65], size: [2048, 2048] },
  { name: 'COCO', classes: [133, 80, 171], size: [800, 1333] },
  { name: 'ADE20K', classes: [150], size: [512, 2048], sizeOfWideSwin: [640, 2560] },
  { name: 'ADE20K', classes: [100], size: [640, 2560] },
]

const dataSetOf = (classes: number) => knownDataSets.find(known => known.classes.includes(classes))

/** Whether published models have that many inlier classes. */
export const isUsualClassCount = (classes: number): boolean => dataSetOf(classes) !== undefined

/** ImageNet's mean and deviation of RGB 0…255, as all official models have them. */
const imageNet = {
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
} satisfies Partial<ScenePreprocessing>

/** Channels of stage res2 of Swin-B, the narrowest that ADE20K's larger size was used with. */
const wideSwin = 128

type Known = Pick<SegmenterConfig, 'inlierClasses'> & { hiddenDim?: number; backbone?: unknown }

/**
 * How the official models of full width see pictures, by the data set that their classes suggest; models of another
 * width or number of classes see pictures at their own size.
 *
 * @returns also what was guessed, and how to say otherwise
 */
export function usualPreprocessing({ inlierClasses, hiddenDim = 256, backbone }: Known): {
  preprocessing: ScenePreprocessing
  remark?: string
} {
  const known = hiddenDim === 256 ? dataSetOf(inlierClasses) : undefined
  if (!known) return { preprocessing: { shortEdge: null, longEdge: null, ...imageNet } }
  const { embedDim = 0 } = (backbone ?? {}) as { embedDim?: number }
  const [shortEdge, longEdge] = (embedDim >= wideSwin && known.sizeOfWideSwin) || known.size
  return {
    preprocessing: { shortEdge, longEdge, ...imageNet },
    remark: `pictures are seen as by the official models of ${known.name}: short edge ${shortEdge}, long edge at most ${longEdge} (preprocessing in --config FILE otherwise)`,
  }
}
