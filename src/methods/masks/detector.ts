/** The contract of detectors on mask-level models: an anomaly map from maps that are linear in σ(mask). */
import { z } from 'zod'
import type { Tensor } from '../../torch/index.js'

/**
 * A score per pixel of a model that predicts Q masks with a class distribution each. What it needs of the masks
 * are maps `Σ_q weights[r, q] · σ(m_q)`: those of all detectors are made in one pass, so that N detectors cost
 * little more than one.
 */
export interface MaskDetector<Options = unknown> {
  name: string
  /** Publication. */
  source: string
  options: z.ZodType<Options>
  needs?: { outlierClass?: boolean }
  /**
   * How its maps reach the size of the image: `score` resizes mask *logits* twice,
   * `semantic` resizes once to the padded input, sums, and resizes the sums.
   */
  path: 'score' | 'semantic'
  /**
   * @param probabilities `[Q, C]`, softmax over all classes of each mask, in float64: K inliers first, the
   *   outlier class at index K where there is one, no-object last
   * @returns `[R, Q]`
   */
  weights(probabilities: Tensor, K: number, options: Options): Tensor
  /** @param maps `[R, H, W]` float32, of its own weights; returns `[H, W]`, larger = more outlying */
  combine(maps: Tensor, options: Options): Tensor
  /**
   * Where its scores lie, as far as one can say, for K inlier classes: masks overlap, so that their sums pass 1, but
   * hardly 2. Maps of 16 bits are linear over it. Default: −2 to 2.
   */
  range?(K: number): ScoreRange
}

export type ScoreRange = readonly [low: number, high: number]

/** Declares a mask-level detector; the type of its options is inferred. */
export function maskDetector<Options = Record<string, never>>(
  definition: Omit<MaskDetector<Options>, 'options'> & { options?: z.ZodType<Options> },
): MaskDetector {
  const options = definition.options ?? (z.strictObject({}) as unknown as z.ZodType<Options>)
  return { ...definition, options } as unknown as MaskDetector
}

/** P[q, k] of the inlier classes as rows, `[K, Q]`: the maps are S[k] = Σ_q P[q, k] · σ(m_q) (Eq. 7). */
export const inlierRows = (probabilities: Tensor, K: number): Tensor =>
  probabilities.narrow(1, 0, K).transpose(0, 1)

/** The only map of a detector with one row of weights. */
export const soleMap = (maps: Tensor): Tensor => maps.select(0, 0)
