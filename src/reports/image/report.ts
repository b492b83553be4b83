/** The report of a classifier: the page and its sections. */
import type { Pictures } from '../inputs/pictures.js'
import type { RunRecord } from '../inputs/run-record.js'
import { page } from '../page.js'
import { header } from '../sections/header.js'
import { provenance } from '../sections/provenance.js'
import { trainingCurves } from '../sections/training-curves.js'
import { confused } from './confused.js'
import { confusionMatrix } from './confusion-matrix.js'
import { correlation } from './correlation.js'
import { embedding } from './embedding.js'
import { norms } from './norms.js'
import { rankingCurves } from './ranking-curves.js'
import { results } from './results.js'
import { scores } from './scores.js'

/** The report of a classifier as HTML. */
export function renderReport(run: RunRecord, pictures: Pictures, embeddingPoints: number): string {
  return page(`${run.name} · run report`, header(run), [
    results(run),
    trainingCurves(run),
    scores(run),
    rankingCurves(run),
    correlation(run),
    norms(run),
    embedding(run, embeddingPoints),
    confused(run, pictures),
    confusionMatrix(run),
    provenance(run),
  ])
}
