import { z } from 'zod'
import { crossEntropy, crossEntropyToUniform } from '../nn/index.js'
import { objective } from './objective.js'

/**
 * Outlier exposure (Hendrycks et al., 2019): cross-entropy of the inliers, plus λ times the cross-entropy of
 * the negatives against the uniform distribution. OpenOOD: λ = 0.5, one forward pass for both.
 */
export const outlierExposure = objective({
  name: 'outlier-exposure',
  negatives: true,
  outlierClass: false,
  options: z.strictObject({ lambda: z.number().nonnegative().default(0.5) }),
  losses({ logits, labels }, { lambda }) {
    const [inliers, all] = [labels.shape[0]!, logits.shape[0]!]
    return {
      ce: crossEntropy(logits.narrow(0, 0, inliers), labels),
      oe: crossEntropyToUniform(logits.narrow(0, inliers, all - inliers)).mul({ float: lambda }),
    }
  },
})
