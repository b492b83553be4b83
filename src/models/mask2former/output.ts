/** What a mask-level model gives, and what a forward pass may be asked. */

import type { Tensor } from '../../torch/index.js'
import type { KeepFlags } from '../backbones/features.js'

/** One prediction of all Q queries. Classes: K inliers, (the outlier at K,) no-object last. */
export interface MaskPrediction {
  /** `[N, Q, h, w]`, at stride 4 of the padded input. */
  maskLogits: Tensor
  /** `[N, Q, C]` float32 or wider, C = K + 1, or K + 2 with the outlier class. */
  classLogits: Tensor
}

export interface MaskOutput extends MaskPrediction {
  /** `[N, Q, D]`: the normalised queries, which the last layer sees (the paper's pre-logits). */
  preLogits: Tensor
  /** `[N, convDim, h, w]`: features at stride 4 of which the masks' embedding is made. */
  pixelFeatures: Tensor
  /** Earlier predictions in their order, the first from before layer 0; empty unless asked for. */
  auxiliary: MaskPrediction[]
}

/** Sees an intermediate tensor by name. */
export type Observe = (name: string, tensor: Tensor) => void

export interface MaskForwardOptions {
  /** Whether the earlier predictions are wanted (deep supervision). Default: in training. */
  auxiliary?: boolean
  /** Needed in training where the backbone has stochastic depth. */
  keepFlags?: KeepFlags
  /**
   * Sees every intermediate tensor by the name that golden `segmenter` gives it: `input`, `backbone.res2` …
   * `res5`, `encoder.layer{i}` `[N, ΣHW, convDim]`, `multi_scale.{0…2}`, `mask_features`,
   * `decoder.layer{i}.{cross, self, ffn}` `[Q, N, D]`, `attn_mask{i}` (bool `[N, Q, HW]`, before full rows are
   * reset), `aux{i}.pred_logits`, `aux{i}.pred_masks`, `pred_logits`, `pred_masks`, `pre_logits`. Tensors live
   * as long as the caller's scope.
   */
  observe?: (name: string, tensor: Tensor) => void
}
