/** A model and its scores on a batch of pictures. */
import type { LoadedClassifier } from '../../../models/index.js'
import { inferenceMode, openScope } from '../../../torch/index.js'
import { modelInput } from '../model-input.js'
import { type FittedDetector, scoreRows } from '../scoring.js'

/** Values of a batch, a row an image. */
export interface BatchValues {
  count: number
  /** Side of the input's square. */
  crop: number
  /** `[N, 3, crop, crop]` */
  input: Float32Array
  /** `[N, D]` */
  features: Float32Array
  /** `[N, C]` */
  logits: Float32Array
  /** `[N]` each, by method. */
  scores: ReadonlyMap<string, Float64Array>
  /** `[N]` each, of the methods whose scores saturate: the same order without ties made by rounding. */
  orders: ReadonlyMap<string, Float64Array>
  /** `[N]`: index of the likeliest inlier class. */
  classes: Int32Array
  /** `[N]`: its probability in the softmax over all outputs. */
  confidence: Float64Array
}

/**
 * @param seen what the model sees of each picture, see `seenOf`
 * @param device where the model lies
 */
export function computeBatch(
  { model, config }: LoadedClassifier,
  detectors: readonly FittedDetector[],
  seen: readonly Uint8Array[],
  device: string,
): BatchValues {
  using _ = openScope()
  const { inlierClasses: K, preprocessing } = config
  const input = modelInput(seen, preprocessing)
  const { features, logits } = inferenceMode(() => model.forward(input.to({ device })))
  const arrays = {
    features: features.toFloat32Array(),
    dimensions: features.shape[1]!,
    logits: logits.toFloat32Array(),
    outputs: logits.shape[1]!,
    inlierClasses: K,
  }
  const scored = [...scoreRows(detectors, arrays, 'the images')]
  return {
    count: seen.length,
    crop: preprocessing.crop,
    input: input.toFloat32Array(),
    features: arrays.features,
    logits: arrays.logits,
    scores: new Map(scored.map(([label, { score }]) => [label, score])),
    orders: new Map(scored.flatMap(([label, { score, rank }]) => (rank === score ? [] : [[label, rank]]))),
    classes: logits.narrow(1, 0, K).argmax(1).toInt32Array(),
    confidence: logits.to('float64').softmax(1).narrow(1, 0, K).amax(1).toFloat64Array(),
  }
}
