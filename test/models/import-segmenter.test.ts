/** Checkpoints of Mask2Former in the forms that the world has them. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fromTyped, type NDArray, toFloat32Array } from '../../src/formats/index.js'
import { differenceTable } from '../../src/models/import/differences.js'
import { usualPreprocessing } from '../../src/models/import/known-data-sets.js'
import {
  createModel,
  importModel,
  importSegmenter,
  type SegmenterConfig,
  type SegmenterImportOptions,
} from '../../src/models/index.js'
import { openScope } from '../../src/torch/index.js'
import { weightsFile } from './tiny.js'
import { tinySegmenter } from './tiny-segmenter.js'

const goldens = join(import.meta.dirname, '../goldens/segmentation')

/** What the tensors of the tiny model do not tell. */
const untold = { encoderHeads: 2, heads: 2, normGroups: 2 }
const tinyOptions: SegmenterImportOptions = { classes: 3, config: untold }

type Arrays = Map<string, NDArray>

function tinyArrays(config: SegmenterConfig = tinySegmenter(), seed = 5): Arrays {
  using _ = openScope()
  return new Map([...createModel(config, seed).stateDict()].map(([key, tensor]) => [key, tensor.toArray()]))
}

const renamed = (arrays: Arrays, rename: (name: string) => string): Arrays =>
  new Map([...arrays].map(([name, array]) => [rename(name), array]))

const bytes = (arrays: Iterable<[string, NDArray]>) =>
  new Map(
    [...arrays].map(([name, { shape, bytes }]) => [name, [shape.join(), Buffer.from(bytes).toString('hex')]]),
  )

const importedState = (arrays: Arrays, options = tinyOptions) => {
  using _ = openScope()
  const { model } = importSegmenter(weightsFile(arrays), options)
  return bytes([...model.stateDict()].map(([name, tensor]) => [name, tensor.toArray()]))
}

const refusal = (arrays: Arrays, options: SegmenterImportOptions = tinyOptions): string => {
  try {
    importSegmenter(weightsFile(arrays), options)
  } catch (error) {
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 })
    return (error as Error).message
  }
  return 'not refused'
}

describe('names of other days', () => {
  const own = tinyArrays()

  test.each<[string, (name: string) => string]>([
    ['as they are', name => name],
    ['of a run on several processes', name => `module.${name}`],
    ['static_query', name => name.replace('.query_feat.', '.static_query.')],
    ['a pixel decoder without its segment', name => name.replace('.pixel_decoder.', '.')],
    [
      'a pixel decoder with it twice',
      name => name.replace('.pixel_decoder.', '.pixel_decoder.pixel_decoder.'),
    ],
  ])('%s', (_, rename) => {
    expect(importedState(renamed(own, rename))).toEqual(bytes(own))
  })

  test('two tensors of one name are refused', () => {
    const twice = new Map([...own, ...renamed(own, name => name.replace('.query_feat.', '.static_query.'))])
    expect(refusal(twice)).toContain('two tensors are sem_seg_head.predictor.query_feat.weight')
  })
})

describe('Hugging Face', () => {
  /** The official tensors under the names of transformers' Mask2FormerForUniversalSegmentation. */
  function huggingFace(arrays: Arrays, stage = (i: number) => `stage${i + 1}`, wrap = ''): Arrays {
    const result: Arrays = new Map()
    for (const [name, array] of arrays) {
      for (const [key, part] of partsOf(name, array)) result.set(theirName(key, stage, wrap), part)
    }
    return result
  }

  /** Packed projections are three tensors there, but for cross attention. */
  function partsOf(name: string, array: NDArray): [string, NDArray][] {
    const qkv = /^(.*\.attn\.)qkv\.(weight|bias)$/.exec(name)
    const self = /^(.*\.self_attn\.)in_proj_(weight|bias)$/.exec(name)
    const [, stem, what] = qkv ?? self ?? []
    if (stem === undefined || name.includes('pixel_decoder')) return [[name, array]]
    const values = toFloat32Array(array)
    const third = values.length / 3
    const names = qkv ? ['query', 'key', 'value'] : ['q_proj', 'k_proj', 'v_proj']
    const shape = [array.shape[0]! / 3, ...array.shape.slice(1)]
    return names.map((part, i) => [
      `${stem}${part}.${what}`,
      fromTyped(values.slice(i * third, (i + 1) * third), shape),
    ])
  }

  function theirName(name: string, stage: (i: number) => string, wrap: string): string {
    const [first, ...rest] = name.split('.')
    if (first === 'criterion') return name
    if (name.includes('class_embed')) return `class_predictor.${rest.at(-1)}`
    if (first === 'backbone')
      return `model.pixel_level_module.encoder.${backboneName(rest.join('.'), stage, wrap)}`
    const [part, ...inner] = rest
    return part === 'pixel_decoder'
      ? `model.pixel_level_module.decoder.${pixelName(inner.join('.'))}`
      : `model.transformer_module.${decoderName(inner.join('.'))}`
  }

  const backboneName = (name: string, stage: (i: number) => string, wrap: string) =>
    name.startsWith('norm')
      ? name.replace(/^norm(\d)/, (_, i) => `hidden_states_norms.${stage(Number(i))}`)
      : wrap +
        name
          .replace('patch_embed.proj', 'embeddings.patch_embeddings.projection')
          .replace('patch_embed.norm', 'embeddings.norm')
          .replace(/^layers/, 'encoder.layers')
          .replace('.norm1.', '.layernorm_before.')
          .replace('.norm2.', '.layernorm_after.')
          .replace('.attn.proj.', '.attention.output.dense.')
          .replace('.attn.', '.attention.self.')
          .replace('.mlp.fc1.', '.intermediate.dense.')
          .replace('.mlp.fc2.', '.output.dense.')

  const pixelName = (name: string) =>
    name
      .replace('input_proj.', 'input_projections.')
      .replace('mask_features', 'mask_projection')
      .replace(/^(adapter_1|layer_1)\.(weight)$/, '$1.0.$2')
      .replace(/^(adapter_1|layer_1)\.norm\./, '$1.1.')
      .replace('transformer.level_embed', 'level_embed')
      .replace('transformer.encoder.', 'encoder.')
      .replace('.norm1.', '.self_attn_layer_norm.')
      .replace('.norm2.', '.final_layer_norm.')
      .replace(/\.linear([12])\./, '.fc$1.')

  const decoderName = (name: string) =>
    name
      .replace('query_feat', 'queries_features')
      .replace('query_embed', 'queries_embedder')
      .replace('decoder_norm', 'decoder.layernorm')
      .replace(/^mask_embed\.layers\.(\d)\./, 'decoder.mask_predictor.mask_embedder.$1.0.')
      .replace(/^transformer_self_attention_layers\.(\d)\.norm/, 'decoder.layers.$1.self_attn_layer_norm')
      .replace(/^transformer_self_attention_layers/, 'decoder.layers')
      .replace(/^transformer_cross_attention_layers\.(\d)\.norm/, 'decoder.layers.$1.cross_attn_layer_norm')
      .replace(/^transformer_cross_attention_layers\.(\d)\.multihead_attn/, 'decoder.layers.$1.cross_attn')
      .replace(/^transformer_ffn_layers\.(\d)\.norm/, 'decoder.layers.$1.final_layer_norm')
      .replace(/^transformer_ffn_layers\.(\d)\.linear([12])/, 'decoder.layers.$1.fc$2')

  const own = tinyArrays(tinySegmenter({ outlierClass: false }))

  test('of today, and with the backbone wrapped once more', () => {
    expect(importedState(huggingFace(own))).toEqual(bytes(own))
    expect(importedState(huggingFace(own, String, 'model.'))).toEqual(bytes(own))
  })

  test('without the weights of the classes, which are the usual ones then', () => {
    const theirs = huggingFace(own)
    theirs.delete('criterion.empty_weight')
    expect(importedState(theirs)).toEqual(bytes(own))
  })

  test('two tensors of one name are not taken for one', () => {
    const theirs = huggingFace(own)
    const [name, array] = [...theirs].find(([key]) => !key.startsWith('model.'))!
    theirs.set(`model.${name}`, array)
    expect(refusal(theirs)).toContain(`"${name}" and "model.${name}" are both`)
  })

  test('a projection of three that is not there is named', () => {
    const theirs = huggingFace(own)
    theirs.delete('model.transformer_module.decoder.layers.0.self_attn.k_proj.bias')
    expect(refusal(theirs)).toContain('self_attn.k_proj.bias (in official names) is missing')
  })
})

test('what no-object weighs in a file is kept, before an outlier class that is added too', () => {
  const own = tinyArrays(tinySegmenter({ outlierClass: false }))
  own.set('criterion.empty_weight', fromTyped(Float32Array.of(1, 1, 1, 0.25)))
  const weights = (options: SegmenterImportOptions) => {
    using _ = openScope()
    const { model } = importSegmenter(weightsFile(own), options)
    return [...model.stateDict().get('criterion.empty_weight')!.toFloat64Array()]
  }
  expect(weights(tinyOptions)).toEqual([1, 1, 1, 0.25])
  expect(weights({ ...tinyOptions, addOutlierClass: true })).toEqual([1, 1, 1, 1, 0.25])
})

describe('what the tensors tell need not be given', () => {
  test('sizes of the head and of Swin', () => {
    using _ = openScope()
    const wanted = tinySegmenter()
    const { config } = importSegmenter(weightsFile(tinyArrays()), tinyOptions)
    const { source, backbone, preprocessing: _p, classNames: _c, ...sizes } = config
    const { backbone: swin, preprocessing: _q, classNames: _d, ...others } = wanted
    expect(sizes).toEqual(others)
    expect(backbone).toEqual({ ...swin, dropPath: 0.3 })
    expect(source).toMatch(/^imported from /)
  })

  test.each([
    { type: 'resnet', depth: 18, norm: 'SyncBN', stemWidth: 4, res2Width: 6 },
    { type: 'resnet', depth: 50, norm: 'FrozenBN', stemWidth: 4, res2Width: 8, groupWidth: 3 },
  ])('%j', backbone => {
    using _ = openScope()
    const arrays = tinyArrays(tinySegmenter({ backbone }))
    expect(importSegmenter(weightsFile(arrays), tinyOptions).config.backbone).toEqual(backbone)
  })

  test('classes: the last is no-object, the last but one may be the outlier class', () => {
    using _ = openScope()
    const of = (K: number, outlierClass: boolean, options: SegmenterImportOptions = {}) => {
      const classNames = Array.from({ length: K }, (_, k) => String(k))
      const arrays = tinyArrays(tinySegmenter({ inlierClasses: K, outlierClass, classNames }))
      const { config, notes } = importSegmenter(weightsFile(arrays), { config: untold, ...options })
      return { ...config, note: notes[0]! }
    }
    expect(of(19, false)).toMatchObject({ inlierClasses: 19, outlierClass: false })
    const uno = of(19, true)
    expect(uno).toMatchObject({ inlierClasses: 19, outlierClass: true })
    expect(uno.note).toContain('taking the last but one of 21 class logits for the outlier class')
    expect([uno.classNames[0], uno.classColours?.[0]]).toEqual(['road', [128, 64, 128]])
    expect(of(4, true)).toMatchObject({ inlierClasses: 5, outlierClass: false })
    expect(of(4, true, { classes: 4 })).toMatchObject({ inlierClasses: 4, outlierClass: true })
    expect(of(2, false, { classNames: ['a', 'b'] })).toMatchObject({
      inlierClasses: 2,
      classNames: ['a', 'b'],
    })
    expect(of(3, false, { addOutlierClass: true })).toMatchObject({ inlierClasses: 3, outlierClass: true })
  })

  test('a model of full width sees pictures as its data set is usually seen, unless told otherwise', () => {
    using _ = openScope()
    expect(importSegmenter(weightsFile(tinyArrays()), tinyOptions).config.preprocessing.shortEdge).toBeNull()
    const classNames = Array.from({ length: 150 }, (_, k) => String(k))
    const arrays = tinyArrays(tinySegmenter({ hiddenDim: 256, queries: 2, inlierClasses: 150, classNames }))
    const { config, notes } = importSegmenter(weightsFile(arrays), { config: untold })
    expect(config.preprocessing).toMatchObject({ shortEdge: 512, longEdge: 2048 })
    expect(notes[0]).toContain(
      'ADE20K: short edge 512, long edge at most 2048 (preprocessing in --config FILE',
    )
    const preprocessing = { ...tinySegmenter().preprocessing, shortEdge: 300 }
    const told = importSegmenter(weightsFile(arrays), { config: { ...untold, preprocessing } })
    expect(told.config.preprocessing).toEqual(preprocessing)
    expect(told.notes[0]).not.toContain('short edge')
  })

  test.each([
    ['Cityscapes', { inlierClasses: 19 }, [1024, 2048]],
    ['Vistas', { inlierClasses: 65 }, [2048, 2048]],
    ['COCO', { inlierClasses: 133 }, [800, 1333]],
    ['ADE20K', { inlierClasses: 150, backbone: { embedDim: 96 } }, [512, 2048]],
    ['ADE20K with a Swin-L', { inlierClasses: 150, backbone: { embedDim: 192 } }, [640, 2560]],
    ['other classes', { inlierClasses: 5 }, [null, null]],
    ['another width', { inlierClasses: 19, hiddenDim: 128 }, [null, null]],
  ])('the size at which pictures are seen: %s', (_, known, size) => {
    const { shortEdge, longEdge } = usualPreprocessing(known).preprocessing
    expect([shortEdge, longEdge]).toEqual(size)
  })
})

describe('a backbone from ImageNet', () => {
  const options = {
    classes: 2,
    seed: 1,
    config: { ...untold, convDim: 8, hiddenDim: 8, maskDim: 4, queries: 3 },
  }
  const backbone = tinySegmenter().backbone
  const ofBackbone = (arrays: Arrays) => new Map([...arrays].filter(([name]) => name.startsWith('backbone.')))

  test('Swin: its names are suffixes of ours; head, last norm and masks are left out', () => {
    using _ = openScope()
    const own = ofBackbone(tinyArrays())
    const theirs = renamed(own, name => name.slice('backbone.'.length))
    for (const i of [0, 1, 2, 3]) for (const part of ['weight', 'bias']) theirs.delete(`norm${i}.${part}`)
    theirs.set('norm.weight', fromTyped(new Float32Array(32)))
    theirs.set('head.weight', fromTyped(new Float32Array(320), [10, 32]))
    theirs.set('layers.0.blocks.0.attn_mask', fromTyped(new Float32Array(4), [1, 2, 2]))
    const { model, config, notes, differences } = importSegmenter(weightsFile(theirs), options)
    expect(config).toMatchObject({
      backbone: { ...backbone, dropPath: 0.3 },
      inlierClasses: 2,
      outlierClass: false,
    })
    const state = model.stateDict()
    for (const [name, array] of own) {
      const found = [...state.get(name)!.toFloat64Array()]
      const isOwn = /^backbone\.norm\d/.test(name)
      const initial = found.map(() => (name.endsWith('weight') ? 1 : 0))
      expect(found, name).toEqual(isOwn ? initial : [...toFloat64(array)])
    }
    const kinds = (kind: string) => differences.filter(row => row.kind === kind).map(({ name }) => name)
    expect(kinds('surplus').sort()).toEqual(['head.weight', 'layers.0.blocks.0.attn_mask', 'norm.weight'])
    expect(kinds('missing')).toContain('backbone.norm0.weight')
    expect(notes.join('\n')).toMatch(/surplus +head\.weight +\[10, 32\]/)
    // The head is drawn from the seed.
    const fresh = createModel(config, 1).stateDict().get('sem_seg_head.predictor.query_feat.weight')!
    expect(state.get('sem_seg_head.predictor.query_feat.weight')!.toList()).toEqual(fresh.toList())
  })

  const torchvision = (name: string) =>
    name
      .replace(/^stem\.conv1\.norm\./, 'bn1.')
      .replace(/^stem\./, '')
      .replace(/^res(\d)/, (_, i) => `layer${Number(i) - 1}`)
      .replace(/shortcut\.norm\./, 'downsample.1.')
      .replace(/shortcut\./, 'downsample.0.')
      .replace(/conv(\d)\.norm\./, 'bn$1.')

  test.each([
    ['torchvision', 'SyncBN', torchvision, 'fc.weight'],
    ['detectron2, as it converts torchvision’s', 'SyncBN', (name: string) => name, 'stem.fc.weight'],
    ['detectron2, with fixed statistics', 'FrozenBN', (name: string) => name, 'stem.fc.weight'],
  ])('a ResNet of %s', (_, norm, rename, classes) => {
    using _scope = openScope()
    const backbone = { type: 'resnet', depth: 50, norm, stemWidth: 4, res2Width: 8 }
    const own = ofBackbone(tinyArrays(tinySegmenter({ backbone })))
    const theirs = renamed(own, name => rename(name.slice('backbone.'.length)))
    theirs.set(classes, fromTyped(new Float32Array(64), [1, 64]))
    const { model, config, differences } = importSegmenter(weightsFile(theirs), options)
    expect(config.backbone).toMatchObject(backbone)
    const state = model.stateDict()
    for (const [name, array] of own) {
      expect([...state.get(name)!.toFloat64Array()], name).toEqual([...toFloat64(array)])
    }
    expect(differences.filter(({ kind }) => kind === 'surplus').map(({ name }) => name)).toEqual([classes])
  })

  test('a pickle of the model zoo is read; one that lacks stages of Swin is refused', () => {
    const file = join(goldens, 'swin/imagenet.pkl')
    expect(() => importSegmenter(file, options)).toThrow(
      '"layers.2.blocks.0.attn.relative_position_bias_table" is missing',
    )
  })

  test('needs to be told the number of classes', () => {
    const theirs = renamed(ofBackbone(tinyArrays()), name => name.slice('backbone.'.length))
    expect(refusal(theirs, { config: untold })).toContain(
      'say how many classes the segmenter is to have (--classes)',
    )
  })
})

const toFloat64 = (array: NDArray) =>
  array.dtype === 'int64'
    ? [...new BigInt64Array(new Uint8Array(array.bytes).buffer)].map(Number)
    : toFloat32Array(array)

describe('fixed batch normalisation without statistics', () => {
  test('has mean 0 and variance 1', () => {
    using _ = openScope()
    const backbone = {
      type: 'resnet',
      depth: 50,
      norm: 'FrozenBN',
      stemWidth: 4,
      res2Width: 8,
      groupWidth: 2,
    }
    const arrays = tinyArrays(tinySegmenter({ backbone }))
    for (const name of [...arrays.keys()]) if (/running_(mean|var)$/.test(name)) arrays.delete(name)
    const state = importSegmenter(weightsFile(arrays), tinyOptions).model.stateDict()
    expect(state.get('backbone.stem.conv1.norm.running_mean')!.toList()).toEqual([0, 0, 0, 0])
    expect(state.get('backbone.stem.conv1.norm.running_var')!.toList()).toEqual([1, 1, 1, 1])
  })
})

describe('tensors that do not fit', () => {
  const odd = () => {
    const arrays = tinyArrays()
    arrays.set('extra.weight', fromTyped(new Float32Array(2)))
    arrays.set('pixel_mean', fromTyped(new Float32Array(3), [3, 1, 1]))
    arrays.delete('sem_seg_head.predictor.decoder_norm.bias')
    arrays.set('sem_seg_head.predictor.level_embed.weight', fromTyped(new Float32Array(16), [2, 8]))
    return arrays
  }

  test('are refused, a line for each kind, with the remedy and a table', () => {
    expect(refusal(odd()).split('\n  ').slice(1)).toEqual([
      '1 tensor is missing: "sem_seg_head.predictor.decoder_norm.bias"',
      '1 tensor is not part of the model: "extra.weight"',
      '--partial takes the tensors that fit and starts the others afresh',
      expect.stringMatching(/^ +tensor +file +model/),
      expect.stringMatching(
        /^shape +sem_seg_head.predictor.level_embed.weight +\[2, 8\] +\[3, 8\] +does not fit$/,
      ),
      expect.stringMatching(/^missing +sem_seg_head.predictor.decoder_norm.bias +– +\[8\] +not in the file$/),
      expect.stringMatching(/^surplus +extra.weight +\[2\] +– +not in the model$/),
    ])
    const wrong = tinyArrays()
    for (let i = 0; i < 1000; i++) wrong.set(`extra.${i}`, fromTyped(new Float32Array(1)))
    expect(refusal(wrong).split('\n').length).toBeLessThanOrEqual(25)
  })

  test('are left out, or start afresh, when asked', () => {
    using _ = openScope()
    const { model, differences } = importSegmenter(weightsFile(odd()), {
      ...tinyOptions,
      partial: true,
      seed: 4,
    })
    expect(differences.map(({ kind, name }) => [kind, name])).toEqual([
      ['surplus', 'extra.weight'],
      ['surplus', 'pixel_mean'],
      ['shape', 'sem_seg_head.predictor.level_embed.weight'],
      ['missing', 'sem_seg_head.predictor.decoder_norm.bias'],
    ])
    const fresh = createModel(tinySegmenter(), 4).stateDict()
    const key = 'sem_seg_head.predictor.level_embed.weight'
    expect(model.stateDict().get(key)!.toList()).toEqual(fresh.get(key)!.toList())
  })
})

describe('refusals', () => {
  const without = (name: string) => {
    const arrays = tinyArrays()
    arrays.delete(name)
    return arrays
  }

  test('a tensor that is missing', () => {
    const name = 'sem_seg_head.predictor.decoder_norm.bias'
    expect(refusal(without(name))).toContain(`1 tensor is missing: "${name}"`)
  })

  test('sizes that cannot be understood', () => {
    expect(refusal(without('sem_seg_head.predictor.query_feat.weight'))).toContain(
      'is no checkpoint of Mask2Former',
    )
    expect(refusal(tinyArrays(), { classes: 3, config: { encoderHeads: 5 } })).toContain('encoderHeads')
    expect(refusal(tinyArrays(), { ...tinyOptions, classes: 9 })).toContain(
      'has 5 class logits; the model wants 10',
    )
    expect(refusal(tinyArrays(), { ...tinyOptions, addOutlierClass: true })).toContain(
      'leave out --add-outlier-class',
    )
    expect(refusal(tinyArrays(), { ...tinyOptions, config: { ...untold, colour: 1 } })).toContain('colour')
    const names = { ...tinyOptions, classNames: ['a', 'b'] }
    expect(refusal(tinyArrays(), names)).toContain('3 inlier classes, and --class-names gives 2 names')
  })

  test('something else altogether', () => {
    const other = new Map([['encoder.weight', fromTyped(new Float32Array(1))]])
    expect(refusal(other)).toContain('neither a Mask2Former')
  })

  test('options of the other kind of model', () => {
    expect(() => importModel(join(goldens, 'segmenter/weights.pth'), { width: 4 })).toThrow(
      '--width is not for this',
    )
    const classifier = join(goldens, '../image/resnet18_32x32/narrow/weights.safetensors')
    expect(() => importModel(classifier, { config: {} })).toThrow('--config is not for this kind of model')
  })
})

test('a checkpoint tells by its names which kind it is', () => {
  using _ = openScope()
  const { config } = importModel(join(goldens, 'closedset/weights.pkl'))
  expect(config).toMatchObject({ arch: 'mask2former', inlierClasses: 5, outlierClass: false })
})

test('the table of differences is short however many there are', () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({
    kind: 'surplus' as const,
    name: `t${i}`,
    file: [1],
    done: 'left out',
  }))
  const lines = differenceTable(rows)
  expect(lines).toHaveLength(22)
  expect(lines.at(-1)).toBe('and 980 more')
  expect(differenceTable([])).toEqual([])
})
