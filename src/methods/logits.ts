/** Which logits a closed-set score reads on a model that also has an outlier class. */
import { z } from 'zod'
import type { Tensor } from '../torch/index.js'
import type { Outputs } from './detector.js'

/** `inliers`: the first K, as if the outlier class were not there; `all`: what the official code would do. */
export const overOption = z.strictObject({ over: z.enum(['inliers', 'all']).default('inliers') })
export type OverOption = z.infer<typeof overOption>

/** `[N, K]` or `[N, C]` in float64. */
export const chosenLogits = ({ logits, inlierClasses }: Outputs, { over }: OverOption): Tensor =>
  (over === 'all' ? logits : logits.narrow(-1, 0, inlierClasses)).to('float64')
