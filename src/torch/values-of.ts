import type { Tensor } from './tensor.js'

/**
 * What a training step reads of its tensors, in float64. On `meta`, where tensors have shapes and nothing in them,
 * zeros: so a whole step can be tried there, of any size, and what would mix devices fails.
 */
export const valuesOf = (tensor: Tensor): Float64Array =>
  tensor.device === 'meta' ? new Float64Array(tensor.size) : tensor.toFloat64Array()

/** Of a tensor with one element. */
export const scalarOf = (tensor: Tensor): number => valuesOf(tensor)[0]!
