/** Batches of large images: random resized crops, decoded in parallel and ahead of need. */
import {
  batchImages,
  DecodePool,
  type Draw,
  type ImageSet,
  type LargeBatch,
  LargeBatches,
  type LargeBatchOptions,
  type LastBatch,
  type Loader,
  loader,
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
  const { batch, augmentation, preprocessing } = recipe
  const pool = { decoding: new DecodePool(), onOddity: tellOnce(warn) }
  const { lastBatch } = batch
  const ours = open(recipe, pool, inliers, 'inliers', batch.inliers, augmentation.inliers, { lastBatch })
  const restartEvery = batch.restartNegatives ? ours.loader.stepsPerPass : undefined
  const theirs =
    negatives &&
    open(recipe, pool, negatives, 'negatives', batch.negatives, augmentation.negatives, {
      lastBatch,
      restartEvery,
    })
  let current: { inliers: LargeBatch; negatives?: LargeBatch } | undefined
  return {
    stepsPerEpoch: ours.loader.stepsPerPass,
    async ready(step) {
      const [inlierBatch, negativeBatch] = await Promise.all([
        ours.batches.batch(step),
        theirs?.batches.batch(step),
      ])
      current = { inliers: inlierBatch!, negatives: negativeBatch }
    },
    batch(): Batch {
      const { inliers, negatives } = current!
      const parts = [inliers, ...(negatives ? [negatives] : [])].map(part => normalised(part, preprocessing))
      return {
        images: parts.length === 1 ? parts[0]! : Tensor.cat(parts),
        labels: Tensor.fromTyped(BigInt64Array.from(inliers.index, i => BigInt(ours.labels[i]!))),
        inliers: inliers.index.length,
      }
    },
    close: () => pool.decoding.close(),
  }
}

function open(
  { seed, preprocessing }: ResolvedImageRecipe,
  { decoding: pool, onOddity }: { decoding: DecodePool; onOddity: LargeBatchOptions['onOddity'] },
  set: ImageSet,
  purpose: string,
  batchSize: number,
  augmentation: 'standard' | 'none',
  order: { lastBatch: LastBatch; restartEvery?: number },
): Stream {
  const { resize, crop: size, policy } = preprocessing
  const drawn = loader({ count: set.items.length, batchSize, seed, purpose, ...order })
  const geometry =
    augmentation === 'standard'
      ? ({ kind: 'train', size, seed, purpose } as const)
      : ({ kind: 'test', resize, size } as const)
  const indices = (step: number) => drawn.draw(step).index
  return {
    loader: drawn,
    labels: Int32Array.from(set.items, item => item.label),
    batches: new LargeBatches(set, { pool, policy, geometry, indices, onOddity }),
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
  const count = index.length
  const as: Draw = {
    pass: 0,
    index: Int32Array.from({ length: count }, (_, i) => i),
    flip: new Uint8Array(count),
    dy: new Int8Array(count),
    dx: new Int8Array(count),
  }
  return batchImages(Tensor.fromTyped(images, [count, crop, crop, 3], { copy: false }), as, { mean, std })
}
