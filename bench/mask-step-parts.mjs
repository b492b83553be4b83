/**
 * Milliseconds of the parts of a training step of Mask2Former (Swin-T, 100 queries), medians: total, then a line a part.
 * The losses are what is left of them when costs and assignment, which are computed once more by themselves, are taken off.
 *
 * usage: mask-step-parts.mjs PRECISION HEIGHT WIDTH CLASSES_PRESENT THREADS STEPS CLOCK     CLOCK: wall, or cpu
 */
import { maskLosses, pointDraws } from '../dist/methods/masks/index.js'
import { match, matchingCosts } from '../dist/methods/masks/matcher.js'
import { clipFactor, gradientNorm } from '../dist/nn/index.js'
import { autocast, gradientsOf, scope, setThreads } from '../dist/torch/index.js'
import { prepareCrops } from '../dist/training/pixel/batch.js'
import { clockOf, median } from './clock.mjs'
import { maskTrainer, stripes } from './mask-trainer.mjs'

const [precision, ...rest] = process.argv.slice(2)
const [height, width, present, threads, steps] = rest.slice(0, 5).map(Number)
const clock = clockOf(rest[5])
setThreads(threads)
const { model, optimiser, config, recipe } = maskTrainer(precision, threads)
const scenes = [stripes(height, width, present)]
const half = precision === 'bfloat16' ? precision : null
const parameters = [...model.namedParameters().values()]
const keepFlags = (_block, _branch, images) => Array.from({ length: images }, () => true)
model.train()

/** Milliseconds by part. */
function step(number) {
  const parts = {}
  const timed = (name, body) => {
    const start = clock()
    const result = body()
    parts[name] = clock() - start
    return result
  }
  scope(() => {
    const { input, targets } = timed('input and targets', () => prepareCrops(scenes, config))
    const output = autocast(half, () => {
      const features = timed('backbone', () => model.backbone.forward(input, keepFlags))
      const pixels = timed('pixel decoder', () => model.sem_seg_head.pixel_decoder.forward(features))
      return timed('transformer decoder', () => model.sem_seg_head.predictor.forward(pixels, true))
    })
    const predictions = [output, ...output.auxiliary]
    const [draws, options] = [pointDraws(recipe.seed, number), recipe.objective]
    const costs = timed('matching: costs', () => matchingCosts(predictions, targets, draws, options))
    timed('matching: assignment', () => match(costs))
    const { ce, mask, dice } = timed('losses', () => maskLosses(predictions, targets, draws, options))
    parts.losses -= parts['matching: costs'] + parts['matching: assignment']
    const loss = ce.sum().add(mask.sum()).add(dice.sum())
    timed('backward', () => loss.backward())
    timed('optimiser', () => {
      const norm = gradientNorm(gradientsOf(parameters).filter(gradient => gradient !== null))
      optimiser.step(1e-5, clipFactor(norm, 0.01))
      optimiser.zeroGrad()
    })
  })
  return parts
}

step(0)
const all = Array.from({ length: steps }, (_, i) => step(i + 1))
const total = parts => Object.values(parts).reduce((a, b) => a + b)
console.log(median(all.map(total)))
for (const name of Object.keys(all[0])) console.log(`${name}\t${median(all.map(parts => parts[name]))}`)
