/** The norm of all gradients together: for clipping, and to notice NaN before it reaches the weights. */
import { operator, ops, scalarOf, Tensor } from '../torch/index.js'

/** √Σ g², infinite or NaN as soon as one gradient is. */
export function gradientNorm(gradients: readonly Tensor[]): number {
  if (gradients.length === 0) return 0
  if (gradients[0]!.device === 'cpu') return operator('uno::gradient_norm')(gradients)
  const norms = gradients.map(gradient => ops.norm(gradient.detach()))
  return scalarOf(ops.norm(Tensor.stack(norms)))
}

/** The factor that brings gradients of norm `norm` down to `limit` (PyTorch's clip_grad_norm_). */
export const clipFactor = (norm: number, limit: number): number => Math.min(1, limit / (norm + 1e-6))
