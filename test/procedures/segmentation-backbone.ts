/** What the cases of both backbones check: maps, and gradients of a fixed scalar. */
import { join } from 'node:path'
import { expect } from 'vitest'
import { readCheckpoint, readSafetensors, toFloat64Array } from '../../src/formats/index.js'
import { backboneConfig } from '../../src/models/backbones/config.js'
import type { Backbone } from '../../src/models/backbones/features.js'
import { matchedBySuffix } from '../../src/models/import/backbone-weights.js'
import { importSegmenter } from '../../src/models/index.js'
import { createBackbone } from '../../src/models/mask2former/mask2former.js'
import { loadWeights, wantedTensors } from '../../src/models/model-folder.js'
import { Generator, grad, openScope, Tensor } from '../../src/torch/index.js'
import { weightsFile } from '../models/tiny.js'
import { expectTensor } from './expect-tensor.js'
import { expectFile, tensorOf, tensorsOf } from './golden-tensors.js'
import { type GoldenCase, type Parts, type Procedure, procedure } from './procedure.js'
import { backboneConfigOf } from './segmentation-config.js'

export const backboneProcedure = (kind: string): Procedure =>
  procedure({
    kind,
    parts: (golden): Parts => ({
      'features and gradients': () => checkFeatures(golden),
      ...(golden.json.files['imagenet.pkl'] && {
        'imagenet.pkl': () => checkImageNet(golden),
        'a segmenter that starts from it': () => checkImported(golden),
      }),
    }),
  })

function backboneOf({ folder, json }: GoldenCase): Backbone {
  const backbone = createBackbone(backboneConfig.parse(backboneConfigOf(json.config)), new Generator(0))
  loadWeights(backbone, readSafetensors(join(folder, 'weights.safetensors')).tensors, 'weights.safetensors')
  return backbone.eval()
}

function checkFeatures(golden: GoldenCase): void {
  using _ = openScope()
  const backbone = backboneOf(golden)
  const features = backbone.forward(tensorOf(golden, 'input.safetensors', 'x'))
  const loss = Object.values(features).reduce((sum: Tensor | undefined, map: Tensor) => {
    const term = map.mul(probe(map.shape)).sum().div(map.size)
    return sum ? sum.add(term) : term
  }, undefined)!
  const found = new Map<string, Tensor>([...Object.entries(features), ['loss', loss]])
  expectFile(golden, 'outputs.safetensors', new Map([...found].map(([name, map]) => [name, map.detach()])))
  const parameters = backbone.namedParameters()
  const names = [...tensorsOf(golden, 'grads.safetensors').keys()]
  const gradients = grad(
    [loss],
    names.map(name => parameters.get(name)!),
  )
  expectFile(golden, 'grads.safetensors', new Map(names.map((name, i) => [name, gradients[i]!])))
}

/** cos(0.37·i), i the flat index over [N, C, H, W]. */
function probe(shape: readonly number[]): Tensor {
  const size = shape.reduce((a, b) => a * b, 1)
  return Tensor.fromTyped(
    Float32Array.from({ length: size }, (_, i) => Math.cos(0.37 * i)),
    shape,
  )
}

/** Every tensor that the backbone shares with the pickle is found there, and holds the case's numbers. */
function checkImageNet(golden: GoldenCase): void {
  using _ = openScope()
  const path = join(golden.folder, 'imagenet.pkl')
  const { tensors, values } = readCheckpoint(path)
  expect(values).toMatchObject({ matching_heuristics: true })
  const wanted = wantedTensors(backboneOf(golden))
  const own = tensorsOf(golden, 'weights.safetensors')
  const { matches } = matchedBySuffix(path, wanted, tensors)
  expect(matches.size).toBeGreaterThan(0)
  for (const [name, found] of matches) {
    const [weights, picked] = [own.get(name), tensors.get(found)!]
    if (weights) expect(toFloat64Array(picked), name).toEqual(toFloat64Array(weights))
  }
  const ignored = [...tensors.keys()].filter(name => ![...matches.values()].includes(name))
  for (const name of ignored) expect(name).toMatch(/^(norm|head)\.|\.attn_mask$|relative_position_index$/)
}

/** The pickle, completed by the case's other weights, becomes a segmenter whose backbone gives the case's features. */
function checkImported(golden: GoldenCase): void {
  using _ = openScope()
  const { tensors } = readCheckpoint(join(golden.folder, 'imagenet.pkl'))
  const others = readSafetensors(join(golden.folder, 'weights.safetensors')).tensors
  const head = { convDim: 8, maskDim: 4, normGroups: 2, encoderHeads: 2, hiddenDim: 8, heads: 2, queries: 3 }
  const { model, config } = importSegmenter(weightsFile(new Map([...others, ...tensors])), {
    classes: 2,
    config: head,
  })
  expect(backboneConfig.parse({ ...config.backbone, dropPath: 0 })).toEqual(
    backboneConfig.parse(backboneConfigOf(golden.json.config)),
  )
  const features = model.backbone.forward(tensorOf(golden, 'input.safetensors', 'x'))
  const expected = tensorsOf(golden, 'outputs.safetensors')
  for (const [name, map] of Object.entries(features)) {
    const { atol } = golden.json.files['outputs.safetensors'][name]
    expectTensor(map.detach(), expected.get(name)!, { abs: atol }, name)
  }
}
