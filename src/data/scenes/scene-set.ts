/** A set of scenes with label maps: what every reader of a semantic or anomaly data set offers. */
import type { Rgb } from '../class-colours.js'

/** `image` is `[height, width, 3]` RGB, upright; `labels` `[height, width]` as `SceneSet.kind` says, 255 = ignore. */
export interface Scene {
  width: number
  height: number
  image: Uint8Array
  /** Missing where the set has none (test splits, hidden labels). */
  labels?: Uint8Array
}

/** A scene whose labels are there, which is what training takes. */
export type LabelledScene = Scene & { labels: Uint8Array }

export type SceneSize = Pick<Scene, 'width' | 'height'>

export interface SceneItem {
  /** Unique within its set: the image's path below the set's folder, or the member's name in an archive. */
  readonly id: string
  readonly imageFile: string
  readonly labelFile?: string
  /**
   * @param maxPixels of the largest picture that is decoded
   * @throws UserError naming the file: unreadable, too large, another size than its partner, a label that has no meaning
   */
  load(maxPixels?: number): Scene
  /**
   * sha256 (hex) of the file that the picture is, or that others are pasted into.
   * @throws UserError if it cannot be read
   */
  pictureDigest(): string
  /**
   * Of the picture, upright, before it is decoded; missing where the picture is composed of several.
   * @throws UserError naming the file
   */
  size?(): SceneSize
  /**
   * What can be told before the picture is decoded; missing where the picture is composed of several.
   * @throws UserError as `load`, but for what is wrong behind the header of the picture
   */
  glance?(maxPixels?: number): SceneGlance
}

export interface SceneGlance extends Pick<Scene, 'width' | 'height' | 'labels'> {
  /** sha256 (hex) of the image's file. */
  imageDigest: string
}

export interface SceneSet {
  readonly name: string
  /** What errors call it. */
  readonly path: string
  /** `classes`: labels are indices into `classNames`. `anomaly`: 0 inlier, 1 outlier. In both 255 is ignored. */
  readonly kind: 'classes' | 'anomaly'
  /** By label. */
  readonly classNames: readonly string[]
  /** RGB of each class, for pictures. */
  readonly colours: readonly Rgb[]
  /** Sorted by path, which is what a seed's draws refer to. */
  readonly items: readonly SceneItem[]
  /** Images that were left out because they have no label. */
  readonly skipped?: readonly string[]
  /** sha256 over names and bytes of everything that the scenes follow from; the place of the set is no part of it. */
  fingerprint(): string
}
