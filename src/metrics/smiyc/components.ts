import { fromHalf, toFloat16 } from '../../half.js'
import { IGNORED, OUTLIER } from '../curve.js'
import { binaryLegend, type Legend } from '../legend.js'
import { type CheckedImage, checkImage, type ScoredImage } from '../pixel/scored-image.js'
import { type Labelled, labelComponents } from './label-components.js'

/** Fewest pixels of a component that counts. */
export interface SizeLimits {
  prediction: number
  groundTruth: number
}

/** The limits of the two tracks. */
export const smiycSizeLimits = {
  AnomalyTrack: { prediction: 500, groundTruth: 100 },
  ObstacleTrack: { prediction: 50, groundTruth: 10 },
} as const satisfies Record<string, SizeLimits>

/** The components of one image; each list in the order of their first pixels, row-major. */
export interface ImageComponents {
  /** Agreement of each ground-truth component with what was predicted, 0 … 1. */
  sIoU_gt: number[]
  sIoU_pred: number[]
  size_gt: number[]
  size_pred: number[]
  /** Share of each predicted component that lies on ground truth. */
  prec_pred: number[]
}

/** The eleven limits of agreement; in double precision the eighth is 0.6000000000000001, as in NumPy. */
export const smiycAgreements: readonly number[] = Array.from({ length: 11 }, (_, i) => i * 0.05 + 0.25)

/**
 * Components of one image by SMIYC's rules: pixels with score > threshold that are not ignored, 8-connected.
 *
 * Small predictions are dropped; small ground truth is ignored from there on, so that predictions may shrink below
 * their limit. The tool counts everything that is no outlier as one more component of ground truth, which is
 * ignored as well if it is small.
 *
 * @param threshold rounded to the precision of the scores before it is compared
 * @throws UserError as `PixelPool.add`
 */
export function imageComponents(
  image: ScoredImage,
  threshold: number,
  limits: SizeLimits,
  legend: Legend = binaryLegend,
): ImageComponents {
  const checked = checkImage(image, legend)
  const { labels, width } = checked
  const predicted = labelComponents(predictedMask(checked, threshold), width)
  const truth = labelComponents(maskOf(labels, OUTLIER), width)
  return compare(countPairs(labels, predicted, truth, limits))
}

function predictedMask({ scores, labels }: CheckedImage, threshold: number): Uint8Array {
  const values = scores instanceof Uint16Array ? fromHalf(scores) : scores
  const limit =
    scores instanceof Uint16Array
      ? toFloat16(threshold)
      : scores instanceof Float32Array
        ? Math.fround(threshold)
        : threshold
  const mask = new Uint8Array(labels.length)
  for (let i = 0; i < mask.length; i++) mask[i] = values[i]! > limit && labels[i] !== IGNORED ? 1 : 0
  return mask
}

function maskOf(labels: Uint8Array, wanted: number): Uint8Array {
  const mask = new Uint8Array(labels.length)
  for (let i = 0; i < mask.length; i++) mask[i] = labels[i] === wanted ? 1 : 0
  return mask
}

/** Pixels in the region of interest: of each component, and of each pair that overlaps. */
interface PairCounts {
  truth: Uint32Array
  predicted: Uint32Array
  /** Pixels by truth and prediction, only of pairs that overlap. */
  pairs: { truth: number; predicted: number; pixels: number }[]
}

function countPairs(
  labels: Uint8Array,
  predicted: Labelled,
  truth: Labelled,
  limits: SizeLimits,
): PairCounts {
  const [truthSizes, predictedSizes] = [truth.sizes, predicted.sizes]
  const counts = {
    truth: new Uint32Array(truthSizes.length),
    predicted: new Uint32Array(predictedSizes.length),
  }
  const overlaps = new Map<number, number>()
  // Neighbours belong to one pair mostly, so that the map is asked once a stretch.
  let [pair, stretch] = [0, 0]
  const close = () => overlaps.set(pair, (overlaps.get(pair) ?? 0) + stretch)
  const backgroundLeaves = truthSizes[0]! < limits.groundTruth
  for (let i = 0; i < labels.length; i++) {
    const [t, p] = [truth.labels[i]!, predicted.labels[i]!]
    if ((t === 0 && p === 0) || labels[i] === IGNORED) continue
    if (t === 0 ? backgroundLeaves : truthSizes[t]! < limits.groundTruth) continue
    const counted = p > 0 && predictedSizes[p]! >= limits.prediction
    if (t > 0) counts.truth[t]!++
    if (counted) counts.predicted[p]!++
    if (t === 0 || !counted) continue
    const here = t * predictedSizes.length + p
    if (here !== pair) {
      if (stretch > 0) close()
      pair = here
      stretch = 0
    }
    stretch++
  }
  if (stretch > 0) close()
  const pairs = Array.from(overlaps, ([pair, pixels]) => ({
    truth: Math.floor(pair / predictedSizes.length),
    predicted: pair % predictedSizes.length,
    pixels,
  }))
  return { ...counts, pairs }
}

function compare({ truth, predicted, pairs }: PairCounts): ImageComponents {
  const covered = new Float64Array(predicted.length)
  for (const pair of pairs) covered[pair.predicted]! += pair.pixels
  const found = presentIn(predicted)
  return {
    sIoU_gt: agreements(truth, predicted, pairs, 'truth', 'predicted'),
    sIoU_pred: agreements(predicted, truth, pairs, 'predicted', 'truth'),
    size_gt: presentIn(truth).map(k => truth[k]!),
    size_pred: found.map(k => predicted[k]!),
    prec_pred: found.map(k => covered[k]! / predicted[k]!),
  }
}

/** Numbers of the components that have pixels. */
function presentIn(sizes: Uint32Array): number[] {
  return Array.from(sizes.keys()).filter(k => k > 0 && sizes[k]! > 0)
}

/**
 * sIoU of each component k with the union U of its partners, leaving out what of U lies on other components of k's
 * own side:
 *
 *     |k ∩ U| / (|U| + |k| − |k ∩ U| − |U ∩ others|)
 */
function agreements(
  own: Uint32Array,
  partners: Uint32Array,
  pairs: PairCounts['pairs'],
  side: 'truth' | 'predicted',
  other: 'truth' | 'predicted',
): number[] {
  const claimed = new Float64Array(partners.length)
  for (const pair of pairs) claimed[pair[other]]! += pair.pixels
  const [union, shared, elsewhere] = [0, 0, 0].map(() => new Float64Array(own.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (const pair of pairs) {
    const [k, partner] = [pair[side], pair[other]]
    union[k]! += partners[partner]!
    shared[k]! += pair.pixels
    elsewhere[k]! += claimed[partner]! - pair.pixels
  }
  return presentIn(own).map(k => {
    if (shared[k] === 0) return 0
    return shared[k]! / (union[k]! + own[k]! - shared[k]! - elsewhere[k]!)
  })
}
