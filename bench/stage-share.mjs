/**
 * How far each stage of Mask2Former's inference is from the machine's peak: GFLOP of its matrix products (counted by
 * PyTorch's profiler), its time, and the share of the speed of 2048³ products, measured before and after.
 *
 * usage: node bench/stage-share.mjs [--threads 2] [--rounds 5] [--size 512x1024] [--python python3]
 */
import { parseArgs } from 'node:util'
import { ops, scope, setThreads } from '../dist/torch/index.js'
import { measure, pathOf } from './programs.mjs'

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    size: { type: 'string', default: '512x1024' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
})
const { threads, rounds, python } = values
const size = values.size.split('x')

/** GFLOP/s of a square product, the best of several. */
function peak(dtype, n = 2048) {
  return scope(() => {
    const [a, b] = [ops.randn([n, n]).to(dtype), ops.randn([n, n]).to(dtype)]
    const times = Array.from({ length: 9 }, () => {
      const start = process.hrtime.bigint()
      scope(() => void a.matmul(b))
      return Number(process.hrtime.bigint() - start)
    })
    return (2 * n ** 3) / Math.min(...times.slice(1))
  })
}

setThreads(Number(threads))
const flops = measure([python, pathOf('python/segmenter_flops.py'), ...size], threads)
console.log('| stage | GFLOP | precision | ms | GFLOP/s | share of the peak |\n|---|---|---|---|---|---|')
for (const precision of ['float32', 'bfloat16']) {
  const before = peak(precision)
  const command = [process.execPath, pathOf('segmenter.mjs'), precision, ...size, threads, rounds, 'wall']
  const times = measure(command, threads)
  const best = Math.max(before, peak(precision))
  for (const [stage, work] of flops) {
    const speed = work / (times.get(stage) / 1e3)
    const share = `${((100 * speed) / best).toFixed(0)} %`
    console.log(
      `| ${stage} | ${work.toFixed(0)} | ${precision} | ${times.get(stage).toFixed(0)} | ${speed.toFixed(0)} | ${share} of ${best.toFixed(0)} |`,
    )
  }
}
