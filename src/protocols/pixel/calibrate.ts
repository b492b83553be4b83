/** A threshold beside a segmenter: by the share of inlier pixels to accept in a new image, or of outlier pixels to find. */

import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { counted } from '../../counted.js'
import { fileDigest } from '../../data/file-digest.js'
import { readPixelBenchmark } from '../../data/scenes/pixel-benchmark.js'
import type { SceneSet } from '../../data/scenes/scene-set.js'
import { benchmarkScenes } from '../../data/sets/benchmark-scenes.js'
import { UserError } from '../../errors.js'
import { writeCalibration } from '../../methods/calibration.js'
import { decidingMaskMethod } from '../../methods/masks/index.js'
import { type PixelCalibration, readPixelCalibration } from '../../methods/masks/pixel-calibration.js'
import {
  checkRiskControl,
  countAbove,
  IGNORED,
  INLIER,
  leastThresholds,
  OUTLIER,
  riskControlThresholds,
} from '../../metrics/index.js'
import { loadSegmenter } from '../../models/index.js'
import { requireDevice } from '../../torch/index.js'
import { modelFolderOf } from '../model-folder-of.js'
import { trainedOnWarnings } from '../training-data.js'
import { checkWritable } from '../writable.js'
import { KeptScores } from './kept-scores.js'
import { countLabels, type OpenedScene, openTestSet } from './open-test-set.js'
import { type PixelPlan, planPixelEvaluation } from './plan.js'
import { readyMaskDetectors } from './ready-detectors.js'
import { scenesTrainedOn } from './scenes-trained-on.js'
import { segment } from './segment.js'
import { readSegmenterConfig } from './segmenter-config.js'
import type { TestSet } from './test-set.js'

export interface PixelCalibrationJob {
  /** A run (its best checkpoint) or a model folder. */
  model: string
  /** Labelled scenes, as `uno evaluate --benchmark` takes them: with classes (all inliers), or with outliers. */
  data: string
  /** Where an official benchmark lies. */
  root?: string
  /** Share of an image's inlier pixels to accept on average, in (0, 1); default 0.95. */
  acceptance?: number
  /** Share of the set's outlier pixels to find, instead. */
  tpr?: number
  /** Default: s_uno, or s_unc of a model without an outlier class. */
  method?: string
  /** Where the model computes; default cpu. */
  device?: string
  /** Replaces a calibration that is there. */
  overwrite?: boolean
  onProgress?: (message: string) => void
  onWarning?: (message: string) => void
}

/** Rates whose thresholds are kept, so that a threshold moves without data. */
const levels = [
  ...Array.from({ length: 99 }, (_, i) => (i + 1) / 100),
  ...[0.991, 0.992, 0.993, 0.994, 0.995, 0.996, 0.997, 0.998, 0.999, 0.9995, 0.9999],
]

/**
 * Scores the scenes and writes `calibration.json`.
 * @throws UserError before any computing if model, method, place, labels, or the number of images is wrong
 */
export async function calibratePixels(
  job: PixelCalibrationJob,
): Promise<{ path: string; calibration: PixelCalibration }> {
  const { tpr, acceptance = 0.95, device = 'cpu', onProgress, onWarning } = job
  requireDevice(device)
  const model = modelFolderOf(job.model)
  const config = readSegmenterConfig(model)
  if (!job.overwrite && readPixelCalibration(model))
    throw new UserError(`${model}: has a calibration.json already; --overwrite it`)
  checkWritable(model)
  const method = job.method ?? decidingMaskMethod(config.outlierClass)
  const [chosen] = await readyMaskDetectors([method], config)
  const { scenes, trainedOn } = openCalibrationScenes(job, onWarning)
  if (tpr === undefined) checkRiskControl(scenes.length, acceptance)
  else if (!scenes.some(({ labels }) => labels.includes(OUTLIER)))
    throw new UserError(`${job.data}: has no outlier pixel, of which --tpr is a share`)
  const loaded = loadSegmenter(model)
  loaded.model.to({ memoryFormat: 'channels_last', device })
  using kept = new KeptScores(model)
  for (const [i, { labels, picture, id }] of scenes.entries()) {
    const { scores } = segment(loaded, picture(), [chosen!], { precision: 'float32', device })
    kept.add(
      sortedScores(
        scores.get(chosen!.label)!,
        labels,
        tpr === undefined ? INLIER : OUTLIER,
        `${method}: ${id}`,
      ),
    )
    onProgress?.(`${i + 1} of ${counted(scenes.length, 'image')}`)
    await setImmediate()
  }
  const rate = tpr ?? acceptance
  const [threshold, ...atLevels] =
    tpr === undefined
      ? riskControlThresholds(kept, scenes.length, [rate, ...levels])
      : findingThresholds(kept, kept.count, [rate, ...levels])
  if (threshold === undefined)
    throw new UserError('too many inlier pixels have a score of +∞, so that no threshold accepts them')
  if (!Number.isFinite(threshold))
    throw new UserError(
      `method ${method}: the threshold is ${threshold}, which calibration.json cannot hold; choose another`,
    )
  const calibration: PixelCalibration = {
    format: 1,
    track: 'pixel',
    weights: fileDigest(join(model, 'model.safetensors')),
    method,
    rule: tpr === undefined ? 'acceptance' : 'tpr',
    rate,
    threshold,
    data: {
      ...{ name: job.data, images: scenes.length, ...totals(scenes) },
      ...(trainedOn > 0 && { trainedOn }),
    },
    levels: levels.flatMap((level, i): [number, number][] => {
      const at = atLevels[i]
      return at !== undefined && Number.isFinite(at) ? [[level, at]] : []
    }),
  }
  return { path: writeCalibration(model, calibration), calibration }
}

type LabelledScene = OpenedScene & { labels: Uint8Array }

/** All labelled images, and how many were trained on; of scenes with classes every pixel that counts is an inlier. */
function openCalibrationScenes(
  { model, data, root }: PixelCalibrationJob,
  onWarning?: (message: string) => void,
): { scenes: LabelledScene[]; trainedOn: number } {
  const opened = openTestSet(oneSet(data, planPixelEvaluation(data, { root })))
  const scenes = opened.scenes.flatMap(scene =>
    scene.labels ? [{ ...scene, labels: asAnomaly(scene.labels, opened.set.scenes.kind) }] : [],
  )
  const known = scenesTrainedOn(model, opened.set.scenes)
  for (const warning of [...opened.warnings, ...trainedOnWarnings(data, opened.scenes.length, known)])
    onWarning?.(warning)
  return { scenes, trainedOn: known.images }
}

/** @throws UserError if there are several, naming those that there are: a threshold is for one source of images */
function oneSet(data: string, { anomaly, closed }: PixelPlan): TestSet {
  const sets = [...anomaly, ...closed]
  if (sets.length === 1) return sets[0]!
  const names = benchmarkScenes(readPixelBenchmark(data)).map(({ entry }) => entry)
  throw new UserError(
    `${data}: holds several sets; name one to calibrate on, as ${data}#NAME: ${names.join(', ')}`,
  )
}

/** All classes are inliers. */
const asAnomaly = (labels: Uint8Array, kind: SceneSet['kind']): Uint8Array =>
  kind === 'anomaly' ? labels : labels.map(label => (label === IGNORED ? IGNORED : INLIER))

function totals(scenes: readonly LabelledScene[]): { inliers: number; outliers: number } {
  const sums = { inliers: 0, outliers: 0 }
  for (const { labels } of scenes) {
    const { inliers, outliers } = countLabels(labels)
    sums.inliers += inliers
    sums.outliers += outliers
  }
  return sums
}

/** Scores of one kind of pixels, ascending. */
function sortedScores(scores: Float32Array, labels: Uint8Array, kind: number, name: string): Float32Array {
  const own = scores.filter((_, i) => labels[i] === kind)
  if (own.some(Number.isNaN))
    throw new UserError(`${name}: a score is NaN, so that no threshold can be found`)
  return own.sort()
}

/** The highest thresholds that shares `rates` of all outlier pixels reach (threshold95 of metrics, at 0.95). */
function findingThresholds(
  images: Iterable<Float32Array>,
  count: number,
  rates: readonly number[],
): (number | undefined)[] {
  // The n-th largest score is the least that fewer than n are above.
  const ranks = rates.map(rate => Math.ceil(rate * count - 1e-9))
  return leastThresholds(
    images,
    countAbove,
    ranks.map(rank => rank - 1),
  )
}
