/**
 * Milliseconds of Mask2Former (Swin-T, 100 queries, 19 + 2 classes): total, then a line a stage.
 *
 * usage: segmenter.mjs PRECISION HEIGHT WIDTH THREADS ROUNDS CLOCK      CLOCK: wall, or cpu (of all threads)
 */
import { createModel } from '../dist/models/index.js'
import { scoreMaps } from '../dist/nn/index.js'
import { autocast, noGrad, ops, scope, setThreads } from '../dist/torch/index.js'
import { clockOf, median } from './clock.mjs'
import { swinT } from './swin-t.mjs'

const [precision, ...rest] = process.argv.slice(2)
const [height, width, threads, rounds] = rest.slice(0, 4).map(Number)
const clock = clockOf(rest[4])
const K = 19
setThreads(threads)
const model = createModel(swinT(K), 0).eval()
const x = ops.randn([1, 3, height, width]).persist()
const size = [height, width]
const stages = ['backbone', 'pixel decoder', 'transformer decoder', 'score']

/** s_UNO of Q masks as one row of weights: p of the outlier less the largest inlier's. */
const unoWeights = classLogits => {
  const p = classLogits.softmax(-1)
  return p
    .select(1, K)
    .sub(p.narrow(1, 0, K).amax(1))
    .unsqueeze(0)
}

function run() {
  const times = [clock()]
  scope(() =>
    noGrad(() => {
      const { maskLogits, classLogits } = autocast(precision, () => {
        const features = model.backbone.forward(x)
        times.push(clock())
        const pixels = model.sem_seg_head.pixel_decoder.forward(features)
        times.push(clock())
        return model.sem_seg_head.predictor.forward(pixels, false)
      })
      times.push(clock())
      const geometry = { padded: size, crop: size, size }
      scoreMaps(maskLogits.select(0, 0), unoWeights(classLogits.select(0, 0)), geometry)
      times.push(clock())
    }),
  )
  return stages.map((_, i) => times[i + 1] - times[i])
}

run()
const all = Array.from({ length: rounds }, run)
const each = stages.map((_, i) => median(all.map(times => times[i])))
console.log(each.reduce((a, b) => a + b))
for (const [i, stage] of stages.entries()) console.log(`${stage}\t${each[i]}`)
