/** Batches of images that are packed in memory. */
import {
  type Augmentation,
  batchImages,
  batchLabels,
  flipsAndShifts,
  imagesTensor,
  loader,
  noAugmentation,
  type PackedSet,
} from '../../data/index.js'
import { Tensor } from '../../torch/index.js'
import type { BatchSource } from '../batch-source.js'
import type { ResolvedImageRecipe } from './recipe.js'

/** `[N + M, 3, H, W]` float32, N inliers first; labels `[N]` int64. */
export interface Batch {
  images: Tensor
  labels: Tensor
  inliers: number
}

/** Images as the model takes them: on its device, and in double precision where it is. */
export const asModelInput = (images: Tensor, { device, precision }: ResolvedImageRecipe): Tensor =>
  images.to({ device, dtype: precision === 'float64' ? 'float64' : 'float32' })

const augmentationOf = (choice: 'standard' | 'none'): Augmentation =>
  choice === 'standard' ? flipsAndShifts : noAugmentation

export function packedSource(
  recipe: ResolvedImageRecipe,
  inliers: PackedSet,
  negatives?: PackedSet,
): BatchSource<Batch> {
  const { seed, batch, augmentation, preprocessing } = recipe
  const { lastBatch } = batch
  const ours = loader({
    count: inliers.count,
    batchSize: batch.inliers,
    seed,
    purpose: 'inliers',
    lastBatch,
    augmentation: augmentationOf(augmentation.inliers),
  })
  const theirs =
    negatives &&
    loader({
      count: negatives.count,
      batchSize: batch.negatives,
      seed,
      purpose: 'negatives',
      lastBatch,
      augmentation: augmentationOf(augmentation.negatives),
      restartEvery: batch.restartNegatives ? ours.stepsPerPass : undefined,
    })
  const pixels = imagesTensor(inliers).persist()
  const negativePixels = negatives && imagesTensor(negatives).persist()
  return {
    stepsPerEpoch: ours.stepsPerPass,
    close: () => undefined,
    ready: step => () => {
      const draw = ours.draw(step)
      const images = [batchImages(pixels, draw, preprocessing)]
      if (theirs) images.push(batchImages(negativePixels!, theirs.draw(step), preprocessing))
      return {
        images: images.length === 1 ? images[0]! : Tensor.cat(images),
        labels: batchLabels(inliers, draw),
        inliers: draw.index.length,
      }
    },
  }
}
