/**
 * Hugging Face's Mask2Former (`Mask2FormerForUniversalSegmentation` with a Swin backbone): another set of names
 * for the same tensors, with some of the packed ones cut in three. Source of the correspondence: transformers,
 * models/mask2former, conversion script and modeling file.
 */

import { UserError } from '../../errors.js'
import { fromTyped, type NDArray, toFloat32Array } from '../../formats/array.js'
import { classLayer } from '../mask2former/class-tensors.js'
import type { Weights } from './read-weights.js'

export const isHuggingFace = (names: Iterable<string>): boolean =>
  [...names].some(name => name.includes('pixel_level_module.'))

/** Patterns in order; the first that matches decides. Parts in parentheses are kept as $1, $2, … */
const rules: readonly (readonly [RegExp, string])[] = [
  [/^class_predictor\./, `${classLayer}.`],
  [/^criterion\./, 'criterion.'],
  // Backbone. Older versions wrap it in one more `model`.
  [
    /^pixel_level_module\.encoder\.(?:model\.)?embeddings\.patch_embeddings\.projection\./,
    'backbone.patch_embed.proj.',
  ],
  [/^pixel_level_module\.encoder\.(?:model\.)?embeddings\.norm\./, 'backbone.patch_embed.norm.'],
  [/^pixel_level_module\.encoder\.hidden_states_norms\.stage(\d)\./, 'backbone.norm$stage.'],
  [/^pixel_level_module\.encoder\.hidden_states_norms\.(\d)\./, 'backbone.norm$1.'],
  [
    /^pixel_level_module\.encoder\.(?:model\.)?encoder\.layers\.(\d+)\.downsample\./,
    'backbone.layers.$1.downsample.',
  ],
  [
    /^pixel_level_module\.encoder\.(?:model\.)?encoder\.layers\.(\d+)\.blocks\.(\d+)\./,
    'backbone.layers.$1.blocks.$2.',
  ],
  // Pixel decoder.
  [/^pixel_level_module\.decoder\.(adapter_1|layer_1)\.0\./, 'sem_seg_head.pixel_decoder.$1.'],
  [/^pixel_level_module\.decoder\.(adapter_1|layer_1)\.1\./, 'sem_seg_head.pixel_decoder.$1.norm.'],
  [/^pixel_level_module\.decoder\.input_projections\./, 'sem_seg_head.pixel_decoder.input_proj.'],
  [/^pixel_level_module\.decoder\.mask_projection\./, 'sem_seg_head.pixel_decoder.mask_features.'],
  [/^pixel_level_module\.decoder\.level_embed$/, 'sem_seg_head.pixel_decoder.transformer.level_embed'],
  [
    /^pixel_level_module\.decoder\.encoder\.layers\.(\d+)\.self_attn_layer_norm\./,
    'sem_seg_head.pixel_decoder.transformer.encoder.layers.$1.norm1.',
  ],
  [
    /^pixel_level_module\.decoder\.encoder\.layers\.(\d+)\.final_layer_norm\./,
    'sem_seg_head.pixel_decoder.transformer.encoder.layers.$1.norm2.',
  ],
  [
    /^pixel_level_module\.decoder\.encoder\.layers\.(\d+)\.fc([12])\./,
    'sem_seg_head.pixel_decoder.transformer.encoder.layers.$1.linear$2.',
  ],
  [
    /^pixel_level_module\.decoder\.encoder\.layers\.(\d+)\.self_attn\./,
    'sem_seg_head.pixel_decoder.transformer.encoder.layers.$1.self_attn.',
  ],
  // Mask decoder.
  [/^transformer_module\.queries_embedder\./, 'sem_seg_head.predictor.query_embed.'],
  [/^transformer_module\.queries_features\./, 'sem_seg_head.predictor.query_feat.'],
  [/^transformer_module\.level_embed\./, 'sem_seg_head.predictor.level_embed.'],
  [/^transformer_module\.input_projections\./, 'sem_seg_head.predictor.input_proj.'],
  [/^transformer_module\.decoder\.layernorm\./, 'sem_seg_head.predictor.decoder_norm.'],
  [
    /^transformer_module\.decoder\.mask_predictor\.mask_embedder\.(\d)\.0\./,
    'sem_seg_head.predictor.mask_embed.layers.$1.',
  ],
  [
    /^transformer_module\.decoder\.layers\.(\d+)\.self_attn_layer_norm\./,
    'sem_seg_head.predictor.transformer_self_attention_layers.$1.norm.',
  ],
  [
    /^transformer_module\.decoder\.layers\.(\d+)\.cross_attn_layer_norm\./,
    'sem_seg_head.predictor.transformer_cross_attention_layers.$1.norm.',
  ],
  [
    /^transformer_module\.decoder\.layers\.(\d+)\.final_layer_norm\./,
    'sem_seg_head.predictor.transformer_ffn_layers.$1.norm.',
  ],
  [
    /^transformer_module\.decoder\.layers\.(\d+)\.fc([12])\./,
    'sem_seg_head.predictor.transformer_ffn_layers.$1.linear$2.',
  ],
  [
    /^transformer_module\.decoder\.layers\.(\d+)\.self_attn\./,
    'sem_seg_head.predictor.transformer_self_attention_layers.$1.self_attn.',
  ],
  [
    /^transformer_module\.decoder\.layers\.(\d+)\.cross_attn\./,
    'sem_seg_head.predictor.transformer_cross_attention_layers.$1.multihead_attn.',
  ],
]

/** Inside a block of the backbone. */
const blockRules: readonly (readonly [RegExp, string])[] = [
  [/\.layernorm_before\./, '.norm1.'],
  [/\.layernorm_after\./, '.norm2.'],
  [/\.attention\.self\./, '.attn.'],
  [/\.attention\.output\.dense\./, '.attn.proj.'],
  [/\.intermediate\.dense\./, '.mlp.fc1.'],
  [/\.output\.dense\./, '.mlp.fc2.'],
]

/** @throws UserError if one of three tensors that belong together is missing, or they do not fit */
export function fromHuggingFace(file: string, weights: Weights): Weights {
  const renamed: Weights = new Map()
  const origins = new Map<string, string>()
  for (const [name, array] of weights) {
    const official = renamedFrom(name)
    const other = origins.get(official)
    if (other !== undefined)
      throw new UserError(`${file}: "${other}" and "${name}" are both "${official}"; one of them has to go`)
    origins.set(official, name)
    renamed.set(official, array)
  }
  return packed(file, renamed)
}

function renamedFrom(name: string): string {
  const bare = name.startsWith('model.') ? name.slice('model.'.length) : name
  const rule = rules.find(([pattern]) => pattern.test(bare))
  if (!rule) return bare
  const [pattern, replacement] = rule
  const stage = Number(pattern.exec(bare)?.[1]) - 1
  const official = bare.replace(pattern, replacement.replace('$stage', String(stage)))
  if (!official.startsWith('backbone.layers.')) return official
  return blockRules.reduce((text, [part, by]) => text.replace(part, by), official)
}

/** Queries, keys and values of one attention, which the official model keeps in one tensor. */
const thirds: readonly (readonly [RegExp, readonly string[], (stem: string, what: string) => string])[] = [
  [
    /^(backbone\..*\.attn\.)query\.(weight|bias)$/,
    ['query', 'key', 'value'],
    (stem, what) => `${stem}qkv.${what}`,
  ],
  [
    /^(.*\.self_attn\.)q_proj\.(weight|bias)$/,
    ['q_proj', 'k_proj', 'v_proj'],
    (stem, what) => `${stem}in_proj_${what}`,
  ],
]

function packed(file: string, weights: Weights): Weights {
  const result: Weights = new Map()
  const used = new Set<string>()
  for (const name of weights.keys()) {
    for (const [pattern, parts, target] of thirds) {
      const [, stem, what] = pattern.exec(name) ?? []
      if (stem === undefined || what === undefined) continue
      const names = parts.map(part => `${stem}${part}.${what}`)
      for (const part of names) used.add(part)
      result.set(target(stem, what), stacked(file, names, weights))
    }
  }
  for (const [name, array] of weights) if (!used.has(name)) result.set(name, array)
  return result
}

function stacked(file: string, names: readonly string[], weights: Weights): NDArray {
  const arrays = names.map(name => {
    const array = weights.get(name)
    if (array) return array
    throw new UserError(`${file}: ${name} (in official names) is missing beside ${names[0]}`)
  })
  const [first] = arrays as [NDArray]
  if (arrays.some(({ shape }) => String(shape) !== String(first.shape))) {
    throw new UserError(`${file}: ${names.join(', ')} (in official names) have different shapes`)
  }
  const all = new Float32Array(3 * first.shape.reduce((a, b) => a * b, 1))
  for (const [i, array] of arrays.entries()) all.set(toFloat32Array(array), (i * all.length) / 3)
  return fromTyped(all, [3 * first.shape[0]!, ...first.shape.slice(1)])
}
