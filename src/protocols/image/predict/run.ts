/** Predictions batch by batch: read, compute, write, tell. */

import { setImmediate } from 'node:timers/promises'
import { counted } from '../../../counted.js'
import { UserError } from '../../../errors.js'
import type { LoadedClassifier } from '../../../models/index.js'
import type { Input } from '../../predict/inputs.js'
import {
  type Decoding,
  describeFailures,
  type Failure,
  failureOf,
  readPicture,
} from '../../predict/picture.js'
import type { Results } from '../../predict/results.js'
import { seenOf } from '../model-input.js'
import type { FittedDetector } from '../scoring.js'
import { type BatchValues, computeBatch } from './compute.js'
import type { Decision } from './decision.js'
import { writeDump } from './dump.js'
import type { PredictJob } from './job.js'
import type { Prediction } from './prediction.js'

/** What stays the same from batch to batch. */
export interface Predictor {
  job: PredictJob
  loaded: LoadedClassifier
  detectors: readonly FittedDetector[]
  decision: Decision
  decoding: Decoding
  results: Results<Prediction> | undefined
}

/** An image and the file that its dump goes to. */
type NamedInput = Input & { output: string | undefined }
type Predicted = { predictions: Prediction[]; failures: Failure[] }

/** Pixels that a batch holds at most, so that 32×32 and 224×224 cost alike. */
const pixelsAtOnce = 2 ** 20

/** @throws UserError at the first batch with an unreadable image, unless the job keeps going */
export async function predictImages(inputs: readonly NamedInput[], predictor: Predictor): Promise<Predicted> {
  const { job, loaded } = predictor
  const { crop } = loaded.config.preprocessing
  const size = Math.max(1, Math.min(128, Math.floor(pixelsAtOnce / crop ** 2)))
  const all: Predicted = { predictions: [], failures: [] }
  for (let first = 0; first < inputs.length; first += size) {
    const { predictions, failures } = predictBatch(inputs.slice(first, first + size), predictor)
    for (const prediction of predictions) job.onPrediction?.(prediction)
    if (failures.length > 0 && !job.keepGoing) throw stopped(failures, inputs.length, predictor)
    all.predictions.push(...predictions)
    all.failures.push(...failures)
    job.onProgress?.(`${Math.min(inputs.length, first + size)} of ${counted(inputs.length, 'image')}`)
    // Lets output flow and signals be heard.
    await setImmediate()
  }
  return all
}

/** Images that a resumed job has predicted already are taken as they are. */
function predictBatch(inputs: readonly NamedInput[], predictor: Predictor): Predicted {
  const { results } = predictor
  const { pictures, failures } = readPictures(
    inputs.filter(({ file }) => !results?.get(file)),
    predictor,
  )
  const made = new Map(computed(pictures, predictor).map(prediction => [prediction.file, prediction]))
  results?.add([...made.values()])
  const predictions = inputs.flatMap(({ file }) => made.get(file) ?? results?.get(file) ?? [])
  return { predictions, failures }
}

/** What the model sees of an image. */
type Picture = [NamedInput, Uint8Array]

/** A picture is cropped as it is read, so that one of them at most is held whole. */
function readPictures(inputs: readonly NamedInput[], { job, loaded, decoding }: Predictor) {
  const pictures: Picture[] = []
  const failures = inputs.flatMap(input => {
    const failure = failureOf(input.file, () => {
      const picture = readPicture(input.file, decoding)
      for (const warning of picture.warnings) job.onWarning?.(`${input.file}: ${warning}`)
      pictures.push([input, seenOf(picture, loaded.config.preprocessing)])
    })
    return failure ?? []
  })
  return { pictures, failures }
}

function computed(pictures: readonly Picture[], predictor: Predictor): Prediction[] {
  if (pictures.length === 0) return []
  const { job, loaded, detectors, decision } = predictor
  const values = computeBatch(
    loaded,
    detectors,
    pictures.map(([, seen]) => seen),
    job.device ?? 'cpu',
  )
  return pictures.map(([input], row) => {
    if (job.dump) writeDump(job.out!, input.output!, input, values, row, job.dump)
    const prediction = predictionOf(input, values, row, loaded.config.classNames, decision)
    return job.dump ? { ...prediction, files: [input.output!] } : prediction
  })
}

function predictionOf(
  { file }: Input,
  { classes, confidence, scores, orders }: BatchValues,
  row: number,
  classNames: readonly string[],
  { label, threshold }: Decision,
): Prediction {
  const at = (columns: ReadonlyMap<string, Float64Array>) =>
    Object.fromEntries([...columns].map(([name, column]) => [name, column[row]!]))
  return {
    file,
    label: classNames[classes[row]!]!,
    confidence: confidence[row]!,
    scores: at(scores),
    order: at(orders),
    ...(threshold !== undefined && { outlier: scores.get(label)![row]! > threshold }),
  }
}

function stopped(failures: readonly Failure[], count: number, { results, job }: Predictor): UserError {
  const kept = results ? `; what was predicted is in ${job.out}, --resume goes on` : ''
  return new UserError(`${describeFailures(failures, count)} (--keep-going leaves them out${kept})`)
}
