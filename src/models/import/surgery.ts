/**
 * A closed-set model learns to know outliers: K+1 class logits become K+2. The outlier's row
 * starts at zero, so that its logit is 0 for every query and the other classes keep their proportions.
 */
import { fromTyped, type NDArray, toFloat32Array } from '../../formats/array.js'
import { classTensors } from '../mask2former/class-tensors.js'
import type { Weights } from './read-weights.js'

/** What the new row holds: the weights, the bias, and the class's weight in the cross-entropy. */
const newRows = {
  [classTensors.weight]: 0,
  [classTensors.bias]: 0,
  [classTensors.lossWeights]: 1,
}

/** The same weights with the outlier class before no-object, which moves from index K to K + 1. */
export function withOutlierRow(weights: Weights): Weights {
  const extended = new Map(weights)
  for (const [name, value] of Object.entries(newRows)) {
    const given = weights.get(name)
    if (given) extended.set(name, withRowBeforeLast(given, value))
  }
  return extended
}

function withRowBeforeLast(array: NDArray, value: number): NDArray {
  const [rows, ...rest] = array.shape as [number, ...number[]]
  const width = rest.reduce((a, b) => a * b, 1)
  const old = toFloat32Array(array)
  const all = new Float32Array((rows + 1) * width).fill(value)
  all.set(old.subarray(0, (rows - 1) * width))
  all.set(old.subarray((rows - 1) * width), rows * width)
  return fromTyped(all, [rows + 1, ...rest])
}
