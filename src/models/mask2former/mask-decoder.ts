/**
 * The masked-attention decoder: queries look at the pixels inside the mask that they predicted before
 * (Cheng et al., Mask2Former, CVPR 2022, section 3.2). Layout `[N, Q, D]`.
 */
import {
  allZero,
  bilinear,
  Conv2d,
  caffeXavier,
  Embedding,
  LayerNorm,
  Linear,
  Mlp,
  Module,
  MultiheadAttention,
  xavierUniform,
} from '../../nn/index.js'
import {
  atLeastFloat,
  fullPrecision,
  type Generator,
  noGrad,
  ops,
  scope,
  type Tensor,
} from '../../torch/index.js'
import { classLogitsOf, type SegmenterConfig } from './config.js'
import type { MaskPrediction, Observe } from './output.js'
import type { PixelDecoderOutput } from './pixel-decoder.js'
import { sinePositions } from './sine-positions.js'

const LEVELS = 3

class CrossAttention extends Module {
  multihead_attn: MultiheadAttention
  norm: LayerNorm

  constructor(channels: number, heads: number, generator: Generator) {
    super()
    this.multihead_attn = new MultiheadAttention(channels, heads, generator)
    this.norm = new LayerNorm(channels)
  }

  forward(t: Tensor, queryPositions: Tensor, { keys, values }: Memory, forbidden: Tensor): Tensor {
    const seen = this.multihead_attn.forward(t.add(queryPositions), keys, values, forbidden)
    return this.norm.forward(t.add(seen))
  }
}

class SelfAttention extends Module {
  self_attn: MultiheadAttention
  norm: LayerNorm

  constructor(channels: number, heads: number, generator: Generator) {
    super()
    this.self_attn = new MultiheadAttention(channels, heads, generator)
    this.norm = new LayerNorm(channels)
  }

  forward(t: Tensor, queryPositions: Tensor): Tensor {
    const placed = t.add(queryPositions)
    return this.norm.forward(t.add(this.self_attn.forward(placed, placed, t)))
  }
}

class FeedForward extends Module {
  linear1: Linear
  linear2: Linear
  norm: LayerNorm

  constructor(channels: number, hidden: number, generator: Generator) {
    super()
    this.linear1 = new Linear(channels, hidden, generator, { initialise: xavierUniform })
    this.linear2 = new Linear(hidden, channels, generator, { initialise: xavierUniform })
    this.norm = new LayerNorm(channels)
  }

  forward(t: Tensor): Tensor {
    return this.norm.forward(t.add(this.linear2.forward(ops.relu(this.linear1.forward(t)))))
  }
}

/** A level as attention sees it, `[N, HW, D]`: positions are in the keys, the level's embedding in both. */
interface Memory {
  keys: Tensor
  values: Tensor
}

export interface MaskDecoderOutput extends MaskPrediction {
  preLogits: Tensor
  auxiliary: MaskPrediction[]
}

export class MaskDecoder extends Module {
  transformer_self_attention_layers: SelfAttention[]
  transformer_cross_attention_layers: CrossAttention[]
  transformer_ffn_layers: FeedForward[]
  decoder_norm: LayerNorm
  query_feat: Embedding
  query_embed: Embedding
  level_embed: Embedding
  /** Only where the pixel decoder has another width. */
  input_proj?: Conv2d[]
  class_embed: Linear
  mask_embed: Mlp

  constructor(config: SegmenterConfig, generator: Generator) {
    super()
    const { convDim, maskDim, hiddenDim: D, heads, queries, decoderLayers, decoderFfnDim } = config
    const each = <T>(make: () => T): T[] => Array.from({ length: decoderLayers }, make)
    this.transformer_self_attention_layers = each(() => new SelfAttention(D, heads, generator))
    this.transformer_cross_attention_layers = each(() => new CrossAttention(D, heads, generator))
    this.transformer_ffn_layers = each(() => new FeedForward(D, decoderFfnDim, generator))
    this.decoder_norm = new LayerNorm(D)
    this.query_feat = new Embedding(queries, D, generator)
    this.query_embed = new Embedding(queries, D, generator)
    this.level_embed = new Embedding(LEVELS, D, generator)
    if (convDim !== D) {
      const options = { initialise: caffeXavier, initialiseBias: allZero }
      this.input_proj = Array.from({ length: LEVELS }, () => new Conv2d(convDim, D, 1, generator, options))
    }
    this.class_embed = new Linear(D, classLogitsOf(config), generator)
    this.mask_embed = new Mlp([D, D, D, maskDim], generator)
  }

  /**
   * @param auxiliary whether the predictions before the last are wanted; attention masks are made in any case
   * @param observe sees `layer{i}.{cross, self, ffn}` `[Q, N, D]`, `attn_mask{i}`, and where `auxiliary` is set
   *   `pred{i}.logits` and `pred{i}.masks`
   */
  forward(
    { multiScale, embedding }: Pick<PixelDecoderOutput, 'multiScale' | 'embedding'>,
    auxiliary: boolean,
    observe?: Observe,
  ): MaskDecoderOutput {
    const N = embedding.shape[0]!
    const memories = multiScale.map((map, level) => this.#memory(map, level))
    const coarse = this.#coarseEmbeddings(embedding, multiScale)
    const [Q, D] = this.query_feat.weight.shape as [number, number]
    const places = this.query_embed.weight.unsqueeze(0)
    const earlier: MaskPrediction[] = []
    let t = this.query_feat.weight.unsqueeze(0).expand([N, Q, D])
    for (let i = 0; i < this.transformer_ffn_layers.length; i++) {
      if (auxiliary) {
        const { preLogits: _, ...prediction } = this.#predict(t, embedding)
        earlier.push(prediction)
        observePrediction(observe, i, prediction)
      }
      const level = i % LEVELS
      const forbidden = this.#attentionMask(t, coarse[level]!)
      observe?.(`attn_mask${i}`, forbidden)
      const input = t
      const run = () => this.#layer(i, input, places, memories[level]!, withoutFullRows(forbidden), observe)
      t = observe ? run() : scope(run)
    }
    const last = this.#predict(t, embedding)
    observePrediction(observe, this.transformer_ffn_layers.length, last)
    return { ...last, auxiliary: earlier }
  }

  #layer(i: number, t: Tensor, places: Tensor, memory: Memory, forbidden: Tensor, observe?: Observe): Tensor {
    const crossed = this.transformer_cross_attention_layers[i]!.forward(t, places, memory, forbidden)
    const mixed = this.transformer_self_attention_layers[i]!.forward(crossed, places)
    const output = this.transformer_ffn_layers[i]!.forward(mixed)
    if (observe) {
      const seen = Object.entries({ cross: crossed, self: mixed, ffn: output })
      for (const [part, tensor] of seen) observe(`layer${i}.${part}`, tensor.transpose(0, 1))
    }
    return output
  }

  #memory(map: Tensor, level: number): Memory {
    const projected = this.input_proj ? this.input_proj[level]!.forward(map) : map
    const [, D, h, w] = projected.shape as [number, number, number, number]
    const { device, dtype } = this.level_embed.weight
    const values = projected
      .flatten(2)
      .transpose(1, 2)
      .add(this.level_embed.weight.narrow(0, level, 1))
    return { values, keys: values.add(sinePositions(h, w, D, device).to(dtype)) }
  }

  /**
   * The pixels' embedding at the sizes of the levels. Attention masks are mask logits resized to a level; as
   * both are linear, resizing the embedding once gives the same without full-size masks for every layer.
   */
  #coarseEmbeddings(embedding: Tensor, levels: readonly Tensor[]): Tensor[] {
    return noGrad(() => {
      const wide = atLeastFloat(embedding)
      return levels.map(({ shape }) => bilinear(wide, [shape[2]!, shape[3]!]))
    })
  }

  /** bool `[N, Q, HW]`: true where the query's mask is not, which it then may not attend to. No gradient. */
  #attentionMask(t: Tensor, coarse: Tensor): Tensor {
    return noGrad(() => {
      const masks = this.#inFull(t, d => maskLogitsOf(this.mask_embed.forward(d), coarse))
      return masks.flatten(2).sigmoid().lt(0.5)
    })
  }

  /** Eqs. 5 and 6: classes and masks of the queries, in full precision also under autocast. */
  #predict(t: Tensor, embedding: Tensor): MaskPrediction & { preLogits: Tensor } {
    return this.#inFull(t, d => ({
      preLogits: d,
      classLogits: this.class_embed.forward(d),
      maskLogits: maskLogitsOf(this.mask_embed.forward(d), atLeastFloat(embedding)),
    }))
  }

  #inFull<T>(t: Tensor, body: (d: Tensor) => T): T {
    return scope(() => fullPrecision(() => body(this.decoder_norm.forward(atLeastFloat(t))), t.device))
  }
}

/** Scalar products of masks' and pixels' embeddings: `[N, Q, E]`, `[N, E, h, w]` → `[N, Q, h, w]`. */
function maskLogitsOf(masks: Tensor, pixels: Tensor): Tensor {
  const [N, Q] = masks.shape as [number, number]
  const [, , h, w] = pixels.shape as [number, number, number, number]
  return ops.bmm(masks, pixels.flatten(2)).reshape([N, Q, h, w])
}

/** A query that might look nowhere may look everywhere: forbidden, and not forbidden altogether. */
const withoutFullRows = (forbidden: Tensor): Tensor => forbidden.gt(ops.all(forbidden, -1, true))

function observePrediction(observe: Observe | undefined, i: number, prediction: MaskPrediction): void {
  observe?.(`pred${i}.logits`, prediction.classLogits)
  observe?.(`pred${i}.masks`, prediction.maskLogits)
}
