/** The network by its definition: sizes, devices, precisions, gradients, odd inputs. */
import { describe, expect, test } from 'vitest'
import {
  classTensors,
  createModel,
  type MaskForwardOptions,
  prepareScenes,
  segmenterConfig,
  standardBackbones,
} from '../../src/models/index.js'
import { autocast, liveTensors, noGrad, onDevice, openScope, ops, Tensor } from '../../src/torch/index.js'
import { randomTensor } from '../nn/random-tensor.js'
import { tinySegmenter } from './tiny-segmenter.js'

const official = (backbone: object, outlierClass = false) =>
  segmenterConfig.parse({
    ...tinySegmenter(),
    ...Object.fromEntries(
      ['convDim', 'maskDim', 'normGroups', 'encoderLayers', 'encoderHeads', 'encoderPoints', 'encoderFfnDim']
        .concat(['hiddenDim', 'heads', 'queries', 'decoderLayers', 'decoderFfnDim'])
        .map(size => [size, undefined]),
    ),
    backbone,
    inlierClasses: 19,
    classNames: Array.from({ length: 19 }, (_, k) => String(k)),
    outlierClass,
  })

const onMeta = (backbone: object, outlierClass = false) =>
  onDevice('meta', () => createModel(official(backbone, outlierClass)))

const count = (tensors: Iterable<Tensor>) => [...tensors].reduce((sum, { size }) => sum + size, 0)

describe('the six official configurations', () => {
  test.each([
    // Backbone, parameters with K = 19, channels of res2, parameters of the head.
    ['swin-t', 47_405_966],
    ['swin-s', undefined],
    ['swin-b', undefined],
    ['swin-l', undefined],
    ['r50', 44_007_700],
    ['r101', undefined],
  ] as const)('%s', (name, parameters) => {
    using _ = openScope()
    const backbone = standardBackbones[name]
    const model = onMeta(backbone)
    const found = count(model.namedParameters().values())
    expect(found).toBe(parameters ?? expectedParameters(name))
    const shapes = Object.fromEntries([...model.stateDict()].map(([key, { shape }]) => [key, [...shape]]))
    expect(shapes).toEqual(officialShapes(name))
    const more = count(onMeta(backbone, true).namedParameters().values())
    expect(more - found).toBe(256 + 1)
  })
})

/** The official names, written out for a backbone with K = 19. */
function officialShapes(name: keyof typeof standardBackbones): Record<string, number[]> {
  const shapes: Record<string, number[]> = {}
  const affine = (key: string, size: number) =>
    Object.assign(shapes, { [`${key}.weight`]: [size], [`${key}.bias`]: [size] })
  const linear = (key: string, out: number, inputs: number, ...kernel: number[]) =>
    Object.assign(shapes, { [`${key}.weight`]: [out, inputs, ...kernel], [`${key}.bias`]: [out] })
  const channels = backboneShapes(name, shapes)
  const pixel = 'sem_seg_head.pixel_decoder'
  for (const [i, from] of [channels[3]!, channels[2]!, channels[1]!].entries()) {
    linear(`${pixel}.input_proj.${i}.0`, 256, from, 1, 1)
    affine(`${pixel}.input_proj.${i}.1`, 256)
  }
  shapes[`${pixel}.transformer.level_embed`] = [3, 256]
  for (let i = 0; i < 6; i++) {
    const layer = `${pixel}.transformer.encoder.layers.${i}`
    linear(`${layer}.self_attn.sampling_offsets`, 192, 256)
    linear(`${layer}.self_attn.attention_weights`, 96, 256)
    linear(`${layer}.self_attn.value_proj`, 256, 256)
    linear(`${layer}.self_attn.output_proj`, 256, 256)
    linear(`${layer}.linear1`, 1024, 256)
    linear(`${layer}.linear2`, 256, 1024)
    affine(`${layer}.norm1`, 256)
    affine(`${layer}.norm2`, 256)
  }
  shapes[`${pixel}.adapter_1.weight`] = [256, channels[0]!, 1, 1]
  shapes[`${pixel}.layer_1.weight`] = [256, 256, 3, 3]
  affine(`${pixel}.adapter_1.norm`, 256)
  affine(`${pixel}.layer_1.norm`, 256)
  linear(`${pixel}.mask_features`, 256, 256, 1, 1)
  const predictor = 'sem_seg_head.predictor'
  for (let i = 0; i < 9; i++) {
    for (const kind of ['self_attention_layers.I.self_attn', 'cross_attention_layers.I.multihead_attn']) {
      const attention = `${predictor}.transformer_${kind.replace('I', String(i))}`
      shapes[`${attention}.in_proj_weight`] = [768, 256]
      shapes[`${attention}.in_proj_bias`] = [768]
      linear(`${attention}.out_proj`, 256, 256)
      affine(attention.replace(/\.\w+$/, '.norm'), 256)
    }
    linear(`${predictor}.transformer_ffn_layers.${i}.linear1`, 2048, 256)
    linear(`${predictor}.transformer_ffn_layers.${i}.linear2`, 256, 2048)
    affine(`${predictor}.transformer_ffn_layers.${i}.norm`, 256)
  }
  affine(`${predictor}.decoder_norm`, 256)
  for (const table of ['query_feat', 'query_embed']) shapes[`${predictor}.${table}.weight`] = [100, 256]
  shapes[`${predictor}.level_embed.weight`] = [3, 256]
  linear(`${predictor}.class_embed`, 20, 256)
  for (let i = 0; i < 3; i++) linear(`${predictor}.mask_embed.layers.${i}`, 256, 256)
  shapes['criterion.empty_weight'] = [20]
  return shapes
}

/** Adds the backbone's entries; returns the channels of res2 … res5. */
function backboneShapes(name: keyof typeof standardBackbones, shapes: Record<string, number[]>): number[] {
  if (name === 'r50' || name === 'r101') return resNetShapes(name === 'r50' ? 6 : 23, shapes)
  const { embedDim, depths, heads, window } = standardBackbones[name]
  const put = (key: string, ...sizes: number[]) => {
    shapes[`backbone.${key}`] = sizes
  }
  const pair = (key: string, ...sizes: number[]) => {
    put(`${key}.weight`, ...sizes)
    put(`${key}.bias`, sizes[0]!)
  }
  pair('patch_embed.proj', embedDim, 3, 4, 4)
  pair('patch_embed.norm', embedDim)
  for (const [stage, depth] of depths.entries()) {
    const D = embedDim * 2 ** stage
    for (let i = 0; i < depth; i++) {
      const block = `layers.${stage}.blocks.${i}`
      pair(`${block}.norm1`, D)
      pair(`${block}.norm2`, D)
      put(`${block}.attn.relative_position_bias_table`, (2 * window - 1) ** 2, heads[stage]!)
      put(`${block}.attn.relative_position_index`, window ** 2, window ** 2)
      pair(`${block}.attn.qkv`, 3 * D, D)
      pair(`${block}.attn.proj`, D, D)
      pair(`${block}.mlp.fc1`, 4 * D, D)
      pair(`${block}.mlp.fc2`, D, 4 * D)
    }
    if (stage < 3) {
      pair(`layers.${stage}.downsample.norm`, 4 * D)
      put(`layers.${stage}.downsample.reduction.weight`, 2 * D, 4 * D)
    }
    pair(`norm${stage}`, D)
  }
  return [1, 2, 4, 8].map(factor => factor * embedDim)
}

function resNetShapes(res4Blocks: number, shapes: Record<string, number[]>): number[] {
  const conv = (key: string, out: number, inputs: number, kernel: number) => {
    shapes[`backbone.${key}.weight`] = [out, inputs, kernel, kernel]
    for (const part of ['weight', 'bias', 'running_mean', 'running_var'])
      shapes[`backbone.${key}.norm.${part}`] = [out]
    shapes[`backbone.${key}.norm.num_batches_tracked`] = []
  }
  conv('stem.conv1', 64, 3, 7)
  let inputs = 64
  for (const [stage, blocks] of [3, 4, res4Blocks, 3].entries()) {
    const [inside, out] = [64 * 2 ** stage, 256 * 2 ** stage]
    for (let i = 0; i < blocks; i++) {
      const block = `res${stage + 2}.${i}`
      conv(`${block}.conv1`, inside, inputs, 1)
      conv(`${block}.conv2`, inside, inside, 3)
      conv(`${block}.conv3`, out, inside, 1)
      if (i === 0) conv(`${block}.shortcut`, out, inputs, 1)
      inputs = out
    }
  }
  return [256, 512, 1024, 2048]
}

/** Sum of the shapes that are parameters. */
const expectedParameters = (name: keyof typeof standardBackbones) =>
  Object.entries(officialShapes(name))
    .filter(([key]) => !/running_|num_batches|position_index|empty_weight/.test(key))
    .reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0)

test('shapes alone, on the meta device: a street at full size through Swin-L', () => {
  using _ = openScope()
  const model = onMeta(standardBackbones['swin-l'], true).eval()
  const images = Tensor.zeros([1, 3, 1024, 2048], { device: 'meta' })
  const { maskLogits, classLogits, preLogits, auxiliary } = noGrad(() => model.forward(images))
  expect([maskLogits, classLogits, preLogits].map(({ shape }) => [...shape])).toEqual([
    [1, 100, 256, 512],
    [1, 100, 21],
    [1, 100, 256],
  ])
  expect(auxiliary).toEqual([])
})

test.each([
  { type: 'swin', embedDim: 4, depths: [2, 1, 1, 1], heads: [1, 1, 1, 1], window: 2, dropPath: 0.5 },
  { type: 'resnet', depth: 18, norm: 'BN', stemWidth: 4, res2Width: 4 },
])('a training step on the meta device: %j', backbone => {
  using _ = openScope()
  const model = onDevice('meta', () => createModel(tinySegmenter({ backbone }))).train()
  const images = Tensor.zeros([2, 3, 64, 32], { device: 'meta' })
  const keepFlags = () => [true, false]
  const { maskLogits, auxiliary } = model.forward(images, { keepFlags })
  expect(auxiliary).toHaveLength(3)
  maskLogits.sum().backward()
  expect([...model.backbone.namedParameters().values()][0]!.grad?.device).toBe('meta')
})

const backbones = {
  swin: tinySegmenter().backbone,
  'ResNet-18': { type: 'resnet', depth: 18, norm: 'BN', stemWidth: 4, res2Width: 4 },
  'ResNet-50': { type: 'resnet', depth: 50, norm: 'FrozenBN', stemWidth: 4, res2Width: 8, groupWidth: 2 },
}

describe.each(Object.entries(backbones))('gradients against finite differences: %s', (_name, backbone) => {
  const changes = { backbone, decoderLayers: 1 }
  /** A smooth scalar of everything the model gives. */
  const objective = (model: ReturnType<typeof createModel>, x: Tensor, options: MaskForwardOptions = {}) => {
    const { maskLogits, classLogits, auxiliary } = (model as ReturnType<typeof segmenterOf>).forward(
      x,
      options,
    )
    const all = [{ maskLogits, classLogits }, ...auxiliary]
    return all
      .map(({ maskLogits: m, classLogits: c }) => m.sigmoid().mean().add(c.logSoftmax(-1).mean()))
      .reduce((sum, term) => sum.add(term))
  }
  const segmenterOf = () => createModel(tinySegmenter(changes), 3).to({ dtype: 'float64' })

  test('of the image and of parameters', () => {
    using _ = openScope()
    const model = segmenterOf().eval()
    const x = randomTensor('scene', [1, 3, 32, 64])
    const leaves: [string, Tensor][] = [...model.namedParameters()].filter((_, i) => i % 9 === 0)
    // Sampling points begin at pixel centres, where bilinear interpolation has kinks.
    noGrad(() => {
      for (const [name, tensor] of model.namedParameters())
        if (name.endsWith('sampling_offsets.bias')) tensor.add_(randomTensor(name, [...tensor.shape], 0.3))
    })
    x.requiresGrad_()
    objective(model, x, { auxiliary: true }).backward()
    for (const [name, leaf] of [['x', x] as [string, Tensor], ...leaves]) {
      const analytic = leaf.grad?.toFloat64Array()
      const [values, at] = [leaf.detach(), Math.floor(leaf.size / 2)]
      const element = values.reshape([-1]).narrow(0, at, 1)
      const step = 1e-5
      const shifted = (by: number) =>
        noGrad(() => {
          element.add_(by)
          const value = objective(model, x, { auxiliary: true }).item()
          element.add_(-by)
          return value
        })
      const numeric = (shifted(step) - shifted(-step)) / (2 * step)
      expect(Math.abs((analytic?.[at] ?? 0) - numeric), name).toBeLessThan(1e-8 + 1e-4 * Math.abs(numeric))
    }
  })
})

test.each([
  [1, 1],
  [31, 31],
  [1, 600],
  [33, 65],
])('a picture of %i × %i pixels', (height, width) => {
  using _ = openScope()
  const config = tinySegmenter()
  const model = createModel(config).eval()
  const data = Uint8Array.from({ length: 3 * height * width }, (_, i) => (37 * i) % 256)
  const { input, geometry } = prepareScenes([{ height, width, data }], config)
  const side = (length: number) => Math.ceil(length / 32) * 32
  expect([...input.shape]).toEqual([1, 3, side(height), side(width)])
  expect(geometry[0]).toMatchObject({ crop: [height, width], size: [height, width] })
  const { maskLogits } = noGrad(() => model.forward(input))
  expect(maskLogits.isFinite().all().item()).toBe(1)
})

test('backbones take sides that nothing divides', () => {
  using _ = openScope()
  for (const backbone of Object.values(backbones)) {
    const model = createModel(tinySegmenter({ backbone })).eval()
    const { res2, res3, res4, res5 } = noGrad(() =>
      model.backbone.forward(randomTensor('odd', [1, 3, 35, 9]).to('float32')),
    )
    expect([res2, res3, res4, res5].map(({ shape }) => shape.slice(2))).toEqual([
      [9, 3],
      [5, 2],
      [3, 1],
      [2, 1],
    ])
  }
})

test('padding changes nothing but the border: it is zero after normalisation', () => {
  using _ = openScope()
  const config = tinySegmenter()
  const picture = { height: 2, width: 2, data: new Uint8Array(12).fill(200) }
  const { input } = prepareScenes([picture, { height: 1, width: 40, data: new Uint8Array(120) }], config)
  expect([...input.shape]).toEqual([2, 3, 32, 64])
  const values = input.toList() as number[][][][]
  expect(values[0]![0]![1]![1]).toBeCloseTo((200 - 124) / 58, 6)
  expect([values[0]![0]![1]![2], values[0]![0]![2]![1], values[1]![2]![0]![40]]).toEqual([0, 0, 0])
  expect(values[1]![2]![0]![39]).toBeCloseTo(-104 / 57, 6)
})

describe('bfloat16 autocast', () => {
  test.each(Object.entries(backbones))('%s: classes and masks stay float32 and near', (_name, backbone) => {
    using _ = openScope()
    const model = createModel(tinySegmenter({ backbone })).eval()
    const x = randomTensor('scene', [1, 3, 32, 64]).to('float32')
    const exact = noGrad(() => model.forward(x))
    const half = noGrad(() => autocast('bfloat16', () => model.forward(x)))
    for (const part of ['classLogits', 'maskLogits'] as const) {
      expect(half[part].dtype).toBe('float32')
      const scale = exact[part].abs().amax().item()
      expect(half[part].sub(exact[part]).abs().mean().item()).toBeLessThan(0.05 * scale)
    }
  })

  test('a training step', () => {
    using _ = openScope()
    const model = createModel(tinySegmenter()).train()
    const x = randomTensor('scene', [2, 3, 32, 32]).to('float32')
    const { maskLogits, auxiliary } = autocast('bfloat16', () => model.forward(x))
    maskLogits.mean().add(auxiliary[0]!.maskLogits.mean()).backward()
    const gradients = [...model.namedParameters()].filter(([, { grad }]) => grad !== null)
    expect(gradients.every(([, { grad }]) => grad!.dtype === 'float32')).toBe(true)
    expect(gradients.length).toBeGreaterThan(50)
  })
})

test('a deeper model leaves no more tensors behind: blocks and layers free what they made', () => {
  const left = (depth: number) => {
    using _ = openScope()
    const swin = { ...tinySegmenter().backbone, depths: [1, 1, depth, 1] }
    const model = createModel(tinySegmenter({ backbone: swin })).eval()
    const x = Tensor.zeros([1, 3, 32, 32])
    const before = liveTensors()
    noGrad(() => model.forward(x))
    return liveTensors() - before
  }
  expect(left(12)).toBe(left(2))
})

describe('stochastic depth', () => {
  const config = tinySegmenter({ backbone: { ...tinySegmenter().backbone, dropPath: 0.6 } })

  test('asks for every block but the first, twice, with a keep probability that falls linearly', () => {
    using _ = openScope()
    const model = createModel(config).train()
    const asked: [number, number, number, number][] = []
    const keepFlags = (...call: [number, 0 | 1, number, number]) => {
      asked.push(call)
      return [true, true]
    }
    model.forward(Tensor.zeros([2, 3, 32, 32]), { keepFlags })
    const expected = [1, 2, 3, 4].flatMap(block => [0, 1].map(branch => [block, branch, 2, 1 - 0.15 * block]))
    expect(asked.map(call => call.slice(0, 3))).toEqual(expected.map(call => call.slice(0, 3)))
    for (const [i, [, , , keep]] of asked.entries()) expect(keep).toBeCloseTo(expected[i]![3]!, 12)
  })

  test('a dropped branch is not there, a kept one is scaled up', () => {
    using _ = openScope()
    const { backbone } = createModel(config).train()
    const x = randomTensor('scene', [2, 3, 32, 32]).to('float32')
    const res5 = (drop: boolean) => backbone.forward(x, block => [true, !(drop && block === 4)]).res5
    const [kept, dropped] = [res5(false), res5(true)]
    noGrad(() => {
      // Block 4 is the one of the last stage.
      const parameters = backbone.namedParameters()
      for (const layer of ['attn.proj', 'mlp.fc2'])
        parameters.get(`layers.3.blocks.0.${layer}.weight`)!.mul_(2)
    })
    const [changed, same] = [res5(false), res5(true)]
    const differs = (a: Tensor, b: Tensor, image: number) =>
      a.select(0, image).sub(b.select(0, image)).abs().amax().item() > 0
    expect([0, 1].map(image => differs(kept, changed, image))).toEqual([true, true])
    expect([0, 1].map(image => differs(dropped, same, image))).toEqual([true, false])
    expect([0, 1].map(image => differs(kept, dropped, image))).toEqual([false, true])
  })

  test('needs flags in training', () => {
    using _ = openScope()
    const model = createModel(config).train()
    expect(() => model.forward(Tensor.zeros([1, 3, 32, 32]))).toThrow('keepFlags')
  })
})

describe('initial values', () => {
  const state = createModel(tinySegmenter({ outlierClass: true }), 7).stateDict()
  const values = (key: string) => [...state.get(key)!.toFloat64Array()]

  test('sampling points start on the rim of squares, all weights equal', () => {
    const attention = 'sem_seg_head.pixel_decoder.transformer.encoder.layers.0.self_attn'
    expect(values(`${attention}.attention_weights.weight`).every(value => value === 0)).toBe(true)
    // Two heads look right and left, the second point twice as far, on all three levels.
    const [right, left] = [
      [1, 0, 2, 0],
      [-1, 0, -2, 0],
    ].map(level => [...level, ...level, ...level])
    const found = values(`${attention}.sampling_offsets.bias`)
    expect(found.map(value => Math.round(value * 1e6) / 1e6 + 0)).toEqual([...right!, ...left!])
  })

  test('an outlier class adds a row to the tensors of the classes, and to no other', () => {
    const closed = createModel(tinySegmenter({ outlierClass: false }), 7).stateDict()
    const grown = [...state].filter(([name, { shape }]) => String(closed.get(name)!.shape) !== String(shape))
    expect(grown.map(([name]) => name).sort()).toEqual(Object.values(classTensors).sort())
    for (const [name, { shape }] of grown) expect(shape[0]).toBe(closed.get(name)!.shape[0]! + 1)
  })

  test('no-object weighs a tenth', () => {
    expect(values('criterion.empty_weight').map(value => Math.round(value * 10) / 10)).toEqual([
      1, 1, 1, 1, 0.1,
    ])
  })

  test('are those of the seed', () => {
    const same = createModel(tinySegmenter(), 7).stateDict()
    const other = createModel(tinySegmenter(), 8).stateDict()
    const key = 'sem_seg_head.predictor.query_feat.weight'
    expect(same.get(key)!.toList()).toEqual(state.get(key)!.toList())
    expect(other.get(key)!.toList()).not.toEqual(state.get(key)!.toList())
  })
})

test('a query whose mask is nowhere attends everywhere', () => {
  using _ = openScope()
  const model = createModel(tinySegmenter()).eval()
  // Masks of −1 at every pixel: nothing is inside any mask.
  const { mask_embed } = model.sem_seg_head.predictor
  const last = mask_embed.layers.at(-1)!
  noGrad(() => {
    last.weight.zero_()
    last.bias!.fill_(1)
  })
  const embedding = Tensor.full([1, 4, 8, 16], -0.25)
  const multiScale = [
    [1, 2],
    [2, 4],
    [4, 8],
  ].map(([h, w]) => randomTensor(`level ${h}`, [1, 8, h!, w!]).to('float32'))
  const seen = new Map<string, Tensor>()
  const { maskLogits } = noGrad(() =>
    model.sem_seg_head.predictor.forward({ multiScale, embedding }, false, (name, tensor) =>
      seen.set(name, tensor),
    ),
  )
  expect(maskLogits.amax().item()).toBe(-1)
  expect(ops.all(seen.get('attn_mask0')!).item()).toBe(1)
  expect(seen.get('layer2.ffn')!.isFinite().all().item()).toBe(1)
})
