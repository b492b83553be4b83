/** What `uno calibrate` does: calls the library, and says what the threshold promises. */

import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import type { Calibration } from '../methods/calibration.js'
import type { PixelCalibration } from '../methods/masks/pixel-calibration.js'
import { calibrate } from '../protocols/image/calibrate.js'
import { calibratePixels } from '../protocols/pixel/calibrate.js'
import { isSegmenterPath } from '../protocols/pixel/segmenter-config.js'
import type { CalibrateFlags } from './calibrate.js'
import { Progress } from './progress.js'

export async function calibrateFromFlags(model: string, given: CalibrateFlags): Promise<void> {
  const { accept, tpr, root, ...flags } = given
  if (accept !== undefined && tpr !== undefined)
    throw new UserError('calibrate: --accept and --tpr both say where outliers begin; give one of them')
  if (isSegmenterPath(model)) return calibrateSegmenter(model, given)
  if (tpr !== undefined || root !== undefined)
    throw new UserError(
      `calibrate: ${tpr === undefined ? '--root' : '--tpr'} is of segmenters, and ${model} is a classifier`,
    )
  const progress = new Progress()
  const { path, calibration } = await calibrate({
    ...flags,
    model,
    acceptance: accept,
    ...shownBy(progress),
  }).finally(() => progress.clear())
  console.log(`${path}: outliers are images with ${calibration.method} > ${calibration.threshold}`)
  console.log(promise(calibration))
}

/** What a calibration tells while it runs. */
const shownBy = (progress: Progress) => ({
  onProgress: (message: string) => progress.tell(message),
  onWarning: (message: string) => progress.warn(message),
})

const noPromise = (trainedOn: number, images: number) =>
  `No guarantee follows for new images: training was given ${trainedOn} of these ${images}. Calibrate on images that it has not seen.`

/** Split-conformal calibration's guarantee, in numbers. */
function promise({ acceptance, data: { images, trainedOn } }: Calibration): string {
  if (trainedOn) return noPromise(trainedOn, images)
  const percent = (share: number) => `${Number((100 * share).toFixed(3))} %`
  const most = Math.min(1, acceptance + 1 / (images + 1))
  return [
    `By ${counted(images, 'calibration inlier')}, a new inlier is accepted with probability at least ${percent(acceptance)}`,
    `(and at most ${percent(most)} where scores do not tie), whatever the model:`,
    'if it comes from the same source as these, and training has seen none of them.',
    'This is an average over calibration sets; nothing is promised about outliers.',
    'uno predict --accept RATE moves the threshold without data.',
  ].join('\n')
}

async function calibrateSegmenter(model: string, { accept, ...flags }: CalibrateFlags): Promise<void> {
  const progress = new Progress()
  const { path, calibration } = await calibratePixels({
    ...flags,
    model,
    acceptance: accept,
    ...shownBy(progress),
  }).finally(() => progress.clear())
  console.log(`${path}: outliers are pixels with ${calibration.method} ≥ ${calibration.threshold}`)
  console.log(pixelPromise(calibration))
}

/** What follows from a calibration over pixels, and what does not. */
function pixelPromise({ rule, rate, data: { images, outliers, trainedOn } }: PixelCalibration): string {
  if (trainedOn) return noPromise(trainedOn, images)
  const percent = `${Number((100 * rate).toFixed(3))} %`
  if (rule === 'tpr')
    return [
      `It finds ${percent} of the ${counted(outliers, 'outlier pixel')} of ${images === 1 ? 'this image' : `these ${images} images`}.`,
      'No guarantee follows for other images: pixels of an image are not exchangeable, and outliers are what is not foreseen.',
    ].join('\n')
  return [
    `By ${counted(images, 'calibration image')}, at least ${percent} of a new image's inlier pixels are accepted on average, whatever`,
    'the model: if the image comes from the same source as these, and training has seen none of them (conformal risk',
    'control over images). Pixels are not exchangeable, so nothing is promised of a single pixel or a single image;',
    'nor of outliers. uno predict --accept RATE moves the threshold without data.',
  ].join('\n')
}
