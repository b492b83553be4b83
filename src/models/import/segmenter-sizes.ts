/** The sizes of a Mask2Former, read from the shapes of its tensors (under official names). */
import { UserError } from '../../errors.js'
import { classTensors } from '../mask2former/class-tensors.js'
import type { Weights } from './read-weights.js'

const decoder = 'sem_seg_head.pixel_decoder.'
const predictor = 'sem_seg_head.predictor.'
const encoder = `${decoder}transformer.encoder.layers.`

/** Official where the tensors do not tell. */
const HEADS = 8
const LEVELS = 3

/**
 * @param heads of the encoder, which the tensors do not tell
 * @returns fields of `SegmenterConfig`: all sizes, without classes and preprocessing
 * @throws UserError that names the tensor whose shape cannot be understood
 */
export function sizesOf(file: string, weights: Weights, heads: unknown = HEADS): Record<string, unknown> {
  if (typeof heads !== 'number' || !Number.isInteger(heads) || heads < 1) {
    throw new UserError(`encoderHeads is ${JSON.stringify(heads)}; expected a whole number from 1`)
  }
  const shape = (name: string, rank: number): readonly number[] => {
    const found = weights.get(name)?.shape
    if (found?.length === rank) return found
    const what = found ? `has the shape [${found.join(', ')}]` : 'is missing'
    throw new UserError(`${file}: "${name}" ${what}, so it is no checkpoint of Mask2Former`)
  }
  const [maskDim, convDim] = shape(`${decoder}mask_features.weight`, 4)
  const [queries, hiddenDim] = shape(`${predictor}query_feat.weight`, 2)
  const samples = shape(`${encoder}0.self_attn.attention_weights.weight`, 2)[0]!
  if (samples % (heads * LEVELS) !== 0) {
    throw new UserError(
      `${file}: ${samples} sampling points are not those of ${heads} heads on ${LEVELS} levels; give encoderHeads (--config)`,
    )
  }
  return {
    backbone: backboneOf(file, weights),
    convDim,
    maskDim,
    encoderLayers: countOf(weights, encoder),
    encoderHeads: heads,
    encoderPoints: samples / (heads * LEVELS),
    encoderFfnDim: shape(`${encoder}0.linear1.weight`, 2)[0],
    hiddenDim,
    heads: HEADS,
    queries,
    decoderLayers: countOf(weights, `${predictor}transformer_ffn_layers.`),
    decoderFfnDim: shape(`${predictor}transformer_ffn_layers.0.linear1.weight`, 2)[0],
  }
}

/** C, from the class layer; undefined where there is none. */
export const classLogitsIn = (weights: Weights): number | undefined =>
  weights.get(classTensors.weight)?.shape[0]

/** @throws UserError if it is neither a Swin nor a ResNet */
export function backboneOf(file: string, weights: Weights, prefix = 'backbone.'): Record<string, unknown> {
  if (weights.has(`${prefix}patch_embed.proj.weight`)) return swinOf(file, weights, prefix)
  if (weights.has(`${prefix}stem.conv1.weight`)) return resNetOf(file, weights, prefix)
  throw new UserError(
    `${file}: has neither ${prefix}patch_embed (Swin) nor ${prefix}stem (ResNet), so its backbone is not known`,
  )
}

function swinOf(file: string, weights: Weights, prefix: string): Record<string, unknown> {
  const stages = [0, 1, 2, 3].map(stage => `${prefix}layers.${stage}.blocks.`)
  const tables = stages.map(stage => {
    const name = `${stage}0.attn.relative_position_bias_table`
    const shape = weights.get(name)?.shape
    const window = (Math.sqrt(shape?.[0] ?? 0) + 1) / 2
    if (shape?.length === 2 && Number.isInteger(window)) return { window, heads: shape[1] }
    const found = shape ? `has the shape [${shape.join(', ')}]` : 'is missing'
    throw new UserError(`${file}: "${name}" ${found}; a Swin has [(2·window − 1)², heads] in four stages`)
  })
  const channels = weights.get(`${prefix}patch_embed.proj.weight`)!.shape[0]!
  const hidden = weights.get(`${stages[0]}0.mlp.fc1.weight`)?.shape[0] ?? 4 * channels
  return {
    type: 'swin',
    embedDim: channels,
    depths: stages.map(stage => countOf(weights, stage)),
    heads: tables.map(({ heads }) => heads),
    window: tables[0]!.window,
    mlpRatio: hidden / channels,
  }
}

function resNetOf(file: string, weights: Weights, prefix: string): Record<string, unknown> {
  const blocks = ['res2', 'res3', 'res4', 'res5'].map(stage => countOf(weights, `${prefix}${stage}.`))
  const isBasic = !weights.has(`${prefix}res2.0.conv3.weight`)
  const depths = { '2,2,2,2': isBasic ? 18 : undefined, '3,4,6,3': 50, '3,4,23,3': 101 }
  const depth = (depths as Record<string, number | undefined>)[blocks.join()]
  if (depth === undefined || (depth === 18) !== isBasic) {
    const kind = isBasic ? 'basic blocks' : 'bottlenecks'
    throw new UserError(`${file}: a ResNet of ${blocks.join(', ')} ${kind}; known are 18, 50 and 101 layers`)
  }
  const outputs = (name: string) => weights.get(`${prefix}${name}.weight`)?.shape[0]
  const isCounted = weights.has(`${prefix}stem.conv1.norm.num_batches_tracked`)
  return {
    type: 'resnet',
    depth,
    norm: isCounted ? 'SyncBN' : 'FrozenBN',
    stemWidth: outputs('stem.conv1'),
    res2Width: outputs(isBasic ? 'res2.0.conv2' : 'res2.0.conv3'),
    ...(!isBasic && { groupWidth: outputs('res2.0.conv1') }),
  }
}

/** How many indices follow the prefix: blocks of a stage, layers of an encoder. */
function countOf(weights: Weights, prefix: string): number {
  const indices = new Set<string>()
  for (const name of weights.keys()) {
    if (name.startsWith(prefix)) indices.add(name.slice(prefix.length).split('.', 1)[0]!)
  }
  return indices.size
}
