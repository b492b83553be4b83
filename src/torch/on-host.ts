import type { Tensor } from './tensor.js'

/** The tensor where typed arrays can be made of it. */
export const onHost = (tensor: Tensor): Tensor =>
  tensor.device === 'cpu' ? tensor : tensor.to({ device: 'cpu' })
