/**
 * Milliseconds of a training step of Mask2Former (Swin-T, 100 queries) with matcher, point losses and deep supervision,
 * through the project's own trainer.
 *
 * usage: mask-train-step.mjs PRECISION HEIGHT WIDTH CLASSES_PRESENT THREADS STEPS CLOCK
 */
import { setThreads } from '../dist/torch/index.js'
import { clockOf, median } from './clock.mjs'
import { maskTrainer, stripes } from './mask-trainer.mjs'

const [precision, ...rest] = process.argv.slice(2)
const [height, width, present, threads, steps] = rest.slice(0, 5).map(Number)
const clock = clockOf(rest[5])
setThreads(threads)
const trainer = maskTrainer(precision, threads)
const batch = [[stripes(height, width, present)]]

let done = 0
function step() {
  const start = clock()
  trainer.step(done++, () => batch)
  return clock() - start
}
step()
console.log(median(Array.from({ length: steps }, step)))
