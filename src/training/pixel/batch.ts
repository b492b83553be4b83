/** Crops of scenes as tensors. */
import type { LabelledScene } from '../../data/scenes/scene-set.js'
import { type MaskTargets, maskTargets } from '../../methods/masks/index.js'
import { Tensor } from '../../torch/index.js'

/** The crops of one step, by forward pass. */
export type SceneBatch = readonly (readonly LabelledScene[])[]

export interface PreparedScenes {
  /** `[N, 3, H, W]` float32: normalised, then padded with zeros at the right and the bottom. */
  images: Tensor
  targets: MaskTargets[]
  /** `[N, H, W]` uint8, 255 where ignored or padded. */
  labels: Tensor
}

/** @param divisibility of which height and width become multiples */
export function prepareScenes(
  scenes: readonly LabelledScene[],
  { mean, std }: { mean: readonly number[]; std: readonly number[] },
  divisibility: number,
): PreparedScenes {
  const upTo = (side: number) => Math.ceil(side / divisibility) * divisibility
  const height = upTo(Math.max(...scenes.map(scene => scene.height)))
  const width = upTo(Math.max(...scenes.map(scene => scene.width)))
  const [shift, scale] = [mean, std].map(values => Tensor.from([...values]).reshape([1, 1, 1, 3]))
  const images = scenes.map(scene => {
    const pixels = Tensor.fromTyped(scene.image, [1, scene.height, scene.width, 3], { copy: false })
    const normalised = pixels.to('float32').sub(shift!).div(scale!)
    if (scene.height === height && scene.width === width) return normalised
    const padded = Tensor.zeros([1, height, width, 3])
    padded.narrow(1, 0, scene.height).narrow(2, 0, scene.width).copy_(normalised)
    return padded
  })
  const targets = scenes.map(scene => maskTargets(scene.labels, [scene.height, scene.width], [height, width]))
  return {
    images: Tensor.cat(images).permute([0, 3, 1, 2]),
    targets: targets.map(({ classes, masks }) => ({ classes, masks })),
    labels: Tensor.cat(targets.map(({ labels }) => labels)),
  }
}
