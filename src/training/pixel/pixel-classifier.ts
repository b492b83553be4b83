/**
 * An auxiliary task of training: every pixel's class from the features at stride 4, by one linear layer. It gives
 * these features a gradient that does not wait for queries to find their masks, and is no part of the model.
 */
import { IGNORED } from '../../metrics/index.js'
import { Conv2d, Module } from '../../nn/index.js'
import { atLeastFloat, fullPrecision, Generator, ops, Tensor } from '../../torch/index.js'

export class PixelClassifier extends Module {
  classify: Conv2d

  /** @param classes K, or K + 1 with the outlier class */
  constructor(channels: number, classes: number, seed: number) {
    super()
    this.classify = new Conv2d(channels, classes, 1, new Generator(seed))
  }

  /**
   * Mean cross-entropy over the pixels that are not ignored; 0 if all are.
   *
   * @param features `[N, C, h, w]`
   * @param labels `[N, H, W]` uint8; each feature is judged by the label at its centre
   */
  loss(features: Tensor, labels: Tensor): Tensor {
    const [, , h, w] = features.shape as [number, number, number, number]
    const small = atCentres(labels, h, w).to({ device: features.device, dtype: 'int64' })
    const logits = fullPrecision(() => this.classify.forward(atLeastFloat(features)), features.device)
    const sum = ops.cross_entropy_loss(logits, small, { ignoreIndex: IGNORED, reduction: SUM })
    return sum.div(ops.sum(small.ne(IGNORED)).clamp(1))
  }
}

const SUM = 2

/** `[N, H, W]` → `[N, h, w]`: the pixel in the middle of each cell. */
function atCentres(labels: Tensor, h: number, w: number): Tensor {
  const [, H, W] = labels.shape as [number, number, number]
  const { device } = labels
  return labels.indexSelect(1, centres(H, h).to({ device })).indexSelect(2, centres(W, w).to({ device }))
}

const centres = (length: number, cells: number): Tensor =>
  Tensor.fromTyped(
    BigInt64Array.from({ length: cells }, (_, i) => BigInt(Math.floor(((i + 0.5) * length) / cells))),
  )
