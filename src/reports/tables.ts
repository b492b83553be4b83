/** Results for people and programs: terminal, Markdown, CSV and JSON; one run, several, or two compared. */
import type { PixelResults } from '../protocols/pixel/results.js'
import type { Results } from './inputs/results.js'
import { csv } from './tables/csv.js'
import { markdown } from './tables/markdown.js'
import { pixelCsvRows, pixelTables } from './tables/pixel-tables.js'
import { resultsCsvRows, resultsTable } from './tables/results-table.js'
import { summarise } from './tables/summary.js'
import { type TerminalOptions, terminal } from './tables/terminal.js'

export type { MetricName, Results } from './inputs/results.js'
export { parseResults, readResults } from './inputs/results.js'
export { csv } from './tables/csv.js'
export { type Difference, differencesTable, pairedDifferences, type Side } from './tables/differences.js'
export { markdown } from './tables/markdown.js'
export { resultsTable } from './tables/results-table.js'
export { type Summary, type SummaryRow, summarise } from './tables/summary.js'
export type { Cell, Column, Row, Table } from './tables/table.js'
export { type TerminalOptions, terminal } from './tables/terminal.js'

const resultFormats = ['table', 'markdown', 'csv', 'json'] as const
export type ResultFormat = (typeof resultFormats)[number]

export interface FormatOptions extends TerminalOptions {
  /** Of the percentages in tables; CSV and JSON have fractions in full precision. */
  decimals?: number
}

/**
 * The results of one run, or of several runs of one recipe, in a format. JSON of one run is its
 * `results.json`, of several their `Summary`.
 */
export function formatResults(
  runs: readonly Results[],
  format: ResultFormat,
  { decimals, ...options }: FormatOptions = {},
): string {
  switch (format) {
    case 'table':
      return terminal(resultsTable(runs, decimals), options)
    case 'markdown':
      return markdown(resultsTable(runs, decimals))
    case 'csv':
      return csv(resultsCsvRows(runs))
    case 'json':
      return `${JSON.stringify(runs.length === 1 ? runs[0] : summarise(runs), null, 2)}\n`
  }
}

/** Those of segmenters. @throws UserError if runs differ in sets or scores */
export function formatPixelResults(
  runs: readonly PixelResults[],
  format: 'table' | 'markdown' | 'csv',
  decimals = 2,
): string {
  if (format === 'csv') return csv(pixelCsvRows(runs))
  const tables = pixelTables(runs, decimals)
  return tables.map(table => (format === 'markdown' ? markdown(table) : terminal(table))).join('\n')
}
