import { counted } from '../counted.js'
import { UserError } from '../errors.js'

/**
 * Share of inliers whose class is predicted; samples with a label < 0 (outliers, unlabelled) are not counted.
 * `null` if none is left. The predictions of a (K+1)-way head are taken over its first K logits.
 *
 * @throws UserError if the lengths differ
 */
export function accuracy(predictions: ArrayLike<number>, labels: ArrayLike<number>): number | null {
  if (predictions.length !== labels.length) {
    throw new UserError(
      `${counted(predictions.length, 'prediction')} but ${counted(labels.length, 'label')}; expected as many`,
    )
  }
  let [right, all] = [0, 0]
  for (let i = 0; i < labels.length; i++) {
    if (labels[i]! < 0) continue
    all++
    if (predictions[i] === labels[i]) right++
  }
  return all === 0 ? null : right / all
}
