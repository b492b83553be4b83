/**
 * The paper's scores (section 3). The same functions serve images (`[N, K+1]`) and masks (`[B, N, K+2]`).
 * Probabilities are computed in float64.
 */
import { ops, type Tensor } from '../../torch/index.js'

/** P(k|z) = softmax(W z) over all classes, in float64. */
function posterior(logits: Tensor, K: number): Tensor {
  const classes = logits.shape.at(-1)!
  if (classes <= K) {
    throw new RangeError(
      `logits [${logits.shape.join(', ')}]: expected at least ${K + 1} classes, K = ${K} inlier classes and the outlier class`,
    )
  }
  return logits.to('float64').softmax(-1)
}

/**
 * UNO: uncertainty plus negative objectness (Eq. 1).
 *
 *     s(z) = −max P(k|z) + P(K+1|z),   k ≤ K,   P = softmax(W z)
 *
 * @param logits `[…, C]`, C > K: inliers first, the outlier class at index K; classes after it (no-object)
 *   only take part in the softmax
 * @param K number of inlier classes
 * @returns `[…]` in (−1, 1); larger means more outlying
 * @throws RangeError if there is no class at index K
 */
export const sUno = (logits: Tensor, K: number): Tensor => sUnc(logits, K).add(sNo(logits, K))

/** Uncertainty, −max P(k|z) over the K inlier classes: `[…, C]` → `[…]` in (−1, 0) (Eq. 2). */
export const sUnc = (logits: Tensor, K: number): Tensor =>
  posterior(logits, K).narrow(-1, 0, K).amax(-1).neg()

/** Negative objectness, P(K+1|z): `[…, C]` → `[…]` in (0, 1) (Eq. 3). */
export const sNo = (logits: Tensor, K: number): Tensor => posterior(logits, K).select(-1, K)

/**
 * The ranking forms of the three scores: log-odds, strictly increasing in the score, without its ceiling.
 *
 * Where a softmax reaches 1, floating point stores 1 for all samples beyond; their log-odds still differ.
 * With S = Σ exp z and k̂ the winning inlier class:
 *
 *     s_Unc ↦ log Σ_{j≠k̂} e^z_j − z_k̂
 *     s_NO  ↦ z_{K+1} − log Σ_{j≠K+1} e^z_j
 *     s_UNO ↦ log (1+s)/(1−s),  S(1+s) = Σ_{j≠k̂} e^z_j + e^z_{K+1},  S(1−s) = Σ_{j≠K+1} e^z_j + e^z_k̂
 */
export function logOdds(logits: Tensor, K: number): { sUnc: Tensor; sNo: Tensor; sUno: Tensor } {
  const z = logits.to('float64')
  const inlier = z.narrow(-1, 0, K)
  const [winner, outlier] = [inlier.amax(-1), z.select(-1, K)]
  const butWinner = logsumexpWithout(z, inlier.argmax(-1))
  const butOutlier = logsumexpWithout(z, ops.full_like(inlier.argmax(-1), K))
  return {
    sUnc: butWinner.sub(winner),
    sNo: outlier.sub(butOutlier),
    sUno: ops.logaddexp(butWinner, outlier).sub(ops.logaddexp(butOutlier, winner)),
  }
}

/** log Σ exp z over all classes but one, `[…, C]`, index `[…]` → `[…]`. */
export function logsumexpWithout(z: Tensor, index: Tensor): Tensor {
  const left = ops.scatter(z, -1, index.unsqueeze(-1), { float: Number.NEGATIVE_INFINITY })
  return left.logsumexp(-1)
}
