/** From pictures to the input of a segmenter, and the way back for its maps. */
import { resize } from '../../data/resizing/resize.js'
import type { Bitmap } from '../../data/resizing/resize-passes.js'
import { shortSideSize } from '../../data/resizing/short-side.js'
import type { MapGeometry } from '../../nn/index.js'
import { ops, Tensor } from '../../torch/index.js'
import type { ScenePreprocessing, SegmenterConfig } from './config.js'

type Size = readonly [height: number, width: number]

/**
 * The size at which a picture is seen: the short edge at `shortEdge`, unless the long one would exceed
 * `longEdge`; never less than a pixel.
 */
export function seenSize(
  [height, width]: Size,
  { shortEdge, longEdge }: Pick<ScenePreprocessing, 'shortEdge' | 'longEdge'>,
): Size {
  const seen = shortSideSize(
    { width, height },
    shortEdge ?? Math.min(width, height),
    longEdge ?? Number.POSITIVE_INFINITY,
  )
  return [seen.height, seen.width]
}

export interface PreparedScenes {
  /** `[N, 3, H, W]` float32: normalised, padded with zeros on the right and below. */
  input: Tensor
  /** For each picture, where its pixels are in the input; maps are wanted at the picture's own size. */
  geometry: MapGeometry[]
}

/**
 * Resizes RGB pictures as the preprocessing says, normalises them and pads them to a common size that
 * `sizeDivisibility` divides.
 */
export function prepareScenes(
  pictures: readonly Bitmap[],
  { preprocessing, sizeDivisibility }: Pick<SegmenterConfig, 'preprocessing' | 'sizeDivisibility'>,
): PreparedScenes {
  const seen = pictures.map(picture => {
    const [height, width] = seenSize([picture.height, picture.width], preprocessing)
    return resize(picture, width, height, 'bilinear')
  })
  const filled = (sides: number[]) => Math.ceil(Math.max(...sides) / sizeDivisibility) * sizeDivisibility
  const padded: Size = [filled(seen.map(({ height }) => height)), filled(seen.map(({ width }) => width))]
  const input = Tensor.cat(seen.map(picture => normalised(picture, padded, preprocessing)))
  const geometry = seen.map(({ height, width }, i): MapGeometry => {
    const { height: H, width: W } = pictures[i]!
    return { padded, crop: [height, width], size: [H, W] }
  })
  return { input, geometry }
}

/** `[1, 3, …padded]` */
function normalised(
  { data, width, height }: Bitmap,
  padded: Size,
  { mean, std }: ScenePreprocessing,
): Tensor {
  const pixels = Tensor.fromTyped(data, [1, height, width, 3], { copy: false }).permute([0, 3, 1, 2])
  const [means, deviations] = [mean, std].map(values => Tensor.from([...values]).reshape([1, 3, 1, 1]))
  const values = pixels.to('float32').sub(means!).div(deviations!).contiguous()
  return ops.pad(values, [0, padded[1] - width, 0, padded[0] - height])
}
