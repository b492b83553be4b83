/** The report of a segmenter: the same page, other sections. */
import { page } from '../page.js'
import { headerOf } from '../sections/header.js'
import { provenance } from '../sections/provenance.js'
import { trainingCurves } from '../sections/training-curves.js'
import { anomalies } from './anomalies.js'
import { pixelCorrelation } from './correlation.js'
import { pixelCurves } from './curves.js'
import { pixelKeyFigures } from './header.js'
import { pixelHistograms } from './histograms.js'
import { maskNorms } from './mask-norms.js'
import type { PixelRun } from './pixel-run.js'
import { pixelResultTables } from './results.js'
import { segmentation } from './segmentation.js'

export function renderPixelReport(run: PixelRun): string {
  const head = headerOf(run, pixelKeyFigures(run), run.results?.benchmark)
  return page(`${run.name} · run report`, head, [
    pixelResultTables(run),
    anomalies(run),
    segmentation(run),
    trainingCurves(run),
    pixelCurves(run),
    pixelHistograms(run),
    pixelCorrelation(run),
    maskNorms(run),
    provenance(run),
  ])
}
