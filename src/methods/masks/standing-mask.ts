/** Figure 1: which mask stands for a pixel, and which pixels are shown. */
import type { Tensor } from '../../torch/index.js'

/**
 * How a pixel's mask is told: `mask`, the one with the largest mask logit there; `share`, the one with the largest
 * share σ(m_q) · max_{k<K} P(k|z_q) in the pixel's s_Unc. The paper does not say; they differ where a mask covers a
 * pixel of which it knows no class. Reports show `share`; golden `baselines/figure1` reads `mask`.
 */
export type StandingRule = 'mask' | 'share'

/**
 * The mask that stands for each point; of equals the first.
 *
 * @param maskLogits `[Q, P]`, of each mask at each point
 * @param probabilities `[Q, C]`, softmax over all classes
 * @returns `[P]` int64
 */
export function standingMasks(
  maskLogits: Tensor,
  probabilities: Tensor,
  K: number,
  rule: StandingRule,
): Tensor {
  if (rule === 'mask') return maskLogits.argmax(0)
  const certainty = probabilities.narrow(1, 0, K).amax(1).to(maskLogits.dtype).unsqueeze(1)
  return maskLogits.sigmoid().mul(certainty).argmax(0)
}

/**
 * The ⌈share · n⌉ of n values that are highest; of equals the first.
 * @returns their indices, ascending
 */
export function highestShare(values: Float32Array, share: number): Uint32Array {
  const wanted = Math.ceil(share * values.length)
  const chosen = new Uint32Array(wanted)
  if (wanted === 0) return chosen
  const threshold = values.toSorted()[values.length - wanted]!
  let above = 0
  for (let i = 0; i < values.length; i++) if (values[i]! > threshold) above++
  let ties = wanted - above
  let at = 0
  for (let i = 0; i < values.length; i++)
    if (values[i]! > threshold || (values[i] === threshold && ties-- > 0)) chosen[at++] = i
  return chosen
}
