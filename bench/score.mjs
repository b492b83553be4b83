/**
 * Milliseconds of the UNO score of 100 masks, 256×512 → 1024×2048; then the memory that it takes beside its input, MB.
 *
 * usage: score.mjs THREADS ROUNDS CLOCK
 */
import { readFileSync } from 'node:fs'
import { scoreMaps } from '../dist/nn/index.js'
import { ops, scope, setThreads } from '../dist/torch/index.js'
import { clockOf, median } from './clock.mjs'

const [threads, rounds] = process.argv.slice(2, 4).map(Number)
const clock = clockOf(process.argv[4])
setThreads(threads)
const masks = ops.randn([100, 256, 512]).mul(4).persist()
const weights = ops.rand([1, 100]).persist()
const geometry = { padded: [1024, 2048], crop: [1024, 2048], size: [1024, 2048] }
const peak = () => Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024

function run() {
  const start = clock()
  scope(() => {
    scoreMaps(masks, weights, geometry)
  })
  return clock() - start
}

scope(() => {
  scoreMaps(masks.narrow(1, 0, 8).narrow(2, 0, 8), weights, {
    padded: [32, 32],
    crop: [32, 32],
    size: [32, 32],
  })
})
const before = peak()
run()
const times = Array.from({ length: rounds }, run)
console.log(median(times))
console.log(`extra MB\t${peak() - before}`)
