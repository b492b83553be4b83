/**
 * ResNet-18 of OpenOOD (He et al., 2016), in its two forms. Keys, shapes and initialisation are the
 * official ones (OpenOOD, networks/resnet18_32x32.py and resnet18_224x224.py).
 */
import { BatchNorm2d, Conv2d, kaimingNormalFanOut, Linear, Module, torchDefault } from '../nn/index.js'
import { atLeastFloat, fullPrecision, Generator, ops, type Tensor } from '../torch/index.js'

export type ResNetArch = 'resnet18_32x32' | 'resnet18_224x224'

export interface ResNetConfig {
  arch: ResNetArch
  /** Channels of the first stage; the others have 2, 4 and 8 times as many. 64 is the standard. */
  width: number
  /** All outputs: K inlier classes, and the outlier class at index K where the model has one. */
  outputs: number
  seed?: number
}

/** What an image-wide model gives: features (the paper's pre-logits z) `[N, D]` and logits `[N, C]`. */
export interface ImageOutput {
  features: Tensor
  logits: Tensor
}

/** Two forms that differ in the stem, the name of the shortcut and the initialisation. */
interface Form {
  shortcut: 'shortcut' | 'downsample'
  initialise: typeof torchDefault
}

const forms: Record<ResNetArch, Form> = {
  resnet18_32x32: { shortcut: 'shortcut', initialise: torchDefault },
  resnet18_224x224: { shortcut: 'downsample', initialise: kaimingNormalFanOut },
}

/** conv3×3(stride) – BN – ReLU – conv3×3 – BN, plus shortcut, ReLU. */
class BasicBlock extends Module {
  conv1: Conv2d
  bn1: BatchNorm2d
  conv2: Conv2d
  bn2: BatchNorm2d
  /** Empty for the identity; else 1×1 convolution and BN, under the form's official name. */
  shortcut?: [Conv2d, BatchNorm2d]
  downsample?: [Conv2d, BatchNorm2d]

  constructor(
    inputs: number,
    outputs: number,
    stride: number,
    { shortcut, initialise }: Form,
    generator: Generator,
  ) {
    super()
    const options = { bias: false, initialise }
    this.conv1 = new Conv2d(inputs, outputs, 3, generator, { ...options, stride, padding: 1 })
    this.bn1 = new BatchNorm2d(outputs)
    this.conv2 = new Conv2d(outputs, outputs, 3, generator, { ...options, padding: 1 })
    this.bn2 = new BatchNorm2d(outputs)
    if (stride !== 1 || inputs !== outputs) {
      const projection = new Conv2d(inputs, outputs, 1, generator, { ...options, stride })
      this[shortcut] = [projection, new BatchNorm2d(outputs)]
    }
  }

  forward(x: Tensor): Tensor {
    const inner = ops.relu_(this.bn1.forward(this.conv1.forward(x)))
    const [projection, norm] = this.shortcut ?? this.downsample ?? []
    const around = projection ? norm!.forward(projection.forward(x)) : x
    return ops.relu_(ops.add_(this.bn2.forward(this.conv2.forward(inner)), around))
  }
}

export class ResNet18 extends Module {
  conv1: Conv2d
  bn1: BatchNorm2d
  layer1: BasicBlock[]
  layer2: BasicBlock[]
  layer3: BasicBlock[]
  layer4: BasicBlock[]
  fc: Linear
  readonly #arch: ResNetArch

  constructor({ arch, width, outputs, seed = 0 }: ResNetConfig) {
    super()
    const generator = new Generator(seed)
    const form = forms[arch]
    this.#arch = arch
    this.conv1 =
      arch === 'resnet18_32x32'
        ? new Conv2d(3, width, 3, generator, { padding: 1, bias: false, initialise: form.initialise })
        : new Conv2d(3, width, 7, generator, {
            stride: 2,
            padding: 3,
            bias: false,
            initialise: form.initialise,
          })
    this.bn1 = new BatchNorm2d(width)
    const stage = (inputs: number, channels: number, stride: number) => [
      new BasicBlock(inputs, channels, stride, form, generator),
      new BasicBlock(channels, channels, 1, form, generator),
    ]
    this.layer1 = stage(width, width, 1)
    this.layer2 = stage(width, 2 * width, 2)
    this.layer3 = stage(2 * width, 4 * width, 2)
    this.layer4 = stage(4 * width, 8 * width, 2)
    this.fc = new Linear(8 * width, outputs, generator)
  }

  /** x `[N, 3, H, W]`, normalised, of any size → features `[N, 8·width]` and logits `[N, outputs]`. */
  forward(x: Tensor): ImageOutput {
    const features = this.featureList(x).at(-1)!.flatten(1)
    return { features, logits: this.classify(features) }
  }

  /**
   * The last layer, in the features' precision or float32, whichever is more: bfloat16 logits would tie
   * scores by rounding.
   */
  classify(features: Tensor): Tensor {
    return fullPrecision(() => this.fc.forward(atLeastFloat(features)), features.device)
  }

  /** OpenOOD's `feature_list`: after the stem, after stages 1–3, and the pooled stage 4 `[N, D, 1, 1]`. */
  featureList(x: Tensor): Tensor[] {
    const maps = [this.#stem(x)]
    for (const stage of [this.layer1, this.layer2, this.layer3, this.layer4]) {
      maps.push(stage.reduce((input, block) => block.forward(input), maps.at(-1)!))
    }
    return [...maps.slice(0, 4), ops.adaptive_avg_pool2d(maps[4]!, [1, 1])]
  }

  #stem(x: Tensor): Tensor {
    const inner = ops.relu_(this.bn1.forward(this.conv1.forward(x)))
    return this.#arch === 'resnet18_32x32' ? inner : ops.max_pool2d(inner, [3, 3], [2, 2], [1, 1])
  }
}
