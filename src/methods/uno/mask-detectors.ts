/**
 * The paper's scores per pixel (Eq. 8): s[r,c] = Σ_i σ(m_i[r,c]) · s(z_i), s one of s_Unc, s_NO and their sum.
 * All masks take part, also those that are no-object: their greatest inlier probability is small.
 */
import type { Tensor } from '../../torch/index.js'
import { maskDetector, soleMap } from '../masks/detector.js'

const source = 'Delić, Grcić, Šegvić, Outlier detection by ensembling uncertainty with negative objectness'

/** `[1, Q]`: −max_{k<K} P(k|z_i). */
const uncertainty = (P: Tensor, K: number): Tensor => P.narrow(1, 0, K).amax(1).neg().unsqueeze(0)

/** `[1, Q]`: P(K+1|z_i), the outlier class of the paper's count, at index K of ours. */
const objectness = (P: Tensor, K: number): Tensor => P.select(1, K).unsqueeze(0)

/** −Σ_i σ(m_i) · max_{k<K} P(k|z_i); of a model without an outlier class as well. */
export const sUncMask = maskDetector({
  name: 's_unc',
  source,
  path: 'score',
  weights: uncertainty,
  combine: soleMap,
  range: () => [-2, 0],
})

/** Σ_i σ(m_i) · P(K+1|z_i). */
export const sNoMask = maskDetector({
  name: 's_no',
  source,
  needs: { outlierClass: true },
  path: 'score',
  weights: objectness,
  combine: soleMap,
  range: () => [0, 2],
})

/** Their sum (Eq. 8). */
export const sUnoMask = maskDetector({
  name: 's_uno',
  source,
  needs: { outlierClass: true },
  path: 'score',
  weights: (P, K) => uncertainty(P, K).add(objectness(P, K)),
  combine: soleMap,
})
