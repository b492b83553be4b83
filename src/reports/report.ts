/** `report.html` of a run: everything that is known about it, on one page that needs nothing else. */
import { writeAtomically } from '../formats/atomic-write.js'
import { runPaths } from '../runs/run-folder.js'
import { type Pictures, picturesOf } from './inputs/pictures.js'
import { type RunRecord, readRun } from './inputs/run-record.js'
import { page } from './page.js'
import { isPixelRun, readPixelRun } from './pixel/pixel-run.js'
import { renderPixelReport } from './pixel/report.js'
import { confused } from './sections/confused.js'
import { confusionMatrix } from './sections/confusion-matrix.js'
import { correlation } from './sections/correlation.js'
import { embedding } from './sections/embedding.js'
import { header } from './sections/header.js'
import { norms } from './sections/norms.js'
import { provenance } from './sections/provenance.js'
import { rankingCurves } from './sections/ranking-curves.js'
import { results } from './sections/results.js'
import { scores } from './sections/scores.js'
import { trainingCurves } from './sections/training-curves.js'

export interface ReportOptions {
  /** Where to write; default `report.html` in the run's folder. */
  out?: string
  /** Of classifiers: points of the t-SNE (default 1000); time and memory go with their square. */
  embeddingPoints?: number
  /** Of classifiers: where pictures come from; by default the places that the results name. */
  pictures?: Pictures
}

/**
 * Writes the report of a run's folder and returns its path. What the run lacks is named in its place.
 * @throws UserError if the folder holds no run, or a file in it is damaged
 */
export function writeReport(run: string, options: ReportOptions = {}): string {
  const { out = runPaths(run).report } = options
  const html = isPixelRun(run) ? renderPixelReport(readPixelRun(run)) : reportOfClassifier(run, options)
  writeAtomically(out, [Buffer.from(html)])
  return out
}

function reportOfClassifier(run: string, { embeddingPoints = 1000, pictures }: ReportOptions): string {
  const record = readRun(run, { sampleSize: embeddingPoints })
  return renderReport(record, pictures ?? picturesOf(record), embeddingPoints)
}

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
