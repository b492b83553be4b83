/**
 * Scores in the form of the benchmarks:
 *
 *     SegmentMeIfYouCan   anomaly_p/<method>/<set>/<frame>.hdf5: data set `value`, float16 [H, W], gzip
 *     Fishyscapes         <id>_…_anomaly.npy float32, <id>_…_segmentation.npy uint8 (train ids), [H, W] each,
 *                         and, of labelled frames, validation_performance.json with AP and FPR95 as fractions
 */
import { join } from 'node:path'
import { UserError } from '../../errors.js'
import { makeFolder } from '../../formats/atomic-write.js'
import { writeHdf5 } from '../../formats/hdf5/write.js'
import { fromTyped, writeNpy } from '../../formats/index.js'
import { float16Bits } from '../../half.js'
import { PixelPool } from '../../metrics/index.js'
import type { SegmenterConfig } from '../../models/index.js'
import { writeJson } from '../../runs/run-folder.js'
import { halfRanks } from './half-ranks.js'
import type { OpenedTestSet } from './open-test-set.js'
import type { AnomalySetResults } from './results.js'
import type { ScoreStore } from './score-store.js'
import { type StoredScene, storedScenes } from './stored-scenes.js'
import type { TestSet } from './test-set.js'
import { trainIds } from './train-ids.js'

export interface SubmittedSet {
  opened: OpenedTestSet
  store: ScoreStore
  /** The label of the score that is submitted. */
  method: string
  results: AnomalySetResults
  config: SegmenterConfig
}

type Submission = NonNullable<AnomalySetResults['submission']>

/** @throws FaultError if there is no room, UserError for a score that is NaN */
export function writeSubmission(
  folder: string,
  form: NonNullable<TestSet['submission']>,
  set: SubmittedSet,
): Submission {
  return form.form === 'smiyc' ? writeSmiyc(folder, form.set, set) : writeFishyscapes(folder, set)
}

/**
 * Frames with hidden labels are in no metric, which would refuse a NaN: here it must not pass for a score.
 * @throws UserError with frame and position
 */
function submittedScores(scene: StoredScene, method: string): Float32Array {
  const { id, width } = scene
  const scores = scene.scores(method)
  const bad = scores.findIndex(Number.isNaN)
  if (bad < 0) return scores
  throw new UserError(
    `${id}: the score of ${method} is NaN at row ${Math.floor(bad / width)}, column ${bad % width}; nothing that a benchmark takes`,
  )
}

function writeSmiyc(
  folder: string,
  set: string,
  { opened, store, method, results }: SubmittedSet,
): Submission {
  // Hidden labels or not.
  const frames = storedScenes(opened, store)
  const toHalf = halfRanks(store.pixels, function* () {
    for (const frame of frames) yield submittedScores(frame, method)
  })
  const place = join(folder, 'anomaly_p', nameOf(method), set)
  makeFolder(place)
  const after = new PixelPool()
  for (const frame of frames) {
    const { id, width, height, labels } = frame
    const scores = submittedScores(frame, method)
    const halves = new Uint16Array(scores.length)
    for (let i = 0; i < halves.length; i++) halves[i] = float16Bits(toHalf(scores[i]!))
    const bytes = new Uint8Array(halves.buffer)
    writeHdf5(join(place, `${id}.hdf5`), { dtype: 'float16', shape: [height, width], bytes })
    if (labels) after.add({ name: id, width, labels, scores: halves })
  }
  return {
    ...{ folder: place, form: 'smiyc', method, files: frames.length },
    map: 'scores of the whole set → float16 by one increasing map: piecewise linear between quantiles, most values for the highest 5 %',
    apBefore: results.methods[method]!.ap,
    apAfter: after.result().metrics.ap,
  }
}

/** Detectors by path and with options have names that are no file names. */
const nameOf = (method: string): string => method.replace(/[^\w.=-]+/g, '_').replace(/^\.+/, '')

function writeFishyscapes(
  folder: string,
  { opened, store, method, results, config }: SubmittedSet,
): Submission {
  const ids = trainIds(config)
  makeFolder(folder)
  const frames = storedScenes(opened, store)
  const names = numbered(frames.map(({ id }) => id))
  for (const [i, frame] of frames.entries()) {
    const { width, height } = frame
    const scores = submittedScores(frame, method)
    writeNpy(join(folder, `${names[i]!}_anomaly.npy`), fromTyped(scores, [height, width]))
    const classes = frame.classes().map(k => ids[k]!)
    writeNpy(join(folder, `${names[i]!}_segmentation.npy`), fromTyped(classes, [height, width]))
  }
  const { ap, fpr95 } = results.methods[method]!
  if (results.images > 0) writeJson(join(folder, 'validation_performance.json'), { ap, fpr: fpr95 })
  return {
    ...{ folder, form: 'fishyscapes', method, files: 2 * frames.length + (results.images > 0 ? 1 : 0) },
    map: 'scores as they are, float32',
    apBefore: ap,
    apAfter: ap,
  }
}

/** Fishyscapes orders files by the number that they begin with: names that have one each keep it. */
function numbered(ids: readonly string[]): string[] {
  const numbers = ids.map(id => /^\d+(?=_|$)/.exec(id)?.[0])
  const areTold =
    numbers.every(number => number !== undefined) && new Set(numbers.map(Number)).size === ids.length
  return areTold ? [...ids] : ids.map((id, i) => `${String(i).padStart(4, '0')}_${id}`)
}
