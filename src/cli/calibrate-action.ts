/** What `uno calibrate` does: calls the library, and says what the threshold promises. */
import type { Calibration } from '../methods/calibration.js'
import { calibrate } from '../protocols/calibrate.js'
import { printable } from '../reports/printable.js'
import type { CalibrateFlags } from './calibrate.js'
import { Progress } from './progress.js'

export async function calibrateFromFlags(model: string, { accept, ...flags }: CalibrateFlags): Promise<void> {
  const progress = new Progress()
  const { path, calibration } = await calibrate({
    ...flags,
    model,
    acceptance: accept,
    onProgress: message => progress.listen({ time: Date.now(), type: 'phase', phase: 'evaluation', message }),
    onWarning: message => progress.line(`warning: ${printable(message)}`),
  }).finally(() => progress.clear())
  console.log(`${path}: outliers are images with ${calibration.method} > ${calibration.threshold}`)
  console.log(promise(calibration))
}

/** Split-conformal calibration's guarantee, in numbers. */
function promise({ acceptance, data: { images } }: Calibration): string {
  const percent = (share: number) => `${Number((100 * share).toFixed(3))} %`
  const most = Math.min(1, acceptance + 1 / (images + 1))
  return [
    `By ${images} calibration inliers, a new inlier is accepted with probability at least ${percent(acceptance)}`,
    `(and at most ${percent(most)} where scores do not tie), whatever the model:`,
    'if it comes from the same source as these, and training has seen none of them.',
    'This is an average over calibration sets; nothing is promised about outliers.',
    'uno predict --accept RATE moves the threshold without data.',
  ].join('\n')
}
