import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { IGNORED, INLIER, OUTLIER } from '../curve.js'
import { applyLegend, countLabels, type LabelMap, type Legend } from '../legend.js'
import type { Scores } from '../sort.js'

/** Scores in the precision in which they came; `Uint16Array` holds the bits of float16. */
export type PixelScores = Scores | Uint16Array

/** The score map of one image with its labels, both `[height, width]`, row-major; larger = more outlying. */
export interface ScoredImage extends LabelMap {
  scores: PixelScores
}

/** What an image contributes. */
export interface ImageCounts {
  name: string
  outliers: number
  inliers: number
  ignored: number
}

/** An image that can be counted: labels are 0, 1 or 255, and no score that counts is NaN. */
export interface CheckedImage extends ImageCounts {
  width: number
  scores: PixelScores
  labels: Uint8Array
  /** What a person should be told: NaN scores that were spared, an image that contributes nothing. */
  warnings: string[]
}

/**
 * Maps the labels by the legend and refuses what cannot be ranked.
 *
 * @throws UserError with image, row and column for a NaN score that counts, a label outside the legend, or
 *   maps of two sizes
 */
export function checkImage(image: ScoredImage, legend: Legend): CheckedImage {
  const { name, width, scores } = image
  if (scores.length !== image.labels.length) {
    throw new UserError(
      `${name}: ${counted(scores.length, 'score')} but ${counted(image.labels.length, 'label')}; expected maps of one size`,
    )
  }
  const labels = applyLegend(image, legend)
  const tally = countLabels(labels)
  const counts = { outliers: tally[OUTLIER]!, inliers: tally[INLIER]! }
  const ignored = tally[IGNORED]!
  const spared = refuseNaN({ name, width, scores, labels })
  const warnings = [
    ...(spared > 0 ? [`${name}: ${spared} NaN scores on ignored pixels, not read`] : []),
    ...(ignored === labels.length ? [`${name}: every pixel is ignored; the image contributes nothing`] : []),
  ]
  return { name, width, scores, labels, ...counts, ignored, warnings }
}

/** The number of NaN scores on ignored pixels; one anywhere else is refused. */
function refuseNaN({ name, width, scores, labels }: ScoredImage): number {
  const isNone = scores instanceof Uint16Array ? isNaNBits : Number.isNaN
  let [bad, first, spared] = [0, -1, 0]
  for (let i = 0; i < scores.length; i++) {
    if (!isNone(scores[i]!)) continue
    if (labels[i] === IGNORED) spared++
    else if (bad++ === 0) first = i
  }
  if (bad === 0) return spared
  const position = `row ${Math.floor(first / width)}, column ${first % width}`
  throw new UserError(
    `${name}: score is NaN at ${position} (${counted(bad, 'such pixel')}); only ignored pixels (label 255) may be`,
  )
}

const isNaNBits = (half: number) => (half & 0x7fff) > 0x7c00
