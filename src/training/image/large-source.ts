/** Batches of large images: random resized crops, decoded in parallel and ahead of need. */
import {
  batchImages,
  DecodePool,
  type ImageSet,
  type LargeBatch,
  LargeBatches,
  type LargeBatchOptions,
  type Loader,
  loader,
  unaugmented,
} from '../../data/index.js'
import { Tensor } from '../../torch/index.js'
import type { BatchSource } from '../batch-source.js'
import type { ResolvedImageRecipe } from './recipe.js'
import type { Batch } from './source.js'

interface Stream {
  loader: Loader
  labels: Int32Array
  batches: LargeBatches
}

export function largeSource(
  recipe: ResolvedImageRecipe,
  inliers: ImageSet,
  negatives: ImageSet | undefined,
  warn: (message: string) => void,
): BatchSource<Batch> {
  const reading = { pool: new DecodePool(), onOddity: tellOnce(warn) }
  const ours = open(recipe, 'inliers', inliers, reading)
  const restartEvery = recipe.batch.restartNegatives ? ours.loader.stepsPerPass : undefined
  const theirs = negatives && open(recipe, 'negatives', negatives, reading, restartEvery)
  return {
    stepsPerEpoch: ours.loader.stepsPerPass,
    async ready(step) {
      const parts = await Promise.all([ours.batches.batch(step), theirs?.batches.batch(step)])
      const [inlierBatch] = parts as [LargeBatch, LargeBatch | undefined]
      return () => {
        const images = parts.flatMap(part => (part ? [normalised(part, recipe.preprocessing)] : []))
        return {
          images: images.length === 1 ? images[0]! : Tensor.cat(images),
          labels: Tensor.fromTyped(BigInt64Array.from(inlierBatch.index, i => BigInt(ours.labels[i]!))),
          inliers: inlierBatch.index.length,
        }
      }
    },
    close: () => reading.pool.close(),
  }
}

/** @param restartEvery steps after which the order begins anew */
function open(
  { seed, preprocessing, batch, augmentation }: ResolvedImageRecipe,
  purpose: 'inliers' | 'negatives',
  set: ImageSet,
  reading: Pick<LargeBatchOptions, 'pool' | 'onOddity'>,
  restartEvery?: number,
): Stream {
  const { resize, crop: size, policy } = preprocessing
  const { [purpose]: batchSize, lastBatch } = batch
  const drawn = loader({ count: set.items.length, batchSize, seed, purpose, lastBatch, restartEvery })
  const geometry =
    augmentation[purpose] === 'standard'
      ? ({ kind: 'train', size, seed, purpose } as const)
      : ({ kind: 'test', resize, size } as const)
  const indices = (step: number) => drawn.draw(step).index
  return {
    loader: drawn,
    labels: Int32Array.from(set.items, item => item.label),
    batches: new LargeBatches(set, { ...reading, policy, geometry, indices }),
  }
}

/** Each image once, however often it is drawn; ten by name. */
function tellOnce(warn: (message: string) => void): LargeBatchOptions['onOddity'] {
  const told = new Set<string>()
  return (file, warning) => {
    if (told.has(file)) return
    told.add(file)
    if (told.size <= 10) warn(`${file}: ${warning}`)
    else if (told.size === 11) warn('more images are damaged or odd; "uno data check" names them')
  }
}

/** `[B, size, size, 3]` uint8 → `[B, 3, size, size]` float32; cropping and mirroring are done already. */
function normalised(
  { images, index }: LargeBatch,
  { crop, mean, std }: ResolvedImageRecipe['preprocessing'],
): Tensor {
  const pixels = Tensor.fromTyped(images, [index.length, crop, crop, 3], { copy: false })
  return batchImages(pixels, unaugmented(index.length), { mean, std })
}
