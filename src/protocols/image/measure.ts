/** From scores to results: rank metrics by set, averages, accuracy, confusion, correlation. */
import type { NotedFile } from '../../data/index.js'
import {
  accuracy,
  averageOverSets,
  type ClassCorrelations,
  INLIER,
  OUTLIER,
  pearsonByClass,
  type RocPoints,
  rankMetrics,
} from '../../metrics/index.js'
import { isOutlierGroup } from './plan.js'
import type { SetScores } from './scoring.js'

/** What is left of a set once it is scored. */
export interface ScoredSet {
  name: string
  group: string
  /** Class of each image, −1 without one. */
  labels: Int32Array
  /** Likeliest inlier class of each image. */
  predicted: Int32Array
  /** By the label of the detector. */
  scores: ReadonlyMap<string, SetScores>
  unreadable?: readonly NotedFile[]
  odd?: readonly NotedFile[]
  /** How the images can be opened again. */
  source?: unknown
}

/** Fractions; `null` where undefined. Outliers are positive, but in `aupr_in`. */
export type HeadlineMetrics = Record<'auroc' | 'ap' | 'fpr95' | 'aupr_in' | 'aupr_out', number | null>
type ByScore = Record<string, HeadlineMetrics>

export interface SetResults {
  name: string
  group: string
  images: number
  source?: unknown
  unreadable?: readonly NotedFile[]
  /** Images that were read although they are damaged, or of another type than their name says. */
  odd?: readonly NotedFile[]
  /** Empty for inliers and negatives. */
  metrics: ByScore
}

export interface Measurements {
  /** Share of inliers whose class is right, over the first K logits. */
  accuracy: number | null
  /** Rows: true class, columns: predicted class. */
  confusion?: number[][]
  sets: SetResults[]
  /** Plain means over the sets of a group. */
  averages: Record<string, ByScore>
  /** Pearson's correlation of s_unc and s_no, where both were asked for. */
  correlation?: ClassCorrelations
}

/**
 * @param sets inliers, outliers, and negatives, which are only counted
 * @param fpr95 which points of the curve FPR95 reads
 */
export function measure(
  sets: readonly ScoredSet[],
  inlierClasses: number,
  fpr95: RocPoints = 'exact',
): Measurements {
  const inliers = sets.find(set => set.group === 'inliers')!
  const outliers = sets.filter(({ group }) => isOutlierGroup(group))
  const results = sets.map((set): SetResults => {
    const { name, group, labels, source, unreadable, odd } = set
    const metrics = outliers.includes(set) ? metricsOf(inliers, set, fpr95) : {}
    return {
      ...{ name, group, images: labels.length },
      ...(source !== undefined && { source }),
      ...(unreadable?.length && { unreadable }),
      ...(odd?.length && { odd }),
      metrics,
    }
  })
  const labelled = inliers.labels.some(label => label >= 0)
  return {
    accuracy: accuracy(inliers.predicted, inliers.labels),
    ...(labelled && { confusion: confusionMatrix(inliers, inlierClasses) }),
    sets: results,
    averages: averagesOf(results),
    ...correlationOf(inliers, outliers),
  }
}

/** Scores of inliers, then of outliers, with the labels that metrics read. */
export function pooled(
  inliers: Float64Array,
  outliers: Float64Array,
): { scores: Float64Array; labels: Uint8Array } {
  const scores = new Float64Array(inliers.length + outliers.length)
  scores.set(inliers)
  scores.set(outliers, inliers.length)
  return { scores, labels: new Uint8Array(scores.length).fill(OUTLIER, inliers.length) }
}

function metricsOf(inliers: ScoredSet, set: ScoredSet, fpr95: RocPoints): ByScore {
  const entries = [...set.scores].map(([label, { rank }]) => {
    const { scores, labels } = pooled(inliers.scores.get(label)!.rank, rank)
    const {
      auroc,
      ap,
      fpr95: fpr,
      aupr_in,
      aupr_out,
    } = rankMetrics(scores, labels, { fpr95, unit: 'images' })
    return [label, { auroc, ap, fpr95: fpr, aupr_in, aupr_out }] as const
  })
  return Object.fromEntries(entries)
}

function averagesOf(sets: readonly SetResults[]): Record<string, ByScore> {
  const evaluated = sets.filter(set => Object.keys(set.metrics).length > 0)
  const groups = [...new Set(evaluated.map(set => set.group))]
  return Object.fromEntries(
    groups.map(group => {
      const members = evaluated.filter(set => set.group === group)
      const labels = Object.keys(members[0]!.metrics)
      const means = labels.map(label => [label, averageOverSets(members.map(set => set.metrics[label]!))])
      return [group, Object.fromEntries(means)]
    }),
  )
}

/** `[K, K]` counts of the labelled inliers. */
function confusionMatrix({ labels, predicted }: ScoredSet, K: number): number[][] {
  const counts = Array.from({ length: K }, () => new Array<number>(K).fill(0))
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) counts[labels[i]!]![predicted[i]!]!++
  return counts
}

/** Of the scores themselves (Table 6), over the images of all sets together. */
function correlationOf(
  inliers: ScoredSet,
  outliers: readonly ScoredSet[],
): { correlation?: ClassCorrelations } {
  const sets = [inliers, ...outliers]
  if (!['s_unc', 's_no'].every(label => inliers.scores.has(label))) return {}
  const all = (label: string) => Float64Array.from(sets.flatMap(set => [...set.scores.get(label)!.score]))
  const labels = Uint8Array.from(
    sets.flatMap(set => new Array<number>(set.labels.length).fill(set === inliers ? INLIER : OUTLIER)),
  )
  return { correlation: pearsonByClass(all('s_unc'), all('s_no'), labels) }
}

/** argmax over the first K of each row's C logits. */
export function likeliest(logits: Float32Array, C: number, K: number): Int32Array {
  return Int32Array.from({ length: logits.length / C }, (_, row) => {
    let best = 0
    for (let k = 1; k < K; k++) if (logits[row * C + k]! > logits[row * C + best]!) best = k
    return best
  })
}
