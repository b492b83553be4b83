/** The pixel decoder: features of three levels talk to each other, and become an embedding of every pixel. */
import { allZero, bilinear, Conv2d, caffeXavier, GroupNorm, Module, xavierUniform } from '../../nn/index.js'
import { type Generator, ops, type Tensor } from '../../torch/index.js'
import type { Features } from '../backbones/features.js'
import type { SegmenterConfig } from './config.js'
import { DeformableEncoder } from './deformable-encoder.js'
import type { Observe } from './output.js'

export interface PixelDecoderOutput {
  /** `[N, convDim, h, w]` each: res5, res4, res3 after the encoder. */
  multiScale: Tensor[]
  /** `[N, convDim, H/4, W/4]` */
  pixelFeatures: Tensor
  /** E, `[N, maskDim, H/4, W/4]`: what masks are scalar products with. */
  embedding: Tensor
}

/** Convolution without bias, and its group normalisation. */
class NormedConv extends Conv2d {
  norm: GroupNorm

  constructor(inputs: number, outputs: number, kernel: number, groups: number, generator: Generator) {
    super(inputs, outputs, kernel, generator, {
      padding: (kernel - 1) / 2,
      bias: false,
      initialise: caffeXavier,
    })
    this.norm = new GroupNorm(groups, outputs)
  }

  override forward(x: Tensor): Tensor {
    return this.norm.forward(super.forward(x))
  }
}

export class PixelDecoder extends Module {
  /** Coarsest first: `0` is for res5. */
  input_proj: InputProjection[]
  transformer: DeformableEncoder
  mask_features: Conv2d
  adapter_1: NormedConv
  layer_1: NormedConv

  constructor(config: SegmenterConfig, channels: readonly number[], generator: Generator) {
    super()
    const { convDim, maskDim, normGroups } = config
    const [res2, res3, res4, res5] = channels as [number, number, number, number]
    this.input_proj = [res5, res4, res3].map(
      from => new InputProjection(from, convDim, normGroups, generator),
    )
    this.transformer = new DeformableEncoder(
      {
        channels: convDim,
        layers: config.encoderLayers,
        heads: config.encoderHeads,
        points: config.encoderPoints,
        ffnDim: config.encoderFfnDim,
      },
      generator,
    )
    this.mask_features = new Conv2d(convDim, maskDim, 1, generator, {
      initialise: caffeXavier,
      initialiseBias: allZero,
    })
    this.adapter_1 = new NormedConv(res2, convDim, 1, normGroups, generator)
    this.layer_1 = new NormedConv(convDim, convDim, 3, normGroups, generator)
  }

  /** `observe` sees `input_proj.{i}`, what the encoder shows, `multi_scale.{i}` and `mask_features`. */
  forward({ res2, res3, res4, res5 }: Features, observe?: Observe): PixelDecoderOutput {
    const maps = [res5, res4, res3].map((map, i) => {
      const projected = this.input_proj[i]!.forward(map)
      observe?.(`input_proj.${i}`, projected)
      return projected
    })
    const multiScale = this.transformer.forward(maps, observe)
    for (const [i, map] of multiScale.entries()) observe?.(`multi_scale.${i}`, map)
    const [, , height, width] = res2.shape as [number, number, number, number]
    // A comment in the official code says nearest; it is bilinear.
    const coarse = bilinear(multiScale[2]!, [height, width])
    const pixelFeatures = ops.relu(this.layer_1.forward(this.adapter_1.forward(res2).add(coarse)))
    const embedding = this.mask_features.forward(pixelFeatures)
    observe?.('mask_features', embedding)
    return { multiScale, pixelFeatures, embedding }
  }
}

/** Convolution and normalisation under the keys `0` and `1`. */
class InputProjection extends Module {
  0: Conv2d
  1: GroupNorm

  constructor(inputs: number, outputs: number, groups: number, generator: Generator) {
    super()
    this[0] = new Conv2d(inputs, outputs, 1, generator, {
      initialise: xavierUniform,
      initialiseBias: allZero,
    })
    this[1] = new GroupNorm(groups, outputs)
  }

  forward(x: Tensor): Tensor {
    return this[1].forward(this[0].forward(x))
  }
}
