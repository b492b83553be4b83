/** Paths of the tensors with a row for each class: K inliers, perhaps the outlier class, no-object last. */

/** The layer that names classes, of the mask decoder. */
export const classLayer = 'sem_seg_head.predictor.class_embed'

export const classTensors = {
  /** `[C, D]` */
  weight: `${classLayer}.weight`,
  /** `[C]` */
  bias: `${classLayer}.bias`,
  /** `[C]`: what each class weighs in the cross-entropy. */
  lossWeights: 'criterion.empty_weight',
} as const
