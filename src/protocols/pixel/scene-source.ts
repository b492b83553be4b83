/** Images with label maps before anything is decoded: what the readers of official layouts return. */
import type { Pixels } from '../../formats/pixels.js'
import type { Legend } from '../../metrics/index.js'

/** An image of a set, perhaps with its labels. */
export interface SceneSource {
  /** Unique in its set, and stable: its path below the set's folder, or its frame's name. */
  id: string
  /** Where image and label are, for messages. */
  imagePlace: string
  labelPlace?: string
  /** The image's encoded bytes; composed sets give pixels. */
  readImage(): Uint8Array | Pixels
  /** The label map's encoded bytes, or raw labels of the image's size. */
  readLabel?(): Uint8Array | { width: number; height: number; data: Uint8Array }
}

/** What a benchmark says of one of its sets. */
export interface SceneSetSource {
  name: string
  group: string
  /** What messages call it. */
  path: string
  scenes: SceneSource[]
  /** That of the set as training takes it, where training can. */
  fingerprint?(): string
  /** Meaning of raw labels; `found`: told by the values of the whole set, as copies of RoadAnomaly hold either. */
  legend: Legend | 'found'
  /** Labels are classes: the legend's inliers, which keep their values. */
  areClasses?: boolean
  /** Height and width of the official images; others are warned of. */
  declaredSize?: readonly [number, number]
  /** Number of images of the official set; another is warned of. */
  declaredImages?: number
  /** Limits and metrics of SegmentMeIfYouCan's track. */
  smiyc?: 'anomaly' | 'obstacle'
  /** Labels are public for none, some or all of the images; without this, all must have one. */
  hiddenLabels?: boolean
  submission?: { form: 'smiyc'; set: string } | { form: 'fishyscapes' }
}
