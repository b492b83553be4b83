/** Losses on logits; reductions and numerics as in PyTorch. */
import { ops, type Tensor } from '../torch/index.js'

/** Mean cross-entropy of logits `[N, C]` against class indices `[N]` (int64). */
export const crossEntropy = (logits: Tensor, target: Tensor): Tensor => ops.cross_entropy_loss(logits, target)

/** Cross-entropy against the uniform distribution, mean over the batch: mean( logsumexp z − mean_k z_k ). */
export const crossEntropyToUniform = (logits: Tensor): Tensor =>
  logits.logsumexp(-1).sub(logits.mean(-1)).mean()
