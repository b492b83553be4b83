/** Crops of scenes as tensors. */
import type { LabelledScene } from '../../data/scenes/scene-set.js'
import { type MaskTargets, maskTargets } from '../../methods/masks/index.js'
import { prepareScenes, type SegmenterConfig } from '../../models/index.js'
import { Tensor } from '../../torch/index.js'

/** The crops of one step, by forward pass. */
export type SceneBatch = readonly (readonly LabelledScene[])[]

export interface PreparedCrops {
  /** `[N, 3, H, W]` float32: normalised, then padded with zeros on the right and below. */
  input: Tensor
  targets: MaskTargets[]
  /** `[N, H, W]` uint8, 255 where ignored or padded. */
  labels: Tensor
}

/** Crops have the size that the augmentation gave them; they are not resized again. */
export function prepareCrops(
  crops: readonly LabelledScene[],
  { preprocessing, sizeDivisibility }: SegmenterConfig,
): PreparedCrops {
  const asTheyAre = { ...preprocessing, shortEdge: null, longEdge: null }
  const pictures = crops.map(({ width, height, image }) => ({ width, height, data: image }))
  const { input } = prepareScenes(pictures, { preprocessing: asTheyAre, sizeDivisibility })
  const padded = [input.shape[2]!, input.shape[3]!] as const
  const targets = crops.map(({ labels, height, width }) => maskTargets(labels, [height, width], padded))
  return { input, targets, labels: Tensor.cat(targets.map(target => target.labels)) }
}
