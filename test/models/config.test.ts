/** `config.json` of both kinds of model. */
import { expect, test } from 'vitest'
import { classLogitsOf, isSegmenter, parseModelConfig } from '../../src/models/index.js'
import { tinyConfig } from './tiny.js'

const segmenter = {
  format: 1,
  arch: 'mask2former',
  backbone: { type: 'swin', embedDim: 96, depths: [2, 2, 6, 2], heads: [3, 6, 12, 24], window: 7 },
  inlierClasses: 2,
  outlierClass: true,
  classNames: ['road', 'sky'],
  preprocessing: { shortEdge: 1024, longEdge: 2048, mean: [0, 0, 0], std: [1, 1, 1] },
}

test('the kind of model decides which fields are wanted', () => {
  expect(isSegmenter(parseModelConfig(tinyConfig(), 'here'))).toBe(false)
  const config = parseModelConfig(segmenter, 'here')
  expect(isSegmenter(config) && [config.queries, config.decoderLayers, classLogitsOf(config)]).toEqual([
    100, 9, 4,
  ])
})

test.each([
  [{ arch: 'segnet' }, 'arch: "segnet"; known: resnet18_32x32, resnet18_224x224, mask2former'],
  [{ hiddenDim: 250 }, 'hiddenDim: 250 is no multiple of heads = 8'],
  [{ convDim: 48 }, 'convDim: 48 is no multiple of normGroups = 32'],
  [{ inlierClasses: 255 }, 'at most 254 classes: its class maps are bytes'],
  [{ classNames: ['road'] }, 'classNames has 1 name for inlierClasses = 2'],
  [{ classColours: [[0, 0, 0]] }, 'classColours: 1 colours for inlierClasses = 2'],
  [{ backbone: { ...segmenter.backbone, heads: [3, 6, 12, 25] } }, 'backbone.heads.3: 25 does not divide'],
  [
    { backbone: { type: 'resnet', depth: 18, groupWidth: 8 } },
    'backbone.groupWidth: depth 18 has no bottlenecks',
  ],
  [{ backbone: { type: 'resnet', depth: 34 } }, 'backbone.depth'],
  [{ width: 64 }, 'width'],
])('%j is refused', (changes, message) => {
  expect(() => parseModelConfig({ ...segmenter, ...changes }, 'config.json')).toThrow(message)
})
