/** Paired differences of two evaluated models, or of two scores of one, with bootstrap intervals over images. */

import { UserError } from '../../errors.js'
import { joined } from '../../joined.js'
import {
  auroc,
  averageOverSets,
  averagePrecision,
  type BootstrapMetric,
  type BootstrapOptions,
  bootstrap,
  byMetric,
  type Curve,
  type Draws,
  drawWithReplacement,
  type Estimate,
  fprAtTpr,
  meanDifference,
  type NamedMetrics,
  resampler,
} from '../../metrics/index.js'
import { evaluationPaths } from '../results-folder.js'
import { likeliest, pooled } from './measure.js'
import { type ListedSet, readOutputs, readOutputsList } from './output-files.js'
import { isOutlierGroup } from './plan.js'

/** One score of one evaluated model. */
export interface Side {
  /** The folder that holds `evaluation/`. */
  home: string
  score: string
}

/** a − b on a set, or on the average over a group of sets. */
export interface SetDifference {
  name: string
  summary?: boolean
  metrics: Record<BootstrapMetric, Estimate>
}

/** Fractions. */
export interface Comparison {
  a: Side
  b: Side
  /** `null` without labelled inliers. */
  accuracy: Estimate | null
  differences: SetDifference[]
}

/** The outputs of a side, as far as they are compared. */
interface SideOutputs {
  inliers: ListedSet
  outliers: ListedSet[]
  /** By set; what metrics read. */
  ranks: Map<string, Float64Array>
  /** Of each labelled inlier, 1 where its class is right. */
  hits: number[]
}

/** Metrics of a difference by `<row>/<metric>`. */
type FlatMetrics = NamedMetrics<string>

/**
 * Both sides see each resample, so that what is hard for both cancels out. Inliers are drawn once for all
 * sets: so the averages over sets have an interval of their own.
 *
 * @throws UserError if a side was not evaluated, lacks the score, or saw other images
 */
export function comparePaired(a: Side, b: Side, options: BootstrapOptions): Comparison {
  const [left, right] = [readSide(a), readSide(b)]
  checkSameImages(a, left, b, right)
  const { inliers, outliers } = left
  const counts = { inliers: left.ranks.get(inliers.name)!.length, outliers: countsOf(left) }
  const differences = outliers.map(({ name }) => differenceOn(left, right, name))
  const metricsOn = (draws: (count: number) => Draws) => {
    const drawn = draws(counts.inliers)
    return withAverages(
      outliers,
      differences.map((difference, i) =>
        difference(joined(Uint32Array, [drawn, draws(counts.outliers[i]!)])),
      ),
    )
  }
  const whole = metricsOn(count => new Uint32Array(count).fill(1))
  const intervals = bootstrap(random => flat(metricsOn(count => drawWithReplacement(count, random))), options)
  return {
    a,
    b,
    accuracy: left.hits.length > 0 ? meanDifference(left.hits, right.hits, options) : null,
    differences: whole.map(({ name, summary, metrics }, row) => {
      const estimates = byMetric(metric => ({ value: metrics[metric], ...intervals[`${row}/${metric}`]! }))
      return { name, ...(summary && { summary }), metrics: estimates }
    }),
  }
}

/** @throws UserError if the side was not evaluated, or lacks the score */
export const checkSide = (side: Side): void => void readSide(side)

function readSide({ home, score }: Side): SideOutputs {
  const { outputs } = evaluationPaths(home)
  const list = readOutputsList(outputs)
  if (!list) throw new UserError(`${home}: was not evaluated (no ${outputs}); run "uno evaluate" on it first`)
  const inliers = list.sets.find(({ group }) => group === 'inliers')!
  const outliers = list.sets.filter(({ group }) => isOutlierGroup(group))
  const side: SideOutputs = { inliers, outliers, ranks: new Map(), hits: [] }
  for (const { name } of [inliers, ...outliers]) {
    const stored = readOutputs(outputs, name)
    const rank = stored.scores.get(score)?.rank
    if (!rank) {
      const known = [...stored.scores.keys()].join(', ')
      throw new UserError(`${home}: has no score "${score}" of ${name}; known: ${known}`)
    }
    side.ranks.set(name, rank)
    if (name === inliers.name) side.hits = hitsOf(stored, list.inlierClasses)
  }
  return side
}

function hitsOf({ logits, outputs, labels = new Int32Array() }: ReturnType<typeof readOutputs>, K = outputs) {
  const predicted = likeliest(logits, outputs, K)
  return [...labels].flatMap((label, i) => (label < 0 ? [] : [Number(predicted[i] === label)]))
}

function checkSameImages(a: Side, left: SideOutputs, b: Side, right: SideOutputs): void {
  const digests = ({ inliers, outliers }: SideOutputs) =>
    new Map([inliers, ...outliers].map(listed => [listed.name, listed]))
  const [ours, theirs] = [digests(left), digests(right)]
  const other = [...new Set([...ours.keys(), ...theirs.keys()])].find(
    name => !areSame(ours.get(name), theirs.get(name)),
  )
  if (other === undefined) return
  throw new UserError(
    `${a.home} and ${b.home} were not evaluated on the same images of ${other}; evaluate both on one benchmark`,
  )
}

/** By their pixels where both know them: the same images may lie in folders of other names. */
function areSame(a: ListedSet | undefined, b: ListedSet | undefined): boolean {
  if (!a || !b || a.rows !== b.rows) return false
  const isPacked = a.pixels !== undefined && b.pixels !== undefined
  return isPacked ? a.pixels === b.pixels : a.content === b.content
}

const countsOf = ({ outliers, ranks }: SideOutputs) => outliers.map(({ name }) => ranks.get(name)!.length)

/** a − b on a set as a function of how often each sample, inliers first, was drawn. */
function differenceOn(
  left: SideOutputs,
  right: SideOutputs,
  set: string,
): (draws: Draws) => NamedMetrics<BootstrapMetric> {
  const [curveOfLeft, curveOfRight] = [left, right].map(({ inliers, ranks }) => {
    const { scores, labels } = pooled(ranks.get(inliers.name)!, ranks.get(set)!)
    return resampler(scores, labels)
  }) as [ReturnType<typeof resampler>, ReturnType<typeof resampler>]
  return draws => {
    const [ours, theirs] = [curveOfLeft(draws), curveOfRight(draws)]
    const minus = (metric: (curve: Curve) => number | null) => {
      const [x, y] = [metric(ours), metric(theirs)]
      return x === null || y === null ? null : x - y
    }
    return { auroc: minus(auroc), ap: minus(averagePrecision), fpr95: minus(fprAtTpr) }
  }
}

interface NamedRow {
  name: string
  summary?: boolean
  metrics: NamedMetrics<BootstrapMetric>
}

/** The sets of each group, closed by the group's average. */
function withAverages(
  sets: readonly ListedSet[],
  metrics: readonly NamedMetrics<BootstrapMetric>[],
): NamedRow[] {
  return [...new Set(sets.map(({ group }) => group))].flatMap(group => {
    const rows = sets.flatMap((set, i) =>
      set.group === group ? [{ name: set.name, metrics: metrics[i]! }] : [],
    )
    const average = averageOverSets(rows.map(row => row.metrics))
    return [...rows, { name: `${group} average`, summary: true, metrics: average }]
  })
}

const flat = (rows: readonly NamedRow[]): FlatMetrics =>
  Object.fromEntries(
    rows.flatMap(({ metrics }, row) =>
      Object.entries(metrics).map(([metric, value]) => [`${row}/${metric}`, value]),
    ),
  )
