/** Results of segmenters for people and programs: terminal, Markdown, CSV; one run, or several. */
import type { PixelResults } from '../protocols/pixel/results.js'
import { csv } from './tables/csv.js'
import { markdown } from './tables/markdown.js'
import { pixelCsvRows, pixelTables } from './tables/pixel-tables.js'
import { terminal } from './tables/terminal.js'

/** @throws UserError if runs differ in sets or scores */
export function formatPixelResults(
  runs: readonly PixelResults[],
  format: 'table' | 'markdown' | 'csv',
  decimals = 2,
): string {
  if (format === 'csv') return csv(pixelCsvRows(runs))
  const tables = pixelTables(runs, decimals)
  return tables.map(table => (format === 'markdown' ? markdown(table) : terminal(table))).join('\n')
}
