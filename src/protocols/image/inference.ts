/** A model over a set: features and logits of every image that can be read. */

import { batchImages, type NotedFile, unaugmented } from '../../data/index.js'
import { joined } from '../../joined.js'
import type { LoadedClassifier } from '../../models/index.js'
import { autocast, inferenceMode, openScope, Tensor } from '../../torch/index.js'
import type { PixelBatch, SetImages } from './set-images.js'

/** Rows of the images that could be read, in the set's order. */
export interface ModelOutputs {
  /** `[N, D]` float32. */
  features: Float32Array
  dimensions: number
  /** `[N, C]` float32. */
  logits: Float32Array
  outputs: number
  /** Position of each row in the set. */
  index: Int32Array
  unreadable: readonly NotedFile[]
  /** Images that were read although they are damaged or odd. */
  odd: readonly NotedFile[]
}

export interface InferenceOptions {
  precision: 'float32' | 'bfloat16'
  device: string
  batch: number
  onProgress?: (done: number, count: number) => void
}

export async function infer(
  loaded: LoadedClassifier,
  set: SetImages,
  options: InferenceOptions,
): Promise<ModelOutputs> {
  const parts: { features: Float32Array; logits: Float32Array; index: Int32Array }[] = []
  const unreadable: NotedFile[] = []
  const odd = [...set.known]
  let done = 0
  for await (const batch of set.batches(options.batch)) {
    unreadable.push(...batch.unreadable)
    odd.push(...batch.odd)
    if (batch.index.length > 0) parts.push({ ...forward(loaded, batch, options), index: batch.index })
    done += batch.index.length
    options.onProgress?.(done, set.files.length)
  }
  const last = loaded.model.fc.weight.shape
  return {
    features: joined(
      Float32Array,
      parts.map(part => part.features),
    ),
    dimensions: last[1]!,
    logits: joined(
      Float32Array,
      parts.map(part => part.logits),
    ),
    outputs: last[0]!,
    index: Int32Array.from(parts.flatMap(part => [...part.index])),
    ...{ unreadable, odd },
  }
}

function forward(
  { model, config }: LoadedClassifier,
  { images, index }: PixelBatch,
  options: InferenceOptions,
): { features: Float32Array; logits: Float32Array } {
  using _ = openScope()
  const { crop } = config.preprocessing
  const pixels = Tensor.fromTyped(images, [index.length, crop, crop, 3], { copy: false })
  const { precision, device } = options
  const batch = batchImages(pixels, unaugmented(index.length), config.preprocessing)
  const input = device === 'cpu' ? batch : batch.to({ device })
  const { features, logits } = inferenceMode(() =>
    autocast(precision === 'bfloat16' ? precision : null, () => model.forward(input), device),
  )
  return { features: features.toFloat32Array(), logits: logits.toFloat32Array() }
}
