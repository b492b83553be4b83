/** Layers, each with PyTorch's names, shapes and default initialisation. */
import { UserError } from '../errors.js'
import { type Generator, noGrad, ops, Tensor } from '../torch/index.js'
import { type Initialiser, torchDefault, uniform } from './initialise.js'
import { buffer, Module, parameter } from './module.js'

export interface LinearOptions {
  bias?: boolean
  /** Of the weight; PyTorch's default otherwise. */
  initialise?: Initialiser
  /** Of the bias; PyTorch's default, U(±1/√fan_in), otherwise. */
  initialiseBias?: Initialiser
}

export interface ConvOptions extends LinearOptions {
  stride?: number
  padding?: number
}

/** Two-dimensional convolution, x `[N, in, H, W]` → `[N, out, H', W']`. */
export class Conv2d extends Module {
  weight: Tensor
  bias: Tensor | null
  readonly #stride: readonly [number, number]
  readonly #padding: readonly [number, number]

  constructor(
    inputs: number,
    outputs: number,
    kernel: number,
    generator: Generator,
    options: ConvOptions = {},
  ) {
    super()
    const { stride = 1, padding = 0 } = options
    this.#stride = [stride, stride]
    this.#padding = [padding, padding]
    const drawn = weightAndBias([outputs, inputs, kernel, kernel], generator, options)
    this.weight = drawn.weight
    this.bias = drawn.bias
  }

  forward(x: Tensor): Tensor {
    return this.convolve(x, this.weight, this.bias)
  }

  /** The same convolution with other weights. */
  protected convolve(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
    const [stride] = this.#stride
    if (isThinning(weight, stride, this.#padding[0]))
      return ops.conv2d(everyNth(everyNth(x, 2, stride), 3, stride), weight, bias)
    return ops.conv2d(x, weight, bias, this.#stride, this.#padding)
  }
}

const everyNth = (x: Tensor, dim: number, step: number): Tensor => ops.slice(x, dim, 0, null, step)

/**
 * Whether a convolution reads one pixel of many through few channels. Choosing the pixels first is the same, and is
 * done because oneDNN's backward pass of such a convolution writes beyond its memory, seen with fewer than 16 input
 * channels in libtorch 1.13 and 2.6 (the process dies later, in malloc).
 */
function isThinning({ shape }: Tensor, stride: number, padding: number): boolean {
  const [, inputs, height, width] = shape as [number, number, number, number]
  return stride > 1 && padding === 0 && height === 1 && width === 1 && inputs < 16
}

function weightAndBias(
  shape: readonly number[],
  generator: Generator,
  { bias = true, initialise = torchDefault, initialiseBias }: LinearOptions,
): { weight: Tensor; bias: Tensor | null } {
  const fanIn = shape.slice(1).reduce((a, b) => a * b, 1)
  const usual: Initialiser = size => uniform(size, 1 / Math.sqrt(fanIn), generator)
  const weight = parameter(initialise(shape, generator))
  return { weight, bias: bias ? parameter((initialiseBias ?? usual)([shape[0]!], generator)) : null }
}

/** x `[…, in]` → `[…, out]`. */
export class Linear extends Module {
  weight: Tensor
  bias: Tensor | null

  constructor(inputs: number, outputs: number, generator: Generator, options: LinearOptions = {}) {
    super()
    const drawn = weightAndBias([outputs, inputs], generator, options)
    this.weight = drawn.weight
    this.bias = drawn.bias
  }

  forward(x: Tensor): Tensor {
    return ops.linear(x, this.weight, this.bias)
  }
}

function refuseSingle({ shape: [N, , ...sides] }: Tensor): void {
  if (sides.reduce((product, side) => product * side, N!) > 1) return
  throw new UserError(
    'batch normalisation has one value a channel, of which it cannot learn a variance; train on larger batches, crops or pictures',
  )
}

/**
 * Batch normalisation over N, H, W; momentum 0.1, eps 1e-5, running variance unbiased.
 *
 * @throws UserError in training on one value a channel, which has no variance (as PyTorch's layer)
 */
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
    if (this.training) {
      refuseSingle(x)
      noGrad(() => this.num_batches_tracked.add_(1))
    }
    const { weight, bias, running_mean, running_var, training } = this
    const { momentum, eps } = BatchNorm2d
    return ops.batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps, true)
  }
}
