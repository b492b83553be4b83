/** What `uno predict` does: calls the library, prints, draws the contact sheet. */

import { basename, dirname } from 'node:path'
import { FaultError } from '../errors.js'
import { writeNewFile } from '../formats/atomic-write.js'
import type { Decision } from '../protocols/image/predict/decision.js'
import type { PredictSummary } from '../protocols/image/predict/job.js'
import { predict } from '../protocols/image/predict/predict.js'
import { mostOutlyingFirst, type Prediction } from '../protocols/image/predict/prediction.js'
import { isSegmenterPath } from '../protocols/pixel/segmenter-config.js'
import { openInputs } from '../protocols/predict/inputs.js'
import { jsonLine } from '../protocols/predict/json-line.js'
import { describeFailures, readPicture } from '../protocols/predict/picture.js'
import { refuseInputs } from '../protocols/predict/place.js'
import { type Table, terminal } from '../reports/tables.js'
import { type Tile, tileSheet } from '../reports/tile-sheet.js'
import { otherwiseCalibrated, trainedOnCaveat } from './calibration-notes.js'
import { checkNewFile } from './new-file.js'
import { dumpParts, type PredictFlags } from './predict.js'
import { chosenParts, refuseSegmenterFlags, segmentFromFlags } from './predict-pixels.js'
import { Progress } from './progress.js'
import { goesOn, leavable, nothingKept } from './signals.js'
import { standardInput } from './standard-input.js'

export async function predictFromFlags(model: string, inputs: string[], flags: PredictFlags): Promise<void> {
  if (isSegmenterPath(model)) return segmentFromFlags(model, inputs, flags)
  refuseSegmenterFlags(model, flags)
  const { json, accept, sheet, dump, ...rest } = flags
  if (sheet !== undefined)
    checkNewFile(sheet, { option: '--sheet', ending: '.png', overwrite: flags.overwrite })
  const progress = new Progress()
  const list = inputs.includes('-') ? await standardInput() : undefined
  if (sheet !== undefined) refuseSheetOver(inputs, list, sheet)
  const summary = await leavable(progress, rest.out === undefined ? nothingKept : goesOn, () =>
    predict({
      ...rest,
      model,
      inputs,
      dump: dump && chosenParts(model, dump, dumpParts.classifier),
      acceptance: accept,
      list,
      onPrediction: prediction => json && progress.print(jsonLine(prediction)),
      onProgress: message => progress.tell(message),
      onWarning: message => progress.warn(message),
    }),
  )
  if (!json) process.stdout.write(terminal(tableOf(summary)))
  if (rest.out !== undefined) progress.line(`the results are in ${rest.out}`)
  const { predictions, failures } = summary
  if (sheet !== undefined && predictions.length > 0) writeNewFile(sheet, mostOutlying(summary))
  if (failures.length > 0)
    throw new FaultError(describeFailures(failures, predictions.length + failures.length))
}

/** @throws UserError if the sheet is one of the inputs */
function refuseSheetOver(inputs: readonly string[], list: Uint8Array | undefined, sheet: string): void {
  const { images } = openInputs(inputs, list)
  refuseInputs(
    dirname(sheet),
    [basename(sheet)],
    images.map(({ file }) => file),
  )
}

function tableOf({ predictions, decision }: PredictSummary): Table {
  const scores = Object.keys(predictions[0]?.scores ?? {})
  const decided = decision.threshold !== undefined
  const text = (title: string) => ({ title, align: 'left' as const })
  const number = (title: string) => ({ title, align: 'right' as const })
  const row = ({ file, label, confidence, scores: values, outlier }: Prediction) => [
    file,
    label,
    confidence.toFixed(4),
    ...scores.map(name => values[name]!.toFixed(4)),
    ...(decided ? [outlier ? 'outlier' : 'inlier'] : []),
  ]
  return {
    caption: `${predictions.length} ${predictions.length === 1 ? 'image' : 'images'}`,
    columns: [
      ...[text('file'), text('label'), number('confidence'), ...scores.map(number)],
      ...(decided ? [text('decision')] : []),
    ],
    rows: predictions.map(prediction => ({ cells: row(prediction).map(cell => ({ text: cell })) })),
    notes: ['Scores: larger is more outlying.', decisionNote(decision)],
  }
}

function decisionNote({ label, threshold, acceptance, trainedOn, calibratedFor }: Decision): string {
  if (threshold === undefined && calibratedFor !== undefined) return otherwiseCalibrated(calibratedFor, label)
  if (threshold === undefined)
    return 'No threshold: "uno calibrate" sets one by the share of inliers to accept, --threshold gives one.'
  const why =
    acceptance === undefined ? '' : `, which accepts ${percent(acceptance)} of inliers by calibration`
  const but = trainedOn ? trainedOnCaveat : ''
  return `Outliers are images with ${label} > ${threshold.toPrecision(6)}${why}${but}.`
}

const percent = (share: number) => `${Number((100 * share).toFixed(4))} %`

/** Pictures on a sheet at most. */
const sheetSize = 60

function mostOutlying({ predictions, decision, decoding }: PredictSummary): Uint8Array {
  const score = (prediction: Prediction) => prediction.scores[decision.label]!
  const first = mostOutlyingFirst(predictions, decision.label).slice(0, sheetSize)
  const tiles = first.map((prediction): Tile => {
    const { file, label, outlier } = prediction
    const caption = `${score(prediction).toFixed(3)}\n${label}`
    const colour = outlier === undefined ? undefined : outlier ? '#d55e00' : '#0072b2'
    return { picture: () => readPicture(file, decoding), caption, ...(colour && { colour }) }
  })
  return tileSheet(tiles)
}
