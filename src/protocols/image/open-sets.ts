/** Opens the sets of a plan for a model: readable, cropped, with labels in the model's order of classes. */

import { counted } from '../../counted.js'
import { commonImages, type ImageSet, openImageSet } from '../../data/index.js'
import type { ClassifierConfig } from '../../models/index.js'
import { permutation, stream } from '../../random.js'
import { classOrder } from '../class-order.js'
import type { EvaluationPlan, PlannedSet } from './plan.js'
import { openSetImages, type SetImages } from './set-images.js'

export interface OpenedSet extends PlannedSet {
  images: SetImages
  /** The model's class of each image, −1 without one. */
  labels: Int32Array
}

export interface OpeningOptions {
  /** Leaves out images that cannot be read. */
  keepGoing?: boolean
  /** At most so many training negatives; they are shown in reports. */
  negatives: number
  onProgress(message: string): void
  onWarning(message: string): void
}

/**
 * Inliers, outliers, and some of the training negatives.
 * @throws UserError if an image cannot be read, or the inliers are not of the model's classes
 */
export function openSets(
  plan: EvaluationPlan,
  config: ClassifierConfig,
  options: OpeningOptions,
): OpenedSet[] {
  const inliers = openImageSet(plan.inliers.spec)
  const outliers = plan.outliers.map(planned => {
    const set = openImageSet(planned.spec)
    const opened = openSet(planned, config, options, { set })
    warnOfCommonImages(planned.name, set, inliers, options)
    return opened
  })
  const sets = [openSet(plan.inliers, config, options, { set: inliers }), ...outliers]
  if (!plan.negatives || options.negatives === 0) return sets
  return [...sets, openSet(plan.negatives, config, options, { limit: options.negatives })]
}

/** Outliers that are inliers too make every metric worthless. */
function warnOfCommonImages(
  name: string,
  outliers: ImageSet,
  inliers: ImageSet,
  { onWarning }: OpeningOptions,
): void {
  const { images, example } = commonImages(outliers.items, inliers.items, { sameName: true })
  if (example)
    onWarning(
      `${name}: ${counted(images, 'image is', 'images are')} among the inliers of the test as well, such as ${example[0]}`,
    )
}

/** @param limit at most so many images, drawn evenly and the same for every model */
export function openSet(
  planned: PlannedSet,
  config: ClassifierConfig,
  options: OpeningOptions,
  { limit = Infinity, set = openImageSet(planned.spec) }: { limit?: number; set?: ImageSet } = {},
): OpenedSet {
  const areInliers = planned.group === 'inliers' || planned.group === 'train'
  const { classOf, warning } = areInliers ? classOrder(set, config) : { classOf: () => -1 }
  if (warning) options.onWarning(warning)
  if (set.passedOver) options.onWarning(set.passedOver)
  const images = openSetImages(set, {
    preprocessing: config.preprocessing,
    keepGoing: options.keepGoing,
    remedy: 'repair or remove them, or leave them out with --keep-going',
    only: someOf(set, limit),
    onProgress: options.onProgress,
    onWarning: options.onWarning,
  })
  return { ...planned, images, labels: Int32Array.from(images.labels, classOf) }
}

function someOf({ name, items }: ImageSet, limit: number): Uint32Array | undefined {
  if (limit >= items.length) return undefined
  return permutation(items.length, stream(0, `evaluate/${name}`))
    .slice(0, limit)
    .sort()
}
