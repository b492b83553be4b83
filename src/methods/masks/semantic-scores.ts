/**
 * Scores over the semantic map S[k] = Σ_q σ(m_q) · P(k|z_q), k < K (Eq. 7). S sums over masks and is no
 * distribution; its release takes it for logits where it says max-logit and energy.
 */
import { ops, type Tensor } from '../../torch/index.js'
import { inlierRows, maskDetector } from './detector.js'

/** Rejected by all: s = −Σ_{k<K} tanh S[k]. */
export const rba = maskDetector({
  name: 'rba',
  source: 'Nayal, Yavuz, Henriques, Güney, RbA: segmenting unknown regions rejected by all, ICCV 2023',
  path: 'semantic',
  weights: inlierRows,
  combine: S => ops.tanh(S).sum(0).neg(),
  range: () => [-2, 0],
})

const asLogits =
  'as RbA’s release (Nayal et al., ICCV 2023) applies it to the semantic map of a mask-level model'

/** −max_{k<K} S[k]. */
export const maskMaxLogit = maskDetector({
  name: 'max-logit',
  source: `Hendrycks et al., Scaling out-of-distribution detection for real-world settings, ICML 2022, ${asLogits}`,
  path: 'semantic',
  weights: inlierRows,
  combine: S => S.amax(0).neg(),
  range: () => [-2, 0],
})

/** −log Σ_{k<K} exp S[k]. */
export const maskEnergy = maskDetector({
  name: 'energy',
  source: `Liu et al., Energy-based out-of-distribution detection, NeurIPS 2020, ${asLogits}`,
  path: 'semantic',
  weights: inlierRows,
  combine: S => S.logsumexp(0).neg(),
  range: K => [-Math.log(K - 1 + Math.exp(2)), -Math.log(K)],
})

/** S / (Σ_{k<K} S[k] + 1e-12): a distribution over the inlier classes. */
const normalised = (S: Tensor): Tensor => S.div(S.sum(0, true).add(1e-12))

/** −max_k S̄[k] of the normalised map S̄. */
export const mspNormalised = maskDetector({
  name: 'msp-normalised',
  source:
    'maximum softmax probability (Hendrycks & Gimpel, ICLR 2017) of the semantic map divided by its sum',
  path: 'semantic',
  weights: inlierRows,
  combine: S => normalised(S).amax(0).neg(),
  range: () => [-1, 0],
})

/** −Σ_k S̄[k] ln S̄[k] of the normalised map S̄, in nats; 0 · ln 0 = 0. */
export const entropyNormalised = maskDetector({
  name: 'entropy-normalised',
  source: 'entropy of the semantic map divided by its sum',
  path: 'semantic',
  weights: inlierRows,
  combine(S) {
    const p = normalised(S)
    return p.mul(p.clamp(1e-30).log()).sum(0).neg()
  },
  range: K => [0, Math.log(Math.max(2, K))],
})
