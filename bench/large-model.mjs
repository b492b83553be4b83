/**
 * The size of the released UNO model (Swin-L, window 12, 100 queries, K = 19) with random weights on one picture:
 * time of a forward pass and of the three score maps, and the peak memory of the process.
 *
 *     node bench/large-model.mjs [--size 1024x2048] [--precision bfloat16] [--backbone swin-l] [--runs 1]
 */
import { parseArgs } from 'node:util'
import {
  classLogitsOf,
  createModel,
  prepareScenes,
  segmenterConfig,
  standardBackbones,
} from '../dist/models/index.js'
import { scoreMaps } from '../dist/nn/index.js'
import {
  autocast,
  engineFacts,
  inferenceMode,
  openScope,
  prepareProcess,
  Tensor,
} from '../dist/torch/index.js'

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1024x2048' },
    precision: { type: 'string', default: 'float32' },
    backbone: { type: 'string', default: 'swin-l' },
    runs: { type: 'string', default: '1' },
  },
})
prepareProcess()
const [height, width] = values.size.split('x').map(Number)
const K = 19
const config = segmenterConfig.parse({
  format: 1,
  arch: 'mask2former',
  backbone: standardBackbones[values.backbone],
  inlierClasses: K,
  outlierClass: true,
  classNames: Array.from({ length: K }, (_, k) => String(k)),
  preprocessing: {
    shortEdge: null,
    longEdge: null,
    mean: [123.675, 116.28, 103.53],
    std: [58.395, 57.12, 57.375],
  },
})

const seconds = since => Number(process.hrtime.bigint() - since) / 1e9
// In KiB, of the whole process.
const peak = () => `${(process.resourceUsage().maxRSS / 1024 ** 2).toFixed(2)} GiB`

let start = process.hrtime.bigint()
const model = createModel(config, 1).eval()
const parameters = [...model.namedParameters().values()].reduce((sum, { size }) => sum + size, 0)
console.log(
  `${values.backbone}, ${(parameters / 1e6).toFixed(1)} M parameters, ${classLogitsOf(config)} class logits: drawn in ${seconds(start).toFixed(1)} s, ${peak()}`,
)
const data = Uint8Array.from({ length: 3 * height * width }, (_, i) => (i * 2654435761) >>> 24)

for (let run = 0; run < Number(values.runs); run++) {
  using(() => {
    start = process.hrtime.bigint()
    const { input, geometry } = prepareScenes([{ height, width, data }], config)
    const half = values.precision === 'float32' ? null : values.precision
    inferenceMode(() => {
      const { maskLogits, classLogits } = autocast(half, () => model.forward(input))
      const forward = seconds(start)
      start = process.hrtime.bigint()
      const p = classLogits.select(0, 0).softmax(-1)
      const [uncertainty, outlier] = [p.narrow(1, 0, K).amax(1).neg(), p.select(1, K)]
      const weights = Tensor.stack([uncertainty, outlier, uncertainty.add(outlier)])
      const maps = scoreMaps(maskLogits.select(0, 0), weights, geometry[0])
      const finite = maps.isFinite().all().item() === 1
      console.log(
        `${values.size} in ${values.precision} on ${engineFacts().threads} threads: forward ${forward.toFixed(2)} s, three score maps ${seconds(start).toFixed(2)} s, ${finite ? 'finite' : 'NOT FINITE'}, peak ${peak()}`,
      )
    })
  })
}

/** Frees what `body` makes. */
function using(body) {
  const scope = openScope()
  try {
    body()
  } finally {
    scope[Symbol.dispose]()
  }
}
