import { z } from 'zod'
import { detector } from './detector.js'
import { chosenLogits, overOption } from './logits.js'

/** Free energy, −T · log Σ_k exp(z_k / T). */
export const energy = detector({
  name: 'energy',
  source: 'Liu et al., Energy-based out-of-distribution detection, NeurIPS 2020',
  options: overOption.extend({ temperature: z.number().positive().default(1) }),
  score: (outputs, { temperature, ...over }) =>
    chosenLogits(outputs, over).div({ float: temperature }).logsumexp(-1).mul({ float: -temperature }),
})
