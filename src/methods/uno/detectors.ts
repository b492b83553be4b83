/** s_Unc, s_NO and s_UNO as detectors (Eq. 1–3). */
import { detector } from '../detector.js'
import { logOdds, sNo, sUnc, sUno } from './score.js'

const source = 'Delić, Grcić, Šegvić, Outlier detection by ensembling uncertainty with negative objectness'
const needs = { outlierClass: true }

/** Uncertainty of the inlier classes in the K+1-way softmax (Eq. 2). */
export const sUncDetector = detector({
  name: 's_unc',
  source,
  needs,
  score: ({ logits, inlierClasses: K }) => sUnc(logits, K),
  order: ({ logits, inlierClasses: K }) => logOdds(logits, K).sUnc,
})

/** Negative objectness, the posterior of the outlier class (Eq. 3). */
export const sNoDetector = detector({
  name: 's_no',
  source,
  needs,
  score: ({ logits, inlierClasses: K }) => sNo(logits, K),
  order: ({ logits, inlierClasses: K }) => logOdds(logits, K).sNo,
})

/** Their sum (Eq. 1). */
export const sUnoDetector = detector({
  name: 's_uno',
  source,
  needs,
  score: ({ logits, inlierClasses: K }) => sUno(logits, K),
  order: ({ logits, inlierClasses: K }) => logOdds(logits, K).sUno,
})
