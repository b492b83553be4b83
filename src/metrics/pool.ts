import { UserError } from '../errors.js'
import { IGNORED } from './curve.js'
import { applyLegend, binaryLegend, type LabelMap, type Legend } from './legend.js'
import type { Scores } from './sort.js'

/** The score map of one image with its labels, both `[height, width]`, row-major. */
export interface ScoredImage extends LabelMap {
  scores: Scores
}

/** The pixels of all images, in order, and what a person should be told about them. */
export interface Pool {
  scores: Scores
  /** 1 outlier, 0 inlier, 255 ignored. */
  labels: Uint8Array
  warnings: string[]
}

/**
 * Pools the pixels of images: metrics are of all pixels together, not averages over images. Scores stay
 * float32 if all maps are. A wholly ignored image contributes nothing and is named in a warning, and so is
 * the number of NaN scores that lie on ignored pixels.
 *
 * @throws UserError with image, row and column for a NaN score that counts, a label outside the legend, or
 *   maps of two sizes
 */
export function pool(images: readonly ScoredImage[], legend: Legend = binaryLegend): Pool {
  const length = images.reduce((sum, { scores }) => sum + scores.length, 0)
  const single = images.every(({ scores }) => scores instanceof Float32Array)
  const scores = single ? new Float32Array(length) : new Float64Array(length)
  const labels = new Uint8Array(length)
  const warnings: string[] = []
  let at = 0
  for (const image of images) {
    if (image.scores.length !== image.labels.length) {
      throw new UserError(
        `${image.name}: ${image.scores.length} scores but ${image.labels.length} labels; expected maps of one size`,
      )
    }
    const mapped = applyLegend(image, legend)
    warnings.push(...inspect(image, mapped))
    scores.set(image.scores, at)
    labels.set(mapped, at)
    at += image.scores.length
  }
  return { scores, labels, warnings }
}

/** Refuses NaN where it counts; warns of what counts for nothing. */
function inspect({ name, width, scores }: ScoredImage, labels: Uint8Array): string[] {
  let [bad, firstBad, spared, counted] = [0, -1, 0, 0]
  for (let i = 0; i < labels.length; i++) {
    const ignored = labels[i] === IGNORED
    if (!ignored) counted++
    if (!Number.isNaN(scores[i])) continue
    if (ignored) spared++
    else if (bad++ === 0) firstBad = i
  }
  if (bad > 0) {
    const position = `row ${Math.floor(firstBad / width)}, column ${firstBad % width}`
    throw new UserError(
      `${name}: score is NaN at ${position} (${bad} such pixels); only ignored pixels (label 255) may be`,
    )
  }
  return [
    ...(spared > 0 ? [`${name}: ${spared} NaN scores on ignored pixels, not read`] : []),
    ...(counted === 0 ? [`${name}: every pixel is ignored; the image contributes nothing`] : []),
  ]
}
