/** What `uno import` may be told about a segmenter; everything left out is taken from the checkpoint. */
import type { SegmenterConfig } from '../mask2former/config.js'

export interface SegmenterImportOptions {
  /** K; the class logits are one more, or two more with an outlier class. */
  classes?: number
  /** K names. */
  classNames?: readonly string[]
  classColours?: SegmenterConfig['classColours']
  /** Adds the outlier class to a K+1-way head as the official fine-tuning does. */
  addOutlierClass?: boolean
  /** Fields of the configuration that the tensors do not tell, or that are known better. */
  config?: Record<string, unknown>
  /** Removed from the names of tensors; tensors without it are left out. */
  stripPrefix?: string
  allowNonfinite?: boolean
  /** Takes what fits: surplus tensors are left out, missing and misshapen ones start afresh. */
  partial?: boolean
  /** Of the weights that the checkpoint does not have. */
  seed?: number
}
