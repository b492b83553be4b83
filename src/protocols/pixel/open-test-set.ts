/**
 * A set opened for evaluation: all labels are read and judged, and all images' headers seen, before the first
 * forward pass. Labels stay in memory, a byte a pixel; pictures are decoded when their turn comes.
 */

import { createHash } from 'node:crypto'
import { counted } from '../../counted.js'
import type { NotedFile } from '../../data/images/noted-file.js'
import type { SceneGlance, SceneItem } from '../../data/scenes/scene-set.js'
import { UserError } from '../../errors.js'
import type { Pixels } from '../../formats/pixels.js'
import { IGNORED, INLIER, OUTLIER } from '../../metrics/index.js'
import type { TestSet } from './test-set.js'

export interface OpenedScene {
  id: string
  width: number
  height: number
  /** sha256 of the image's file, or of its pixels where it is composed. */
  imageDigest: string
  /** 0 inlier, 1 outlier, 255 ignored, or classes and 255; undefined where labels are hidden. */
  labels: Uint8Array | undefined
  /** @throws UserError naming the file: unreadable, damaged, another size than its label or than it had */
  picture(): Pixels
}

export interface OpenedTestSet {
  set: TestSet
  scenes: OpenedScene[]
  /** By the image's `id`. */
  unreadable: NotedFile[]
  warnings: string[]
  /** sha256 over names, sizes, images and labels. */
  fingerprint: string
}

export interface OpeningOptions {
  /** Leaves out what cannot be read. */
  keepGoing?: boolean
  /** What errors about one image say at their end. */
  hint?: string
  maxPixels?: number
}

/**
 * @throws UserError naming file and position: a damaged file, a label without a meaning, sizes that differ, no label
 */
export function openTestSet(set: TestSet, options: OpeningOptions = {}): OpenedTestSet {
  const { items, path } = set.scenes
  const unreadable: NotedFile[] = []
  const scenes = items.flatMap(item => {
    try {
      return [openScene(item, set, options)]
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      if (!options.keepGoing) throw options.hint ? new UserError(`${error.message} (${options.hint})`) : error
      unreadable.push({ file: item.id, reason: error.message })
      return []
    }
  })
  if (scenes.length === 0)
    throw new UserError(`${path}: none of its ${counted(items.length, 'image')} can be read`)
  return { set, scenes, unreadable, warnings: warningsOf(set, scenes), fingerprint: fingerprintOf(scenes) }
}

function openScene(
  item: SceneItem,
  { scenes, hiddenLabels }: TestSet,
  { maxPixels }: OpeningOptions,
): OpenedScene {
  const { width, height, labels, imageDigest } = item.glance?.(maxPixels) ?? decodedGlance(item, maxPixels)
  if (!labels && !hiddenLabels) throw new UserError(`${scenes.path}: ${item.id}: has no label`)
  const picture = () => {
    const { image: data, ...scene } = item.load(maxPixels)
    if (scene.width !== width || scene.height !== height)
      throw new UserError(
        `${scenes.path}: ${item.imageFile} is ${scene.width}x${scene.height}, but was ${width}x${height} when the set was opened`,
      )
    return { width, height, data }
  }
  return { id: item.id, width, height, imageDigest, labels, picture }
}

function decodedGlance(item: SceneItem, maxPixels: number | undefined): SceneGlance {
  const { width, height, image, labels } = item.load(maxPixels)
  return { width, height, labels, imageDigest: createHash('sha256').update(image).digest('hex') }
}

function warningsOf(set: TestSet, scenes: readonly OpenedScene[]): string[] {
  const { declaredImages, declaredSize } = set
  const { path } = set.scenes
  const labelled = scenes.filter(({ labels }) => labels).length
  const count = set.hiddenLabels ? labelled : scenes.length
  const few =
    declaredImages !== undefined && count !== declaredImages && count > 0
      ? [
          `${path}: ${counted(count, 'image')}, the official set has ${declaredImages}; numbers are not comparable with it`,
        ]
      : []
  const [tall, wide] = declaredSize ?? [0, 0]
  const odd = declaredSize ? scenes.filter(({ width, height }) => width !== wide || height !== tall) : []
  const sizes =
    odd.length > 0
      ? [
          `${path}: ${counted(odd.length, 'image is', 'images are')} not ${wide}x${tall} as in the official set (the first, ${odd[0]!.id}, is ` +
            `${odd[0]!.width}x${odd[0]!.height}); numbers are not comparable with them`,
        ]
      : []
  const empty = scenes.filter(({ labels }) => labels?.every(label => label === IGNORED))
  const ignored = empty.map(
    ({ id }) => `${path}: ${id}: every pixel is ignored; the image contributes nothing`,
  )
  return [...few, ...sizes, ...ignored]
}

function fingerprintOf(scenes: readonly OpenedScene[]): string {
  const hash = createHash('sha256')
  for (const { id, width, height, imageDigest, labels } of scenes) {
    hash.update(JSON.stringify([id, width, height, imageDigest]))
    if (labels) hash.update(labels)
  }
  return hash.digest('hex')
}

/** Pixels of each meaning. */
export function countLabels(labels: Uint8Array): { inliers: number; outliers: number; ignored: number } {
  let [inliers, outliers] = [0, 0]
  for (const label of labels)
    if (label === INLIER) inliers++
    else if (label === OUTLIER) outliers++
  return { inliers, outliers, ignored: labels.length - inliers - outliers }
}
