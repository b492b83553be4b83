import { detector } from './detector.js'
import { chosenLogits, overOption } from './logits.js'

/** Entropy of the posterior in nats, −Σ_k P(k|x) log P(k|x). */
export const entropy = detector({
  name: 'entropy',
  source: 'Shannon entropy of the softmax posterior',
  options: overOption,
  score(outputs, options) {
    const logP = chosenLogits(outputs, options).logSoftmax(-1)
    // p = 0 contributes 0: exp(−∞)·(−∞) would be NaN, so the logarithm is floored where p underflows.
    return logP.exp().mul(logP.clamp(-745)).sum(-1).neg()
  },
})
