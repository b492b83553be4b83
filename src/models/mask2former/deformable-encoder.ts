/**
 * The encoder of the pixel decoder: every token of res5, res4 and res3 looks at a few points on all three levels
 * (Zhu et al., Deformable DETR, ICLR 2021; Mask2Former's msdeformattn.py).
 */
import {
  allZero,
  deformableAttention,
  LayerNorm,
  type LevelShape,
  Linear,
  Module,
  normal,
  parameter,
  xavierUniform,
} from '../../nn/index.js'
import { atLeastFloat, type Device, type Generator, ops, scope, Tensor } from '../../torch/index.js'
import type { Observe } from './output.js'
import { sinePositions } from './sine-positions.js'

const LEVELS = 3

export interface EncoderSizes {
  channels: number
  layers: number
  heads: number
  points: number
  ffnDim: number
}

class DeformableAttention extends Module {
  sampling_offsets: Linear
  attention_weights: Linear
  value_proj: Linear
  output_proj: Linear
  readonly #heads: number
  readonly #points: number

  constructor({ channels, heads, points }: EncoderSizes, generator: Generator) {
    super()
    this.#heads = heads
    this.#points = points
    const zero = { initialise: allZero, initialiseBias: allZero }
    const xavier = { initialise: xavierUniform, initialiseBias: allZero }
    const samples = heads * LEVELS * points
    this.sampling_offsets = new Linear(channels, 2 * samples, generator, {
      initialise: allZero,
      initialiseBias: () => rays(heads, points),
    })
    this.attention_weights = new Linear(channels, samples, generator, zero)
    this.value_proj = new Linear(channels, channels, generator, xavier)
    this.output_proj = new Linear(channels, channels, generator, xavier)
  }

  /**
   * @param query `[N, S, C]`: tokens with their positions
   * @param tokens `[N, S, C]`
   * @param references `[1, S, 1, 1, 1, (x, y)]`: where a token is, 0…1
   * @param extents `[levels, 1, (w, h)]`
   */
  forward(
    query: Tensor,
    tokens: Tensor,
    references: Tensor,
    extents: Tensor,
    shapes: readonly LevelShape[],
  ): Tensor {
    const [N, S, C] = tokens.shape as [number, number, number]
    const [heads, points] = [this.#heads, this.#points]
    const value = this.value_proj.forward(tokens).reshape([N, S, heads, C / heads])
    // Locations need more than bfloat16's 8 bits.
    const offsets = atLeastFloat(this.sampling_offsets.forward(query)).reshape([
      N,
      S,
      heads,
      LEVELS,
      points,
      2,
    ])
    const locations = offsets.div(extents).add(references)
    const weights = atLeastFloat(this.attention_weights.forward(query))
      .reshape([N, S, heads, LEVELS * points])
      .softmax(-1)
      .reshape([N, S, heads, LEVELS, points])
    return this.output_proj.forward(deformableAttention(value, shapes, locations, weights))
  }
}

/** Point p of head h starts p + 1 steps away in direction 2πh/H, on the rim of a square; on every level. */
function rays(heads: number, points: number): Tensor {
  const values = Array.from({ length: heads }, (_, h) => {
    const angle = (2 * Math.PI * h) / heads
    const [x, y] = [Math.cos(angle), Math.sin(angle)]
    const longest = Math.max(Math.abs(x), Math.abs(y))
    const level = Array.from({ length: points }, (_, p) => [((p + 1) * x) / longest, ((p + 1) * y) / longest])
    return Array.from({ length: LEVELS }, () => level)
  })
  return onDefaultDevice(Tensor.from(values).flatten())
}

const onDefaultDevice = (tensor: Tensor): Tensor =>
  Tensor.defaultDevice === 'cpu' ? tensor : tensor.to({ device: Tensor.defaultDevice })

class EncoderLayer extends Module {
  self_attn: DeformableAttention
  norm1: LayerNorm
  linear1: Linear
  linear2: Linear
  norm2: LayerNorm

  constructor(sizes: EncoderSizes, generator: Generator) {
    super()
    const { channels, ffnDim } = sizes
    this.self_attn = new DeformableAttention(sizes, generator)
    this.norm1 = new LayerNorm(channels)
    this.linear1 = new Linear(channels, ffnDim, generator, { initialise: xavierUniform })
    this.linear2 = new Linear(ffnDim, channels, generator, { initialise: xavierUniform })
    this.norm2 = new LayerNorm(channels)
  }

  forward(tokens: Tensor, positions: Tensor, grid: Grid, observe?: Observe): Tensor {
    const { references, extents, shapes } = grid
    const attended = this.self_attn.forward(tokens.add(positions), tokens, references, extents, shapes)
    observe?.('self_attn', attended)
    const t = this.norm1.forward(tokens.add(attended))
    return this.norm2.forward(t.add(this.linear2.forward(ops.relu(this.linear1.forward(t)))))
  }
}

/** Three levels, coarsest first, seen as one row of S tokens. */
interface Grid {
  shapes: readonly LevelShape[]
  references: Tensor
  extents: Tensor
}

class EncoderLayers extends Module {
  layers: EncoderLayer[]

  constructor(sizes: EncoderSizes, generator: Generator) {
    super()
    this.layers = Array.from({ length: sizes.layers }, () => new EncoderLayer(sizes, generator))
  }
}

export class DeformableEncoder extends Module {
  level_embed: Tensor
  encoder: EncoderLayers

  constructor(
    readonly sizes: EncoderSizes,
    generator: Generator,
  ) {
    super()
    this.encoder = new EncoderLayers(sizes, generator)
    this.level_embed = parameter(normal([LEVELS, sizes.channels], 1, generator))
  }

  /**
   * @param maps `[N, C, h, w]` each, coarsest first
   * @returns maps of the same sizes; `observe` sees `encoder.pos`, `encoder.reference_points`, `encoder.layer{i}`,
   *   `encoder.layer{i}.self_attn`
   */
  forward(maps: readonly Tensor[], observe?: Observe): Tensor[] {
    const shapes = maps.map(({ shape }) => [shape[2]!, shape[3]!] as const)
    const [N, C] = maps[0]!.shape as [number, number]
    const { device, dtype } = this.level_embed
    const positions = Tensor.cat(
      shapes.map(([h, w], level) =>
        sinePositions(h, w, C, device)
          .to(dtype)
          .add(this.level_embed.narrow(0, level, 1)),
      ),
      1,
    )
    const grid = gridOf(shapes, device, dtype === 'float64' ? dtype : 'float32')
    observe?.('encoder.pos', positions)
    observe?.('encoder.reference_points', referencePoints(grid))
    let tokens = Tensor.cat(
      maps.map(map => map.flatten(2).transpose(1, 2)),
      1,
    )
    for (const [i, layer] of this.encoder.layers.entries()) {
      const seen = observe && ((name: string, tensor: Tensor) => observe(`encoder.layer${i}.${name}`, tensor))
      const input = tokens
      const run = () => layer.forward(input, positions, grid, seen)
      // What is observed lives on; else the layer's intermediate tensors are freed behind it.
      tokens = seen ? run() : scope(run)
      observe?.(`encoder.layer${i}`, tokens)
    }
    let start = 0
    return shapes.map(([h, w]) => {
      const level = tokens.narrow(1, start, h * w)
      start += h * w
      return level.transpose(1, 2).reshape([N, C, h, w])
    })
  }
}

function gridOf(shapes: readonly LevelShape[], device: Device, dtype: 'float32' | 'float64'): Grid {
  const S = shapes.reduce((sum, [h, w]) => sum + h * w, 0)
  const centres = new Float64Array(2 * S)
  let at = 0
  for (const [h, w] of shapes) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        centres[at++] = (x + 0.5) / w
        centres[at++] = (y + 0.5) / h
      }
    }
  }
  const extents = Float64Array.from(shapes.flatMap(([h, w]) => [w, h]))
  const placed = (values: Float64Array, shape: number[]) =>
    Tensor.fromTyped(values, shape).to({ device, dtype })
  return {
    shapes,
    references: placed(centres, [1, S, 1, 1, 1, 2]),
    extents: placed(extents, [shapes.length, 1, 2]),
  }
}

/** As the official code has them: `[1, S, levels, (x, y)]`, the same for every level. */
const referencePoints = ({ references }: Grid): Tensor => {
  const S = references.shape[1]!
  return references.reshape([1, S, 1, 2]).expand([1, S, LEVELS, 2])
}
