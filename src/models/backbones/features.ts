/** What a backbone gives the pixel decoder. */
import type { Module } from '../../nn/index.js'
import type { Tensor } from '../../torch/index.js'

/**
 * Draws which images keep a branch (stochastic depth): flags of N images.
 *
 * @param block counted over all stages
 * @param branch 0 is attention, 1 the MLP
 * @param keep probability of being kept
 */
export type KeepFlags = (block: number, branch: 0 | 1, images: number, keep: number) => readonly boolean[]

/** Maps `[N, C, H, W]` at strides 4, 8, 16, 32; sizes are rounded up. */
export interface Features {
  res2: Tensor
  res3: Tensor
  res4: Tensor
  res5: Tensor
}

export interface Backbone extends Module {
  /** Channels of res2 … res5. */
  readonly channels: readonly [number, number, number, number]
  /** x `[N, 3, H, W]`, normalised, of any size; `keepFlags` only in training, for stochastic depth. */
  forward(x: Tensor, keepFlags?: KeepFlags): Features
}
