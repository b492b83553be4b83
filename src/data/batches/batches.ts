/** Batches of a packed set as tensors. */
import { operator, Tensor } from '../../torch/index.js'
import type { PackedSet } from '../packing/packed-set.js'
import type { Draw } from './loader.js'

export interface Normalisation {
  /** Of the three channels, of pixels in 0…1. */
  mean: readonly number[]
  std: readonly number[]
}

/** `[N, H, W, 3]` uint8 over the images' own memory: of a set, make it once and keep it while batches are drawn. */
export function imagesTensor({
  images,
  count,
  height,
  width,
}: Pick<PackedSet, 'images' | 'count' | 'height' | 'width'>): Tensor {
  return Tensor.fromTyped(images, [count, height, width, 3], { copy: false })
}

/**
 * The images of a draw, augmented and normalised: `[N, H, W, 3]` uint8 → `[B, 3, H, W]` float32, channels_last.
 * Mirroring comes before the shift, and what a shift uncovers is black before the normalisation.
 */
export function batchImages(images: Tensor, draw: Draw, { mean, std }: Normalisation): Tensor {
  const parts = [draw.index, draw.flip, draw.dy, draw.dx].map(part => Tensor.fromTyped(part))
  const batch = operator('uno::augment_batch')(images, ...parts, mean, std)
  for (const part of parts) part.dispose()
  return batch
}

/** The labels of a draw, `[B]` int64 as losses take them. */
export function batchLabels({ labels }: PackedSet, { index }: Draw): Tensor {
  return Tensor.fromTyped(BigInt64Array.from(index, i => BigInt(labels[i]!)))
}
