import { markup } from '../markup.js'
import { absent, evaluateRemedy, type Section } from '../sections/section.js'
import { htmlTable } from '../tables/html.js'
import { pixelTablesByName } from '../tables/pixel-tables.js'
import type { PixelRun } from './pixel-run.js'

/** The tables of the anomaly sets, and the benchmark's own where it has some. */
export function pixelResultTables({ results, folder }: PixelRun): Section {
  const { anomaly, smiyc } = results ? pixelTablesByName([results], 1) : {}
  return {
    id: 'results',
    title: 'Results',
    lede: 'How well each score tells the pixels of outliers from all others.',
    body: anomaly
      ? markup`${htmlTable(anomaly)}${smiyc && htmlTable(smiyc)}${results!.warnings.map(
          message => markup`<p class="warning">${message}</p>`,
        )}`
      : absent('an evaluation on sets with outliers (evaluation/results.json)', evaluateRemedy(folder)),
  }
}
