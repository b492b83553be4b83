import { crossEntropy } from '../nn/index.js'
import { objective } from './objective.js'

/** K-way classification: mean cross-entropy over the inliers. */
export const closedSet = objective({
  name: 'closed-set',
  negatives: false,
  outlierClass: false,
  losses: ({ logits, labels }) => ({ ce: crossEntropy(logits, labels) }),
})
