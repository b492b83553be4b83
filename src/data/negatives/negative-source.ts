/** Pictures of things to paste into scenes: what every reader of negatives offers. */
import type { CocoAnnotations } from './coco-annotations.js'

/** A picture and a map of its regions; each value of the map but `background` is something to paste. */
export interface NegativePicture {
  width: number
  height: number
  /** `[height, width, 3]` RGB. */
  image: Uint8Array
  /** `[height, width]`: class indices, instance numbers, or 0 and 1. */
  regions: Uint8Array | Uint16Array
  /** The value that is not pasted; nothing if every value may be (ADE20K's 0, as in the paper's code). */
  background?: number
  /** Whether the object of a crop was cut by the border of its photograph; without it, the picture's border tells. */
  cutByBorder?: boolean
}

export interface NegativeItem {
  /** Unique within its source: the image's path. */
  readonly id: string
  /** Categories of what can be pasted from it, where the source names them. */
  readonly categories: readonly string[]
  /** @throws UserError naming the file */
  load(): NegativePicture
}

export interface NegativeSource {
  readonly name: string
  /** What errors call it. */
  readonly path: string
  /** Sorted by path. */
  readonly items: readonly NegativeItem[]
  /** What was read of large annotations, for `openNegatives` in other threads. */
  readonly annotations?: CocoAnnotations
  /** sha256 over names and bytes of everything that the pictures follow from. */
  fingerprint(): string
}
