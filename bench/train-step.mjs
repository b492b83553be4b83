/**
 * Milliseconds of ResNet-18 training steps through the project's own Trainer.
 *
 * usage: train-step.mjs PRECISION LAYOUT WIDTH BATCH THREADS STEPS [FOLDER OF REAL DATA]
 *
 * Without data the batch is synthetic and stays the same; with it (image-benchmark.json's folder) batches
 * come from the loader, so that the difference is what loading costs.
 */
import { join } from 'node:path'
import { openImageSet, packSet, readBenchmark } from '../dist/data/index.js'
import { standardPreprocessing } from '../dist/models/index.js'
import { ops, setThreads } from '../dist/torch/index.js'
import { packedSource } from '../dist/training/image/source.js'
import { ImageTrainer } from '../dist/training/image/trainer.js'
import { parseRecipe, resolveRecipe } from '../dist/training/load-recipe.js'

const [precision, memoryFormat, ...rest] = process.argv.slice(2)
const [width, batch, threads, steps] = rest.slice(0, 4).map(Number)
const data = rest[4]
setThreads(threads)
const recipe = resolveRecipe(
  parseRecipe(
    {
      name: 'bench',
      model: { width },
      objective: { name: 'closed-set' },
      batch: { inliers: batch },
      epochs: 1,
      precision,
      memoryFormat,
    },
    'bench',
  ),
  threads,
)
const config = {
  format: 1,
  arch: 'resnet18_32x32',
  width,
  inlierClasses: 10,
  outlierClass: false,
  classNames: Array.from({ length: 10 }, (_, i) => String(i)),
  preprocessing: standardPreprocessing.cifar10,
}
const trainer = new ImageTrainer(recipe, config, 10_000)
const source = data ? realSource() : syntheticSource()

function realSource() {
  const { inlier } = readBenchmark(join(data, 'image-benchmark.json'))
  return packedSource(recipe, packSet(openImageSet(inlier.train)))
}

function syntheticSource() {
  const images = ops.randn([batch, 3, 32, 32]).contiguous(memoryFormat).persist()
  const labels = ops.randint(10, [batch], { dtype: 'int64' }).persist()
  return { ready: () => () => ({ images, labels, inliers: batch }) }
}

let done = 0
const run = count => {
  for (let i = 0; i < count; i++, done++) trainer.step(done, source.ready(done))
}
run(3)
const start = performance.now()
run(steps)
console.log((performance.now() - start) / steps)
if (process.env.BENCH_RSS) {
  const before = process.memoryUsage.rss()
  run(500)
  console.log((process.memoryUsage.rss() - before) / 1e6)
}
