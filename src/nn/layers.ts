/** Layers, each with PyTorch's names, shapes and default initialisation. */
import { type Generator, noGrad, ops, Tensor } from '../torch/index.js'
import { torchDefault, uniform } from './initialise.js'
import { buffer, Module, parameter } from './module.js'

type Initialiser = (shape: readonly number[], generator: Generator) => Tensor

export interface ConvOptions {
  stride?: number
  padding?: number
  bias?: boolean
  initialise?: Initialiser
}

/** Two-dimensional convolution, x `[N, in, H, W]` → `[N, out, H', W']`. */
export class Conv2d extends Module {
  weight: Tensor
  bias: Tensor | null
  readonly #stride: number
  readonly #padding: number

  constructor(
    inputs: number,
    outputs: number,
    kernel: number,
    generator: Generator,
    options: ConvOptions = {},
  ) {
    super()
    const { stride = 1, padding = 0, bias = true, initialise = torchDefault } = options
    this.#stride = stride
    this.#padding = padding
    this.weight = parameter(initialise([outputs, inputs, kernel, kernel], generator))
    this.bias = bias
      ? parameter(uniform([outputs], 1 / Math.sqrt(inputs * kernel * kernel), generator))
      : null
  }

  forward(x: Tensor): Tensor {
    return ops.conv2d(x, this.weight, this.bias, [this.#stride, this.#stride], [this.#padding, this.#padding])
  }
}

/** x `[…, in]` → `[…, out]`. */
export class Linear extends Module {
  weight: Tensor
  bias: Tensor

  constructor(inputs: number, outputs: number, generator: Generator) {
    super()
    this.weight = parameter(torchDefault([outputs, inputs], generator))
    this.bias = parameter(uniform([outputs], 1 / Math.sqrt(inputs), generator))
  }

  forward(x: Tensor): Tensor {
    return ops.linear(x, this.weight, this.bias)
  }
}

/** Batch normalisation over N, H, W; momentum 0.1, eps 1e-5, running variance unbiased. */
export class BatchNorm2d extends Module {
  weight: Tensor
  bias: Tensor
  running_mean: Tensor
  running_var: Tensor
  num_batches_tracked: Tensor
  static readonly momentum = 0.1
  static readonly eps = 1e-5

  constructor(channels: number) {
    super()
    this.weight = parameter(Tensor.full([channels], 1))
    this.bias = parameter(Tensor.zeros([channels]))
    this.running_mean = buffer(Tensor.zeros([channels]))
    this.running_var = buffer(Tensor.full([channels], 1))
    this.num_batches_tracked = buffer(Tensor.zeros([], { dtype: 'int64' }))
  }

  forward(x: Tensor): Tensor {
    if (this.training) noGrad(() => this.num_batches_tracked.add_(1))
    const { weight, bias, running_mean, running_var, training } = this
    const { momentum, eps } = BatchNorm2d
    return ops.batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps, true)
  }
}
