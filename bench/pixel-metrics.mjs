/**
 * Milliseconds of pixel metrics on made-up maps; what was computed goes to stderr, to be compared.
 *
 * usage: node bench/pixel-metrics.mjs components|quantised|pooled [wall|cpu]
 */
import { toHalf } from '../dist/half.js'
import { imageComponents, PixelPool, SmiycPixelMetric, smiycSizeLimits } from '../dist/metrics/index.js'
import { clockOf } from './clock.mjs'

const clock = clockOf(process.argv[3])

const [height, width] = [1024, 2048]

/** 60 true rectangles on a grid, 60 predicted ones that are moved against them. */
function frame() {
  const [labels, scores] = [new Uint8Array(height * width), new Float32Array(height * width).fill(0.1)]
  for (let k = 0; k < 60; k++) {
    const [top, left] = [Math.floor(k / 10) * 170 + 20, (k % 10) * 204 + 10]
    const [h, w, shift] = [40 + (k % 7) * 10, 60 + (k % 5) * 15, k % 30]
    for (let y = 0; y < h; y++) {
      labels.fill(1, (top + y) * width + left, (top + y) * width + left + w)
      const row = (top + y + (shift >> 1)) * width + left + shift
      scores.fill(0.9, row, row + w)
    }
  }
  return { name: 'frame', width, labels, scores: toHalf(scores) }
}

const mix = x => {
  x ^= x >>> 16
  x = Math.imul(x, 0x7feb352d)
  x ^= x >>> 15
  x = Math.imul(x, 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

/** 3 % outliers, which score higher. */
function noise(n) {
  const [scores, labels] = [new Float32Array(n), new Uint8Array(n)]
  for (let i = 0; i < n; i++) {
    const a = mix(i + 1)
    const [b, c] = [mix(a ^ 0x85ebca6b) >>> 8, mix(a ^ 0xc2b2ae35) >>> 8]
    labels[i] = a % 1000 < 30 ? 1 : 0
    scores[i] = (labels[i] === 1 ? Math.max(b, c) : Math.min(b, c)) / 2 ** 24
  }
  return { name: 'noise', width, labels, scores }
}

const programs = {
  components() {
    const image = frame()
    return [() => imageComponents(image, 0.5, smiycSizeLimits.AnomalyTrack), mean => mean.sIoU_gt.join(' ')]
  },
  quantised() {
    const single = noise(height * width)
    const image = { ...single, scores: toHalf(single.scores) }
    const run = () => {
      const metric = new SmiycPixelMetric()
      metric.add(image)
      return metric.result()
    }
    return [run, ({ area_PRC, tpr95_fpr }) => `${area_PRC} ${tpr95_fpr}`]
  },
  pooled() {
    const image = noise(2e7)
    const run = () => {
      const pool = new PixelPool()
      pool.add(image)
      return pool.result().metrics
    }
    return [run, ({ ap, auroc, fpr95 }) => `${ap} ${auroc} ${fpr95}`]
  },
}

const [run, describe] = programs[process.argv[2]]()
const rounds = process.argv[2] === 'pooled' ? 1 : 5
if (rounds > 1) run()
const start = clock()
let result
for (let i = 0; i < rounds; i++) result = run()
const milliseconds = (clock() - start) / rounds
console.error(describe(result).slice(0, 100))
console.log(milliseconds)
