import type { Tensor } from './tensor.js'

/** Half precisions become float32; what is wider stays. For sums and last layers, which bfloat16 would round. */
export const atLeastFloat = (x: Tensor): Tensor =>
  x.dtype === 'bfloat16' || x.dtype === 'float16' ? x.to('float32') : x
