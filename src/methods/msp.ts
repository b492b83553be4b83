import { detector } from './detector.js'
import { chosenLogits, overOption } from './logits.js'
import { logsumexpWithout } from './uno/score.js'

/** Maximum softmax probability, negated: −max_k P(k|x). */
export const msp = detector({
  name: 'msp',
  source:
    'Hendrycks & Gimpel, A baseline for detecting misclassified and out-of-distribution examples, ICLR 2017',
  options: overOption,
  score: (outputs, options) => chosenLogits(outputs, options).softmax(-1).amax(-1).neg(),
  order(outputs, options) {
    const z = chosenLogits(outputs, options)
    return logsumexpWithout(z, z.argmax(-1)).sub(z.amax(-1))
  },
})
