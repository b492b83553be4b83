import { type Results, scoreNames } from '../inputs/results.js'
import { scoreText } from '../score-names.js'
import { bestOf, percentOverRuns } from './spread-text.js'
import { metricColumns, type Summary, type SummaryRow, summarise } from './summary.js'
import { type Cell, METRIC_NOTE, type Row, type Table } from './table.js'

/**
 * Sets × scores of one run, or of several as mean ± standard deviation.
 * @param decimals of the percentages
 */
export function resultsTable(runs: readonly Results[], decimals = 1): Table {
  const summary = summarise(runs)
  const numbers = metricColumns.flatMap(({ title }) =>
    summary.scores.map(score => ({ title: scoreText(score), group: title, align: 'right' as const })),
  )
  return {
    caption: caption(summary),
    columns: [{ title: 'Set', align: 'left' }, { title: 'Images', align: 'right' }, ...numbers],
    rows: summary.rows.map(row => tableRow(row, summary, decimals)),
    notes: [
      METRIC_NOTE,
      ...(summary.runs > 1 ? [`Mean ± standard deviation (population) of ${summary.runs} runs.`] : []),
    ],
  }
}

/** One line a run, set and score, with fractions in full precision: for other programs. */
export function resultsCsvRows(runs: readonly Results[]): (string | number | null)[][] {
  const header = [
    'run',
    'seed',
    'kind',
    'set',
    'group',
    'images',
    'score',
    'auroc',
    'ap',
    'fpr95',
    'aupr_in',
    'aupr_out',
  ]
  const rows = runs.flatMap((results, run) => {
    const sets = results.sets.map(set => ({ ...set, kind: 'set', images: set.images as number | null }))
    const averages = Object.entries(results.averages).map(([group, metrics]) => ({
      ...{ kind: 'average', name: '', group, images: null, metrics },
    }))
    return [...sets, ...averages].flatMap(({ kind, name, group, images, metrics }) =>
      scoreNames(results).flatMap(score => {
        const found = metrics[score]
        if (!found) return []
        const { auroc, ap, fpr95, aupr_in = null, aupr_out = null } = found
        return [
          [run, results.seed ?? null, kind, name, group, images, score, auroc, ap, fpr95, aupr_in, aupr_out],
        ]
      }),
    )
  })
  return [header, ...rows]
}

function caption({ benchmark, accuracy, runs }: Summary): string {
  if (!accuracy) return benchmark
  return `${benchmark} (accuracy ${percentOverRuns(accuracy, runs, 2)} %)`
}

function tableRow(row: SummaryRow, { scores, runs }: Summary, decimals: number): Row {
  const numbers = metricColumns.flatMap(({ name, better }) => {
    const best = bestOf(
      Object.values(row.scores).map(metrics => metrics[name]?.mean),
      better,
    )
    return scores.map((score): Cell => {
      const spread = row.scores[score]![name]
      const strong = spread !== null && spread.mean === best
      return { text: percentOverRuns(spread, runs, decimals), ...(strong && { strong }) }
    })
  })
  const images = { text: row.images === undefined ? '' : String(row.images) }
  return { ...(row.kind === 'average' && { summary: true }), cells: [{ text: row.name }, images, ...numbers] }
}
