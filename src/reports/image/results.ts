import type { RunRecord } from '../inputs/run-record.js'
import { absent, evaluateRemedy, type Section } from '../sections/section.js'
import { htmlTable } from '../tables/html.js'
import { resultsTable } from '../tables/results-table.js'

/** The table of the evaluation: sets × scores. */
export function results({ results, folder }: RunRecord): Section {
  return {
    id: 'results',
    title: 'Results',
    lede: 'How well each score tells outliers from the inlier test images.',
    body: results?.sets.some(set => Object.keys(set.metrics).length > 0)
      ? htmlTable(resultsTable([results]))
      : absent('an evaluation (evaluation/results.json)', evaluateRemedy(folder)),
  }
}
