/** `report.html` of a run: everything that is known about it, on one page that needs nothing else. */
import { writeNewFile } from '../formats/atomic-write.js'
import { runPaths } from '../runs/run-folder.js'
import { renderReport } from './image/report.js'
import { type Pictures, picturesOf } from './inputs/pictures.js'
import { readRun } from './inputs/run-record.js'
import { isPixelRun, readPixelRun } from './pixel/pixel-run.js'
import { renderPixelReport } from './pixel/report.js'

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
  writeNewFile(out, Buffer.from(html))
  return out
}

function reportOfClassifier(run: string, { embeddingPoints = 1000, pictures }: ReportOptions): string {
  const record = readRun(run, { sampleSize: embeddingPoints })
  return renderReport(record, pictures ?? picturesOf(record), embeddingPoints)
}
