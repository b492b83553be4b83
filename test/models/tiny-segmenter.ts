/** A Mask2Former small enough for tests. */
import { type SegmenterConfig, segmenterConfig } from '../../src/models/index.js'

export function tinySegmenter(changes: object = {}): SegmenterConfig {
  return segmenterConfig.parse({
    format: 1,
    arch: 'mask2former',
    backbone: {
      type: 'swin',
      embedDim: 4,
      depths: [1, 1, 2, 1],
      heads: [1, 1, 2, 2],
      window: 3,
      dropPath: 0,
    },
    convDim: 8,
    maskDim: 4,
    normGroups: 2,
    encoderLayers: 1,
    encoderHeads: 2,
    encoderPoints: 2,
    encoderFfnDim: 8,
    hiddenDim: 8,
    heads: 2,
    queries: 5,
    decoderLayers: 3,
    decoderFfnDim: 8,
    inlierClasses: 3,
    outlierClass: true,
    classNames: ['a', 'b', 'c'],
    preprocessing: { shortEdge: null, longEdge: null, mean: [124, 116, 104], std: [58, 57, 57] },
    ...changes,
  })
}
