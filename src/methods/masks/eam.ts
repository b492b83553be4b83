/** Ensemble over anomaly masks (Grcić, Šarić, Šegvić 2023), and what is told apart from it. */
import { inlierRows, maskDetector, soleMap } from './detector.js'

const source =
  'Grcić, Šarić, Šegvić, On advantages of mask-level recognition for outlier-aware segmentation, CVPRW 2023'

/**
 *     s = 1 − Σ_q σ(m_q) · max_{k<K} P(k|z_q)
 *
 * The softmax is over all classes. A model with an outlier class leaves it out of the maximum; EAM as published
 * is this score on a model without one.
 */
export const eam = maskDetector({
  name: 'eam',
  source,
  path: 'score',
  weights: (probabilities, K) => probabilities.narrow(1, 0, K).amax(1).unsqueeze(0),
  combine: maps => soleMap(maps).neg().add(1),
  range: () => [-1, 1],
})

/** What the released evaluator gives on a model with an outlier class: that class may win the maximum. */
export const eamReleased = maskDetector({
  name: 'eam-released',
  source,
  needs: { outlierClass: true },
  path: 'score',
  weights(probabilities) {
    const classes = probabilities.shape[1]!
    return probabilities
      .narrow(1, 0, classes - 1)
      .amax(1)
      .unsqueeze(0)
  },
  combine: maps => soleMap(maps).neg().add(1),
  range: () => [-1, 1],
})

/** Sum and maximum exchanged: 1 − max_{k<K} S[k]. EAM's own ablation compares with it. */
export const eamPerPixel = maskDetector({
  name: 'eam-per-pixel',
  source,
  path: 'semantic',
  weights: inlierRows,
  combine: maps => maps.amax(0).neg().add(1),
  range: () => [-1, 1],
})
