/** What `uno predict` of segmenters is asked for, and what it answers. */
import type { Pixels } from '../../../formats/pixels.js'
import type { ScoreRange } from '../../../methods/masks/index.js'
import type { DecisionOptions } from '../../predict/decision-options.js'
import type { Decoding, Failure } from '../../predict/picture.js'
import type { PlaceOptions } from '../../predict/place.js'
import type { PixelDecision } from '../decision.js'
import type { SegmentingOptions } from '../segment.js'
import type { Tiling } from '../tiles.js'
import type { PixelDumpPart } from './dump.js'
import type { PixelPrediction } from './prediction.js'

export interface PixelPredictJob extends DecisionOptions, PlaceOptions, Omit<Decoding, 'policy'> {
  /** A run (its best checkpoint) or a model folder. */
  model: string
  /** Images, folders, `-` for the paths in `list`. */
  inputs: readonly string[]
  list?: Uint8Array
  /** Folder for the maps. */
  out?: string
  /** What to write of each image beside its maps; needs `out`. */
  dump?: readonly PixelDumpPart[]
  precision?: SegmentingOptions['precision']
  device?: string
  /** Cuts pictures that are larger than a tile. */
  tiling?: Tiling
  /** Bytes to stay within; default: what the system has left. */
  memory?: number
  /** Scores that the ends of 16-bit pictures stand for. */
  range?: ScoreRange
  /** Draws overlays. */
  overlay?: (
    picture: Pixels,
    scores: Float32Array,
    threshold: number | undefined,
    range: ScoreRange,
  ) => Pixels
  /** Goes on after images that cannot be read. */
  keepGoing?: boolean
  /** Hears of each prediction, in the order of the inputs; of those that a resumed job finds as well. */
  onPrediction?: (prediction: PixelPrediction) => void
  onProgress?: (message: string) => void
  onWarning?: (message: string) => void
}

export interface PixelPredictSummary {
  predictions: PixelPrediction[]
  /** Images that gave none, under `keepGoing`. */
  failures: Failure[]
  decision: PixelDecision
}

/** Overlapping tiles of 1024 pixels where `--tile` says no size. */
export const defaultTiling: Tiling = { tile: 1024, overlap: 256 }
