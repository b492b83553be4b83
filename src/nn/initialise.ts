/** PyTorch's initialisers, drawn from an own generator: equal in distribution. */
import { type Generator, noGrad, ops, Tensor } from '../torch/index.js'

/** Inputs that feed one output: the product of all sizes but the first. */
const fanIn = (shape: readonly number[]): number => shape.slice(1).reduce((a, b) => a * b, 1)
/** Outputs that one input feeds, as torchvision counts: first size times the kernel. */
const fanOut = (shape: readonly number[]): number => shape[0]! * shape.slice(2).reduce((a, b) => a * b, 1)

export type Initialiser = (shape: readonly number[], generator: Generator) => Tensor

export const uniform = (shape: readonly number[], bound: number, generator: Generator): Tensor =>
  drawn(shape, values => ops.uniform_(values, { from: -bound, to: bound, generator }))

export const normal = (shape: readonly number[], std: number, generator: Generator): Tensor =>
  drawn(shape, values => ops.normal_(values, { mean: 0, std, generator }))

/** Shapes alone, on the meta device, draw nothing: the generator belongs to the CPU. */
function drawn(shape: readonly number[], draw: (values: Tensor) => unknown): Tensor {
  const values = Tensor.zeros(shape)
  if (values.device !== 'meta') noGrad(() => draw(values))
  return values
}

/** Initialiser of zeros, for biases. */
export const allZero: Initialiser = shape => Tensor.zeros(shape)

/** The default of PyTorch's convolutions and linear layers: kaiming uniform with a = √5, U(±1/√fan_in). */
export const torchDefault: Initialiser = (shape, generator) =>
  uniform(shape, 1 / Math.sqrt(fanIn(shape)), generator)

/** torchvision's ResNets: N(0, √(2 / fan_out)). */
export const kaimingNormalFanOut: Initialiser = (shape, generator) =>
  normal(shape, Math.sqrt(2 / fanOut(shape)), generator)

/** Glorot and Bengio: U(±√(6 / (fan_in + fan_out))). */
export const xavierUniform: Initialiser = (shape, generator) =>
  uniform(shape, Math.sqrt(6 / (fanIn(shape) + fanOut(shape))), generator)

/** Kaiming uniform with a = 1, detectron2's `c2_xavier_fill`: U(±√(3 / fan_in)). */
export const caffeXavier: Initialiser = (shape, generator) =>
  uniform(shape, Math.sqrt(3 / fanIn(shape)), generator)
