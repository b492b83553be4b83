/**
 * detectron2's ResNet (He et al., CVPR 2016): the stride of a bottleneck sits in its 3×3 convolution, and a
 * convolution owns its normalisation, so that keys read `res2.0.conv1.norm.weight`.
 */
import {
  BatchNorm2d,
  Conv2d,
  FrozenBatchNorm2d,
  fixedAffine,
  kaimingNormalFanOut,
  Module,
} from '../../nn/index.js'
import { Generator, ops, scope, type Tensor } from '../../torch/index.js'
import { type DetectronResNetConfig, groupWidthOf, res2WidthOf } from './config.js'
import type { Backbone, Features } from './features.js'

type Norm = DetectronResNetConfig['norm']

/** Blocks of each stage. */
const blocksOf: Record<DetectronResNetConfig['depth'], readonly number[]> = {
  18: [2, 2, 2, 2],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
}

/** A convolution without bias, and its batch normalisation. */
class NormedConv extends Conv2d {
  norm: BatchNorm2d | FrozenBatchNorm2d

  constructor(
    inputs: number,
    outputs: number,
    kernel: number,
    stride: number,
    norm: Norm,
    generator: Generator,
  ) {
    const padding = (kernel - 1) / 2
    super(inputs, outputs, kernel, generator, {
      stride,
      padding,
      bias: false,
      initialise: kaimingNormalFanOut,
    })
    this.norm = norm === 'FrozenBN' ? new FrozenBatchNorm2d(outputs) : new BatchNorm2d(outputs)
  }

  /** Where the statistics are fixed, they are folded into the kernel: one pass over the map instead of two. */
  override forward(x: Tensor): Tensor {
    const { norm } = this
    if (norm instanceof BatchNorm2d && norm.training) return norm.forward(super.forward(x))
    const { scale, shift } = fixedAffine(norm)
    return this.convolve(x, this.weight.mul(scale.reshape([-1, 1, 1, 1])), shift)
  }
}

/** Two 3×3 convolutions around a shortcut (ResNet-18). */
class BasicBlock extends Module {
  shortcut?: NormedConv
  conv1: NormedConv
  conv2: NormedConv

  constructor(inputs: number, outputs: number, stride: number, norm: Norm, generator: Generator) {
    super()
    if (inputs !== outputs) this.shortcut = new NormedConv(inputs, outputs, 1, stride, norm, generator)
    this.conv1 = new NormedConv(inputs, outputs, 3, stride, norm, generator)
    this.conv2 = new NormedConv(outputs, outputs, 3, 1, norm, generator)
  }

  forward(x: Tensor): Tensor {
    const inner = ops.relu_(this.conv1.forward(x))
    return ops.relu_(ops.add_(this.conv2.forward(inner), this.shortcut?.forward(x) ?? x))
  }
}

/** 1×1, 3×3 with the stride, 1×1, around a shortcut. */
class Bottleneck extends Module {
  shortcut?: NormedConv
  conv1: NormedConv
  conv2: NormedConv
  conv3: NormedConv

  constructor(
    inputs: number,
    outputs: number,
    inside: number,
    stride: number,
    norm: Norm,
    generator: Generator,
  ) {
    super()
    if (inputs !== outputs) this.shortcut = new NormedConv(inputs, outputs, 1, stride, norm, generator)
    this.conv1 = new NormedConv(inputs, inside, 1, 1, norm, generator)
    this.conv2 = new NormedConv(inside, inside, 3, stride, norm, generator)
    this.conv3 = new NormedConv(inside, outputs, 1, 1, norm, generator)
  }

  forward(x: Tensor): Tensor {
    const inner = ops.relu_(this.conv2.forward(ops.relu_(this.conv1.forward(x))))
    return ops.relu_(ops.add_(this.conv3.forward(inner), this.shortcut?.forward(x) ?? x))
  }
}

class Stem extends Module {
  conv1: NormedConv

  constructor(width: number, norm: Norm, generator: Generator) {
    super()
    this.conv1 = new NormedConv(3, width, 7, 2, norm, generator)
  }

  forward(x: Tensor): Tensor {
    return ops.max_pool2d(ops.relu_(this.conv1.forward(x)), [3, 3], [2, 2], [1, 1])
  }
}

type Block = BasicBlock | Bottleneck

export class DetectronResNet extends Module implements Backbone {
  readonly channels: readonly [number, number, number, number]
  stem: Stem
  res2: Block[]
  res3: Block[]
  res4: Block[]
  res5: Block[]

  constructor(config: DetectronResNetConfig, generator = new Generator(0)) {
    super()
    const { depth, norm, stemWidth } = config
    const [res2Width, groupWidth] = [res2WidthOf(config), groupWidthOf(config)]
    this.channels = [res2Width, 2 * res2Width, 4 * res2Width, 8 * res2Width]
    this.stem = new Stem(stemWidth, norm, generator)
    let inputs = stemWidth
    const stages = this.channels.map((outputs, stage) =>
      Array.from({ length: blocksOf[depth][stage]! }, (_, i): Block => {
        const stride = i === 0 && stage > 0 ? 2 : 1
        const from = inputs
        inputs = outputs
        if (depth === 18) return new BasicBlock(from, outputs, stride, norm, generator)
        return new Bottleneck(from, outputs, groupWidth * 2 ** stage, stride, norm, generator)
      }),
    )
    this.res2 = stages[0]!
    this.res3 = stages[1]!
    this.res4 = stages[2]!
    this.res5 = stages[3]!
  }

  forward(x: Tensor): Features {
    // channels_last saves oneDNN the reordering of every map.
    const run = (blocks: readonly Block[], map: Tensor) =>
      scope(() => blocks.reduce((h, block) => scope(() => block.forward(h)), map))
    const res2 = run(this.res2, this.stem.forward(x.contiguous('channels_last')))
    const res3 = run(this.res3, res2)
    const res4 = run(this.res4, res3)
    return { res2, res3, res4, res5: run(this.res5, res4) }
  }
}
