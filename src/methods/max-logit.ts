import { detector } from './detector.js'
import { chosenLogits, overOption } from './logits.js'

/** Maximum logit, negated: −max_k z_k. */
export const maxLogit = detector({
  name: 'max-logit',
  source: 'Hendrycks et al., Scaling out-of-distribution detection for real-world settings, ICML 2022',
  options: overOption,
  score: (outputs, options) => chosenLogits(outputs, options).amax(-1).neg(),
})
