import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { type Scores, sortScores } from './sort.js'

/** Labels: what is positive, negative, and not counted. */
export const OUTLIER = 1
export const INLIER = 0
export const IGNORED = 255

/**
 * The exact curve that every rank metric reads: one point per distinct score, descending. Outliers are
 * positive. The point i says what calling everything with score ≥ `thresholds[i]` an outlier yields; the
 * start (nothing is called an outlier) is not stored.
 */
export interface Curve {
  /** Distinct scores, descending, in the type in which they came. */
  thresholds: Scores
  /** Outliers with score ≥ threshold. */
  tp: Uint32Array
  /** Inliers with score ≥ threshold. */
  fp: Uint32Array
  outliers: number
  inliers: number
  ignored: number
}

/**
 * The curve of scores and labels (higher score = more outlying; 1 outlier, 0 inlier, 255 ignored).
 *
 * Equal scores are one point, whatever their order; −0 equals +0; ±∞ are the extremes and tie among
 * themselves. Scores of ignored samples are never read. With one class only the curve exists, and the
 * metrics of it are `null`.
 *
 * @throws UserError if the lengths differ, a label is none of the three, or a counted score is NaN
 */
export function curve(scores: Scores, labels: Uint8Array): Curve {
  const { positives, negatives } = split(scores, labels)
  sortScores(positives)
  sortScores(negatives)
  const points = merge(positives, negatives)
  const [outliers, inliers] = [positives.length, negatives.length]
  return { ...points, outliers, inliers, ignored: scores.length - outliers - inliers }
}

/**
 * Why no rank metric is defined on this curve, or `undefined` if all are.
 *
 * @param unit what a score belongs to, in the plural: samples, pixels, rows
 */
export function undefinedReason(
  { outliers, inliers, ignored }: Pick<Curve, 'outliers' | 'inliers' | 'ignored'>,
  unit = 'samples',
): string | undefined {
  if (outliers > 0 && inliers > 0) return undefined
  const rest = ignored > 0 ? ` (${ignored} ignored)` : ''
  if (outliers + inliers === 0) return `no ${unit} to rank${rest}`
  const all = counted(outliers + inliers, unit.replace(/s$/, ''), unit)
  return `no ${outliers === 0 ? 'outlier' : 'inlier'} among ${all}${rest}`
}

function split<T extends Scores>(scores: T, labels: Uint8Array): { positives: T; negatives: T } {
  if (scores.length !== labels.length) {
    throw new UserError(
      `${counted(scores.length, 'score')} but ${counted(labels.length, 'label')}; expected one label a score`,
    )
  }
  const { outliers, inliers } = check(scores, labels)
  const positives = sameType(scores, outliers)
  const negatives = sameType(scores, inliers)
  let [p, n] = [0, 0]
  for (let i = 0; i < scores.length; i++) {
    if (labels[i] === OUTLIER) positives[p++] = scores[i]!
    else if (labels[i] === INLIER) negatives[n++] = scores[i]!
  }
  return { positives, negatives }
}

/** Counts the two classes and refuses what cannot be ranked. */
function check(scores: Scores, labels: Uint8Array): { outliers: number; inliers: number } {
  let [outliers, inliers, bad, firstBad] = [0, 0, 0, -1]
  for (let i = 0; i < scores.length; i++) {
    const label = labels[i]!
    if (label === IGNORED) continue
    if (label > OUTLIER) {
      throw new UserError(`label ${label} at index ${i} is neither 0 nor 1 (255 = ignored); map it first`)
    }
    if (label === OUTLIER) outliers++
    else inliers++
    if (Number.isNaN(scores[i])) {
      if (bad++ === 0) firstBad = i
    }
  }
  if (bad > 0) {
    throw new UserError(
      `score at index ${firstBad} is NaN (${bad} in all); only ignored samples (label 255) may be`,
    )
  }
  return { outliers, inliers }
}

function sameType<T extends Scores>(scores: T, length: number): T {
  return (scores instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as T
}

/** A group of equal scores becomes one point. */
function merge<T extends Scores>(positives: T, negatives: T): Pick<Curve, 'thresholds' | 'tp' | 'fp'> {
  let length = 0
  walkSorted(positives, negatives, () => length++)
  const thresholds = sameType(positives, length)
  const tp = new Uint32Array(length)
  const fp = new Uint32Array(length)
  let i = 0
  walkSorted(positives, negatives, (threshold, found, wrong) => {
    thresholds[i] = threshold
    tp[i] = found
    fp[i++] = wrong
  })
  return { thresholds, tp, fp }
}

/**
 * Walks the scores of outliers and inliers, both ascending, from their ends: one visit a distinct score, with
 * the numbers of outliers and inliers at or above it.
 */
export function walkSorted(
  positives: Scores,
  negatives: Scores,
  visit: (threshold: number, tp: number, fp: number) => void,
): void {
  let [p, n] = [positives.length - 1, negatives.length - 1]
  while (p >= 0 || n >= 0) {
    const threshold = p < 0 ? negatives[n]! : n < 0 ? positives[p]! : Math.max(positives[p]!, negatives[n]!)
    while (p >= 0 && positives[p] === threshold) p--
    while (n >= 0 && negatives[n] === threshold) n--
    // −0 becomes +0.
    visit(threshold + 0, positives.length - 1 - p, negatives.length - 1 - n)
  }
}
