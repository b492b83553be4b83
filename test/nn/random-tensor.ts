import { stream } from '../../src/random.js'
import { Tensor } from '../../src/torch/index.js'

/** Standard normal float64, the same for the same purpose. */
export function randomTensor(purpose: string, shape: number[], scale = 1): Tensor {
  const random = stream(0, purpose)
  const count = shape.reduce((a, b) => a * b, 1)
  return Tensor.fromTyped(
    Float64Array.from({ length: count }, () => scale * random.normal()),
    shape,
  )
}

export const integers = (...values: number[]): Tensor => Tensor.fromTyped(BigInt64Array.from(values, BigInt))
