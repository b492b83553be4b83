/** PyTorch's initialisers, drawn from an own generator: equal in distribution. */
import { type Generator, noGrad, ops, Tensor } from '../torch/index.js'

/** Inputs that feed one output: the product of all sizes but the first. */
const fanIn = (shape: readonly number[]): number => shape.slice(1).reduce((a, b) => a * b, 1)
/** Outputs that one input feeds, as torchvision counts: first size times the kernel. */
const fanOut = (shape: readonly number[]): number => shape[0]! * shape.slice(2).reduce((a, b) => a * b, 1)

export function uniform(shape: readonly number[], bound: number, generator: Generator): Tensor {
  return noGrad(() => ops.uniform_(Tensor.zeros(shape), { from: -bound, to: bound, generator }))
}

export function normal(shape: readonly number[], std: number, generator: Generator): Tensor {
  return noGrad(() => ops.normal_(Tensor.zeros(shape), { mean: 0, std, generator }))
}

/** The default of PyTorch's convolutions and linear layers: kaiming uniform with a = √5, U(±1/√fan_in). */
export const torchDefault = (shape: readonly number[], generator: Generator): Tensor =>
  uniform(shape, 1 / Math.sqrt(fanIn(shape)), generator)

/** torchvision's ResNets: N(0, √(2 / fan_out)). */
export const kaimingNormalFanOut = (shape: readonly number[], generator: Generator): Tensor =>
  normal(shape, Math.sqrt(2 / fanOut(shape)), generator)
