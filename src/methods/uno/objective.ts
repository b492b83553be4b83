/**
 * Training with negatives as class K+1 (section 3): cross-entropy over K+1 classes, negatives labelled K.
 *
 * The paper does not say how inliers and negatives are weighted. `joint` is the plain mean over the joint
 * batch, so that their shares in the batch decide; `separate` is mean over inliers + λ · mean over negatives.
 */
import { z } from 'zod'
import { crossEntropy } from '../../nn/index.js'
import { Tensor } from '../../torch/index.js'
import { objective } from '../objective.js'

export const uno = objective({
  name: 'uno',
  negatives: true,
  outlierClass: true,
  options: z.strictObject({
    form: z.enum(['joint', 'separate']).default('joint'),
    lambda: z.number().nonnegative().default(0.5),
  }),
  losses({ logits, labels, inlierClasses: K }, { form, lambda }): Record<string, Tensor> {
    const [inliers, all] = [labels.shape[0]!, logits.shape[0]!]
    const negativeLabels = Tensor.full([all - inliers], K, { dtype: 'int64', device: logits.device })
    if (form === 'joint') return { ce: crossEntropy(logits, Tensor.cat([labels, negativeLabels])) }
    return {
      ce: crossEntropy(logits.narrow(0, 0, inliers), labels),
      negatives: crossEntropy(logits.narrow(0, inliers, all - inliers), negativeLabels).mul({
        float: lambda,
      }),
    }
  },
})
