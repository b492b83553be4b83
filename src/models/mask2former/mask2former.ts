/** Mask2Former (Cheng et al., CVPR 2022), with an outlier class where the configuration has one. */
import { FaultError } from '../../errors.js'
import { Module } from '../../nn/index.js'
import type { Tensor } from '../../torch/index.js'
import type { SegmenterConfig } from './config.js'
import type { MaskForwardOptions, MaskOutput } from './output.js'

export class Mask2Former extends Module {
  constructor(
    readonly config: SegmenterConfig,
    readonly seed = 0,
  ) {
    super()
  }

  /** x `[N, 3, H, W]`, normalised, both sides multiples of `sizeDivisibility`. */
  forward(_x: Tensor, _options: MaskForwardOptions = {}): MaskOutput {
    throw new FaultError('mask2former: the network is not there yet')
  }
}
