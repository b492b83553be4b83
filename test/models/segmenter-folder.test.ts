/** A segmenter's folder: written, read, told from a classifier's. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSafetensors, writeSafetensors } from '../../src/formats/index.js'
import {
  createModel,
  loadClassifier,
  loadModel,
  loadSegmenter,
  readModelConfig,
  saveModel,
} from '../../src/models/index.js'
import { noGrad, openScope } from '../../src/torch/index.js'
import { temporaryFolder } from '../formats/folder.js'
import { randomTensor } from '../nn/random-tensor.js'
import { tinyModel } from './tiny.js'
import { tinySegmenter } from './tiny-segmenter.js'

function written(): string {
  using _ = openScope()
  const folder = join(temporaryFolder(), 'model')
  saveModel(folder, tinySegmenter(), createModel(tinySegmenter(), 9).stateDict())
  return folder
}

test('what is read is what was written, ready to be trained on', () => {
  using _ = openScope()
  const folder = written()
  const { config, model } = loadSegmenter(folder)
  expect(config).toEqual(tinySegmenter())
  const made = createModel(tinySegmenter(), 9).eval()
  const x = randomTensor('scene', [1, 3, 32, 32]).to('float32')
  const [found, expected] = [model, made].map(network => noGrad(() => network.forward(x)))
  expect(found!.maskLogits.toList()).toEqual(expected!.maskLogits.toList())
  expect(model.namedParameters().size).toBe(made.namedParameters().size)
  model.forward(x).maskLogits.sum().backward()
  expect(model.namedParameters().get('sem_seg_head.predictor.query_feat.weight')!.grad).not.toBeNull()
})

test('tensors that can be computed may be missing', () => {
  using _ = openScope()
  const folder = written()
  const path = join(folder, 'model.safetensors')
  const { tensors } = readSafetensors(path)
  const index = 'backbone.layers.2.blocks.1.attn.relative_position_index'
  const before = tensors.get(index)!
  tensors.delete(index)
  writeSafetensors(path, tensors)
  expect(loadSegmenter(folder).model.stateDict().get(index)!.toArray().bytes).toEqual(before.bytes)
})

test('a classifier is no segmenter, and the reverse', () => {
  const [segmenter, classifier] = [written(), tinyModel()]
  expect(() => loadClassifier(segmenter)).toThrow('is a segmenter (mask2former); a classifier is wanted here')
  expect(() => loadSegmenter(classifier)).toThrow('is a classifier (resnet18_32x32); a segmenter')
  expect(loadModel(segmenter).config.arch).toBe('mask2former')
})

test('sizes that no network could have are refused before one is made', () => {
  const folder = written()
  const path = join(folder, 'config.json')
  const config = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...config, heads: 3 }))
  expect(() => readModelConfig(folder)).toThrow('config.json: hiddenDim: 8 is no multiple of heads = 3')
})
