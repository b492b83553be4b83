import { UserError } from '../../errors.js'
import { type NamedMetrics, type Spread, spreadOverRuns } from '../../metrics/averages.js'
import { type MetricName, type Metrics, type Results, scoreNames } from '../inputs/results.js'

/** The metrics of tables, with how they are read. */
export const metricColumns: readonly { name: MetricName; title: string; better: 'higher' | 'lower' }[] = [
  { name: 'auroc', title: 'AUROC ↑', better: 'higher' },
  { name: 'ap', title: 'AP ↑', better: 'higher' },
  { name: 'fpr95', title: 'FPR95 ↓', better: 'lower' },
]

type Spreads = Record<MetricName, Spread | null>

/** One line of a results table: a set, or the average over a group of sets. */
export interface SummaryRow {
  kind: 'set' | 'average'
  name: string
  group: string
  images?: number
  /** By score; fractions, `null` where a run has none. */
  scores: Record<string, Spreads>
}

/** One or several runs of the same recipe on the same sets, as mean and population standard deviation. */
export interface Summary {
  benchmark: string
  runs: number
  accuracy: Spread | null
  scores: string[]
  rows: SummaryRow[]
}

/**
 * Sets by group in the order of the first run, each group closed by its average if it has one.
 * @throws UserError if the runs differ in sets or scores
 */
export function summarise(runs: readonly Results[]): Summary {
  const [first] = runs
  if (!first) throw new UserError('no results to put in a table; give at least one run that was evaluated')
  const scores = scoreNames(first)
  for (const run of runs) checkAlike(first, run)
  const groups = [...new Set(first.sets.map(set => set.group))]
  const rows = groups.flatMap(group => {
    const sets = first.sets.filter(set => set.group === group && Object.keys(set.metrics).length > 0)
    const rowsOfSets = sets.map(({ name, images }): SummaryRow => {
      const metrics = runs.map(run => run.sets.find(set => set.name === name)!.metrics)
      return { kind: 'set', name, group, images, scores: spreads(metrics, scores) }
    })
    const averages = runs.map(run => run.averages[group])
    if (averages.includes(undefined)) return rowsOfSets
    const average = spreads(averages as Record<string, Metrics>[], scores)
    return [...rowsOfSets, { kind: 'average' as const, name: `${group} average`, group, scores: average }]
  })
  const accuracies = runs.map(run => ({ accuracy: run.accuracy ?? null }))
  return {
    benchmark: first.benchmark,
    runs: runs.length,
    accuracy: spreadOverRuns(accuracies).accuracy,
    scores,
    rows,
  }
}

function spreads(
  runs: readonly Record<string, Metrics>[],
  scores: readonly string[],
): Record<string, Spreads> {
  return Object.fromEntries(
    scores.map(score => [score, spreadOverRuns(runs.map(run => headline(run[score])))] as const),
  )
}

/** The three metrics of tables; a score that a set lacks has none of them. */
function headline(metrics: Metrics | undefined): NamedMetrics<MetricName> {
  const { auroc = null, ap = null, fpr95 = null } = metrics ?? {}
  return { auroc, ap, fpr95 }
}

function checkAlike(first: Results, run: Results): void {
  for (const [what, names] of [
    ['sets', (results: Results) => results.sets.map(set => set.name)],
    ['scores', scoreNames],
  ] as const) {
    const [expected, found] = [names(first).join(', '), names(run).join(', ')]
    if (found === expected) continue
    throw new UserError(
      `runs differ in their ${what}: ${expected}; ${found}; give runs of one benchmark and recipe`,
    )
  }
}
