/** What `uno predict` does with segmenters: calls the library, prints, draws the overlays. */
import { counted } from '../counted.js'
import { FaultError, UserError } from '../errors.js'
import type { PixelDecision } from '../protocols/pixel/decision.js'
import type { PixelDumpPart } from '../protocols/pixel/predict/dump.js'
import { defaultTiling, type PixelPredictSummary } from '../protocols/pixel/predict/job.js'
import { predictPixels } from '../protocols/pixel/predict/predict.js'
import type { PixelPrediction } from '../protocols/pixel/predict/prediction.js'
import { jsonLine } from '../protocols/predict/json-line.js'
import { describeFailures } from '../protocols/predict/picture.js'
import { overlayHeat } from '../reports/maps/overlay.js'
import { type Table, terminal } from '../reports/tables.js'
import { otherwiseCalibrated, trainedOnCaveat } from './calibration-notes.js'
import { dumpParts, type PredictFlags } from './predict.js'
import { Progress } from './progress.js'
import { goesOn, leavable, nothingKept } from './signals.js'
import { standardInput } from './standard-input.js'

/** Options of segmenters that a classifier would pass over in silence. */
export function refuseSegmenterFlags(model: string, flags: PredictFlags): void {
  const names = {
    tile: '--tile',
    maxMemory: '--max-memory',
    range: '--range',
    precision: '--precision',
  }
  const given = (Object.keys(names) as (keyof typeof names)[]).find(name => flags[name] !== undefined)
  if (given) throw new UserError(`predict: ${names[given]} is of segmenters, and ${model} is a classifier`)
}

/** @throws UserError if a part is of the other kind of model */
export function chosenParts<Part extends string>(
  model: string,
  asked: readonly string[],
  known: readonly Part[],
): Part[] {
  if (asked.includes('all')) return [...known]
  const unknown = asked.find(part => !known.includes(part as Part))
  if (unknown === undefined) return asked as Part[]
  throw new UserError(`--dump ${unknown}: ${model} has none; known: ${known.join(', ')}, all`)
}

export async function segmentFromFlags(model: string, inputs: string[], flags: PredictFlags): Promise<void> {
  const { json, accept, sheet, tile, maxMemory, dump, ...rest } = flags
  if (sheet !== undefined)
    throw new UserError(`predict: --sheet is of classifiers, and ${model} is a segmenter; --out has overlays`)
  if (rest.range && rest.out === undefined)
    throw new UserError('predict: --range is of the 16-bit PNGs in --out, which is missing')
  const progress = new Progress()
  const side = tile === true ? defaultTiling.tile : tile
  const list = inputs.includes('-') ? await standardInput() : undefined
  const summary = await leavable(progress, rest.out === undefined ? nothingKept : goesOn, () =>
    predictPixels({
      ...rest,
      model,
      inputs,
      acceptance: accept,
      dump: dump && (chosenParts(model, dump, dumpParts.segmenter) as PixelDumpPart[]),
      memory: maxMemory && maxMemory * 1e9,
      tiling: side === undefined ? undefined : { tile: side, overlap: Math.floor(side / 4) },
      list,
      overlay: ({ width, height, data }, scores, threshold, range) =>
        overlayHeat({ width, height, data }, { width, height, data: scores }, { range, threshold }),
      onPrediction: prediction => json && progress.print(jsonLine(prediction)),
      onProgress: message => progress.tell(message),
      onWarning: message => progress.warn(message),
    }),
  )
  if (!json) process.stdout.write(terminal(tableOf(summary, side)))
  if (rest.out !== undefined) progress.line(`the results are in ${rest.out}`)
  const { predictions, failures } = summary
  if (failures.length > 0)
    throw new FaultError(describeFailures(failures, predictions.length + failures.length))
}

function tableOf({ predictions, decision }: PixelPredictSummary, tile: number | undefined): Table {
  const decided = decision.threshold !== undefined
  const text = (title: string) => ({ title, align: 'left' as const })
  const number = (title: string) => ({ title, align: 'right' as const })
  const row = ({ file, width, height, max, mean, outlierShare, classes }: PixelPrediction) => [
    file,
    `${width}x${height}`,
    max.toFixed(4),
    mean.toFixed(4),
    ...(decided ? [`${(100 * outlierShare!).toFixed(2)} %`] : []),
    largest(classes),
  ]
  return {
    caption: `${predictions.length} ${predictions.length === 1 ? 'image' : 'images'}`,
    columns: [
      ...[text('file'), number('size'), number(`max ${decision.method}`), number('mean')],
      ...(decided ? [number('outliers')] : []),
      text('largest class'),
    ],
    rows: predictions.map(prediction => ({ cells: row(prediction).map(cell => ({ text: cell })) })),
    notes: [
      'Scores of pixels: larger is more outlying.',
      decisionNote(decision),
      ...(tile === undefined ? [] : [tilesNote(predictions, tile)]),
    ],
  }
}

function tilesNote(predictions: readonly PixelPrediction[], tile: number): string {
  const cut = predictions.filter(({ width, height }) => Math.max(width, height) > tile).length
  const which = `${cut} of ${counted(predictions.length, 'image')}`
  return cut === 0
    ? `Cut into tiles of ${tile}: none, all fit into one.`
    : `Cut into tiles of ${tile}: ${which}. Masks see one tile at a time, so scores differ from those of a map in one piece.`
}

function largest(classes: Record<string, number>): string {
  const [first] = Object.entries(classes).sort(([, a], [, b]) => b - a)
  return first ? `${first[0]} (${(100 * first[1]).toFixed(0)} %)` : ''
}

function decisionNote({ method, threshold, calibrated, calibratedFor }: PixelDecision): string {
  if (threshold === undefined && calibratedFor !== undefined)
    return otherwiseCalibrated(calibratedFor, method)
  if (threshold === undefined)
    return 'No threshold: "uno calibrate" sets one by the share of inlier pixels to accept, --threshold gives one.'
  const percent = (share: number) => `${Number((100 * share).toFixed(4))} %`
  const why = calibrated
    ? calibrated.rule === 'acceptance'
      ? `, which accepts ${percent(calibrated.rate)} of an image's inlier pixels on average by calibration`
      : `, which found ${percent(calibrated.rate)} of the outlier pixels of the calibration set`
    : ''
  const but = calibrated?.trainedOn ? trainedOnCaveat : ''
  return `Outliers are pixels with ${method} ≥ ${threshold.toPrecision(6)}${why}${but}.`
}
