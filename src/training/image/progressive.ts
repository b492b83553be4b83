/**
 * Smaller images at first: a step costs as its pixels do, and the first steps learn what few pixels show. The network
 * averages over places before its classifier, so that it takes any size.
 */
import { operator, type Tensor } from '../../torch/index.js'

export interface Progressive {
  /** Side of the images of the first step. */
  from: number
  /** Share of the steps after which images have their own size. */
  until: number
}

/**
 * Between the two the side grows evenly, by multiples of 4.
 *
 * @param share of the steps that are done
 */
export function sideAt(share: number, side: number, { from, until }: Progressive): number {
  if (share >= until) return side
  const even = from + ((side - from) * share) / until
  return Math.min(side, Math.max(from, 4 * Math.floor(even / 4)))
}

/** `[N, C, S, S]` → `[N, C, side, side]`, bilinear over the pixels that fall together, as Pillow reduces. */
export function reduceImages(images: Tensor, side: number): Tensor {
  if (images.shape[3]! <= side) return images
  return operator('aten::_upsample_bilinear2d_aa')(images, [side, side], false, null, null)
}
