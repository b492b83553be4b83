/**
 * Where our own training step of ResNet-18 goes (bf16, channels_last), as oneDNN reports each of its kernels: a line a
 * kind with milliseconds a step and the share of the step; what is left is batch normalisation, activations, loss,
 * optimiser, ourselves and oneDNN's writing of these reports.
 *
 * usage: node bench/step-kernels.mjs THREADS [WIDTH BATCH STEPS]     default: 64 64 8
 */
import { execFileSync } from 'node:child_process'
import { pathOf } from './programs.mjs'

const [threads = '2', width = '64', batch = '64', steps = '8'] = process.argv.slice(2)
const warmUp = 3
const output = execFileSync(
  process.execPath,
  [pathOf('train-step.mjs'), 'bfloat16', 'channels_last', width, batch, threads, steps],
  { env: { ...process.env, ONEDNN_VERBOSE: '1' }, encoding: 'utf8', maxBuffer: 2 ** 28 },
)
const lines = output.trim().split('\n')
const kernels = lines.map(line => line.split(',')).filter(([, kind]) => kind === 'exec')
if (kernels.length === 0) throw new Error('no reports in the form of oneDNN 2')
const step = Number(lines.find(line => Number.isFinite(Number(line))))
const ofTimedSteps = kernels.slice(Math.round((kernels.length * warmUp) / (warmUp + Number(steps))))

const byKind = new Map()
for (const [, , , primitive, , direction, ...rest] of ofTimedSteps) {
  const kind = direction === 'undef' ? primitive : `${primitive}, ${direction}`
  byKind.set(kind, (byKind.get(kind) ?? 0) + Number(rest.at(-1)) / Number(steps))
}
const inside = [...byKind.values()].reduce((a, b) => a + b, 0)
console.log(step)
for (const [kind, ms] of [...byKind, ['all else', step - inside]].sort((a, b) => b[1] - a[1]))
  console.log(`${kind}\t${ms.toFixed(1)}\t${((100 * ms) / step).toFixed(1)} %`)
