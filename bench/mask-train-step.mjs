/**
 * Milliseconds of a training step of Mask2Former (Swin-T, 100 queries) with matcher, point losses and deep supervision,
 * through the project's own trainer.
 *
 * usage: mask-train-step.mjs PRECISION HEIGHT WIDTH CLASSES_PRESENT THREADS STEPS CLOCK
 */
import { setThreads } from '../dist/torch/index.js'
import { parseRecipe, resolveRecipe } from '../dist/training/load-recipe.js'
import { PixelTrainer } from '../dist/training/pixel/trainer.js'
import { clockOf, median } from './clock.mjs'
import { swinT } from './swin-t.mjs'

const [precision, ...rest] = process.argv.slice(2)
const [height, width, present, threads, steps] = rest.slice(0, 5).map(Number)
const clock = clockOf(rest[5])
setThreads(threads)
const config = swinT(19)
const recipe = resolveRecipe(
  parseRecipe(
    {
      track: 'pixel',
      name: 'bench',
      model: { backbone: config.backbone },
      objective: { name: 'closed-set' },
      steps: 1000,
      precision,
    },
    'bench',
  ),
  threads,
)
const trainer = new PixelTrainer(recipe, config)
// Vertical stripes: one mask a class.
const labels = Uint8Array.from({ length: height * width }, (_, i) =>
  Math.floor(((i % width) * present) / width),
)
const image = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 2654435761) >>> 24)
const batch = [[{ image, labels, width, height }]]

let done = 0
function step() {
  const start = clock()
  trainer.step(done++, () => batch)
  return clock() - start
}
step()
console.log(median(Array.from({ length: steps }, step)))
