/** Gradient, inference and autocast modes. All of them belong to the thread. */
import { addon } from './addon.js'
import type { DType } from './dtype.js'

/** Runs `body` without recording operations for `backward`. */
export function noGrad<T>(body: () => T): T {
  const before = addon().setGradEnabled(false)
  try {
    return body()
  } finally {
    addon().setGradEnabled(before)
  }
}

/** Faster than `noGrad`; its tensors can never take part in a gradient. */
export function inferenceMode<T>(body: () => T): T {
  addon().enterInferenceMode()
  try {
    return body()
  } finally {
    addon().leaveInferenceMode()
  }
}

/**
 * Runs `body` with matrix products and convolutions in `dtype` (PyTorch's lists of operators); float32 is none, and
 * null leaves everything as it is.
 */
export function autocast<T>(dtype: DType | null, body: () => T, device = 'cpu'): T {
  if (dtype === null) return body()
  return withAutocast(dtype === 'float32' ? null : dtype, body, device)
}

/** Runs `body` without autocast inside an autocast region: for last layers and losses, in full precision. */
export const fullPrecision = <T>(body: () => T, device = 'cpu'): T => withAutocast(null, body, device)

function withAutocast<T>(dtype: DType | null, body: () => T, device: string): T {
  const type = device.split(':')[0]!
  const before = addon().enterAutocast(type, dtype)
  try {
    return body()
  } finally {
    addon().leaveAutocast(type, before)
  }
}
