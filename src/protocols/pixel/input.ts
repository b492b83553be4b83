/** From a picture to what a segmenter sees, and how its maps lie on the picture (REFERENCE-segmentation.md 8.1). */
import { resize } from '../../data/resize.js'
import type { Pixels } from '../../formats/pixels.js'
import type { ScenePreprocessing } from '../../models/index.js'
import type { MapGeometry } from '../../nn/mask-maps.js'
import { ops, Tensor } from '../../torch/index.js'

export interface SceneInput {
  /** `[1, 3, H, W]` float32, normalised; what is padded at the bottom and on the right is 0. */
  images: Tensor
  geometry: MapGeometry
}

/** Height and width that the model sees of a picture, before padding. */
export function sizeSeen(
  { width, height }: { width: number; height: number },
  { shortEdge, longEdge }: Pick<ScenePreprocessing, 'shortEdge' | 'longEdge'>,
): [number, number] {
  // As detectron2's ResizeShortestEdge computes it.
  const short = Math.min(height, width)
  const scale = (shortEdge ?? short) / short
  const [tall, wide] = [height * scale, width * scale]
  const longest = Math.max(tall, wide)
  const shrink = longEdge !== null && longest > longEdge ? longEdge / longest : 1
  return [Math.max(1, Math.floor(tall * shrink + 0.5)), Math.max(1, Math.floor(wide * shrink + 0.5))]
}

/** Sizes of everything on the way from a picture to its maps. */
export function geometryOf(
  picture: { width: number; height: number },
  preprocessing: ScenePreprocessing,
  sizeDivisibility: number,
): MapGeometry {
  const crop = sizeSeen(picture, preprocessing)
  const up = (side: number) => Math.ceil(side / sizeDivisibility) * sizeDivisibility
  return { padded: [up(crop[0]), up(crop[1])], crop, size: [picture.height, picture.width] }
}

/** Resized by Pillow's bilinear, normalised, padded with zeros to multiples of `sizeDivisibility`. */
export function sceneInput(
  picture: Pixels,
  preprocessing: ScenePreprocessing,
  sizeDivisibility: number,
): SceneInput {
  const geometry = geometryOf(picture, preprocessing, sizeDivisibility)
  const [height, width] = geometry.crop
  const { data } = resize(picture, width, height, 'bilinear')
  const rgb = Tensor.fromTyped(data, [height, width, 3]).to('float32').permute([2, 0, 1])
  const [mean, std] = [preprocessing.mean, preprocessing.std].map(values =>
    Tensor.from(values).reshape([3, 1, 1]),
  ) as [Tensor, Tensor]
  const [tall, wide] = geometry.padded
  const padded = ops.constant_pad_nd(rgb.sub(mean).div(std), [0, wide - width, 0, tall - height])
  return { images: padded.unsqueeze(0), geometry }
}
