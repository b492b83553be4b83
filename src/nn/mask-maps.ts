/**
 * Maps that are linear in the masks' probabilities: Σ_q weight[r, q] · σ(mask_q), for every pixel and several
 * vectors of weights at once. The official code makes them in two orders, which give different numbers.
 */
import { operator, ops, type Tensor } from '../torch/index.js'

type Size = readonly [height: number, width: number]

/** From mask logits back to the picture. */
export interface MapGeometry {
  /** What the network saw: the resized image, filled up to a multiple of its stride. */
  padded: Size
  /** The resized image, in the upper left of that. */
  crop: Size
  /** The maps that are wanted: the image's own size. */
  size: Size
}

/**
 * Logits → bilinear to `padded` → crop → bilinear to `size` → σ → weighted sum: the way of the score maps in
 * the evaluator of Open-set-M2F. Both resizes are of logits.
 *
 * @param maskLogits `[Q, h, w]`
 * @param weights `[R, Q]`
 * @returns `[R, H, W]` of `geometry.size`, float32 (float64 for float64 logits)
 */
export function scoreMaps(maskLogits: Tensor, weights: Tensor, geometry: MapGeometry): Tensor {
  if (!isFused(maskLogits, weights)) return composedScoreMaps(maskLogits, weights, geometry)
  return fused('uno::score_maps', maskLogits, weights, geometry)
}

/**
 * Logits → bilinear to `padded` → σ → weighted sum → crop → bilinear to `size`: the way of the semantic map in
 * Mask2Former. The second resize is of sums of probabilities.
 *
 * @param maskLogits `[Q, h, w]`
 * @param weights `[R, Q]`
 * @returns `[R, H, W]` of `geometry.size`, float32 (float64 for float64 logits)
 */
export function semanticMaps(maskLogits: Tensor, weights: Tensor, geometry: MapGeometry): Tensor {
  if (!isFused(maskLogits, weights)) return composedSemanticMaps(maskLogits, weights, geometry)
  return fused('uno::semantic_maps', maskLogits, weights, geometry)
}

/**
 * Which of the R `semanticMaps` is the largest at each pixel, without holding them: the closed-set prediction.
 *
 * @param maskLogits `[Q, h, w]`
 * @param weights `[R, Q]`, R at most 256
 * @returns `[H, W]` uint8; of equal maps the first
 */
export function semanticClasses(maskLogits: Tensor, weights: Tensor, geometry: MapGeometry): Tensor {
  if (isFused(maskLogits, weights)) return fused('uno::semantic_classes', maskLogits, weights, geometry)
  return composedSemanticMaps(maskLogits, weights, geometry).argmax(0).to('uint8')
}

/** Whether the kernels of native/kernels/mask-maps.cpp take it: they have no gradients and no float64. */
const isFused = (maskLogits: Tensor, weights: Tensor): boolean =>
  ['cpu', 'meta'].includes(maskLogits.device) &&
  ['float32', 'bfloat16'].includes(maskLogits.dtype) &&
  !maskLogits.requiresGrad &&
  !weights.requiresGrad

function fused(name: string, maskLogits: Tensor, weights: Tensor, geometry: MapGeometry): Tensor {
  check(maskLogits, weights, geometry)
  const { padded, crop, size } = geometry
  return operator(name)(maskLogits, weights.to('float32'), [...padded], [...crop], [...size])
}

/** `scoreMaps` of libtorch's operators, with all Q masks at full resolution: oracle, and for other devices. */
export function composedScoreMaps(maskLogits: Tensor, weights: Tensor, geometry: MapGeometry): Tensor {
  const [masks, shares] = checked(maskLogits, weights, geometry)
  const cropped = crop(resize(masks, geometry.padded), geometry.crop)
  return weightedSum(shares, resize(cropped, geometry.size).sigmoid())
}

/** `semanticMaps` of libtorch's operators, with all Q masks at padded size: oracle, and for other devices. */
export function composedSemanticMaps(maskLogits: Tensor, weights: Tensor, geometry: MapGeometry): Tensor {
  const [masks, shares] = checked(maskLogits, weights, geometry)
  const sums = weightedSum(shares, resize(masks, geometry.padded).sigmoid())
  return resize(crop(sums, geometry.crop), geometry.size)
}

/** `[C, h, w]` → `[C, H, W]`, bilinear between pixel centres, no antialias. */
const resize = (maps: Tensor, [height, width]: Size): Tensor =>
  ops.upsample_bilinear2d(maps.unsqueeze(0), [height, width], false).squeeze(0)

const crop = (maps: Tensor, [height, width]: Size): Tensor => maps.narrow(1, 0, height).narrow(2, 0, width)

function weightedSum(weights: Tensor, masks: Tensor): Tensor {
  const [Q, height, width] = masks.shape as [number, number, number]
  return weights.matmul(masks.reshape([Q, height * width])).reshape([weights.shape[0]!, height, width])
}

function checked(maskLogits: Tensor, weights: Tensor, geometry: MapGeometry): [Tensor, Tensor] {
  check(maskLogits, weights, geometry)
  const wide = maskLogits.dtype === 'float64' ? 'float64' : 'float32'
  return [maskLogits.to(wide), weights.to(wide)]
}

function check(maskLogits: Tensor, weights: Tensor, { padded, crop, size }: MapGeometry): void {
  const isShaped = maskLogits.rank === 3 && weights.rank === 2 && weights.shape[1] === maskLogits.shape[0]
  if (!isShaped || maskLogits.size === 0 || weights.size === 0) {
    throw new RangeError(
      `mask maps: logits [${maskLogits.shape.join(', ')}] and weights [${weights.shape.join(', ')}]; ` +
        'expected [Q, h, w] and [R, Q], neither empty',
    )
  }
  const isInside = crop[0] <= padded[0] && crop[1] <= padded[1] && Math.min(...crop, ...size) > 0
  if (!isInside) {
    throw new RangeError(
      `mask maps: crop ${crop.join('×')} of ${padded.join('×')} to ${size.join('×')}; ` +
        'the crop must lie within the padded size, and nothing may be empty',
    )
  }
}
