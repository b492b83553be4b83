/** What `predict` is asked, and what it gives. */

import type { DecisionOptions } from '../../predict/decision-options.js'
import type { Decoding, Failure } from '../../predict/picture.js'
import type { PlaceOptions } from '../../predict/place.js'
import type { Decision } from './decision.js'
import type { DumpPart } from './dump.js'
import type { Prediction } from './prediction.js'

export interface PredictJob extends DecisionOptions, PlaceOptions, Omit<Decoding, 'policy'> {
  /** A run (its best checkpoint) or a model folder. */
  model: string
  /** Images, folders, `-` for the paths in `list`. */
  inputs: readonly string[]
  list?: Uint8Array
  /** Folder for the results. */
  out?: string
  /** What to write of each image beside the prediction; needs `out`. */
  dump?: readonly DumpPart[]
  /** Where the model computes; default cpu. */
  device?: string
  /** Goes on after images that cannot be read. */
  keepGoing?: boolean
  /** Hears of each prediction, in the order of the inputs; of those that a resumed job finds as well. */
  onPrediction?: (prediction: Prediction) => void
  onProgress?: (message: string) => void
  onWarning?: (message: string) => void
}

export interface PredictSummary {
  predictions: Prediction[]
  /** Images that gave none, under `keepGoing`. */
  failures: Failure[]
  decision: Decision
  /** How pictures were decoded, for whoever shows them. */
  decoding: Decoding
}
