/**
 * Speed side by side with Python on the same libtorch: each pair of programs runs in turn, A B A B …, and
 * the median of each and of the pairwise ratios is printed as Markdown.
 *
 * Programs that have stages print a line for each after the total; they follow as rows of their own.
 *
 * usage: node bench/run.mjs [--rounds 5] [--threads N] [--python python3] [--data DIR] [--only PREFIX]
 *   [--clock wall|cpu]   segmenters: processor time of all threads, where other work shares the machine
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { median } from './clock.mjs'
import { measure, pathOf } from './programs.mjs'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(cpus().length) },
    python: { type: 'string', default: '/usr/bin/python3' },
    data: { type: 'string' },
    steps: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    clock: { type: 'string', default: 'wall' },
  },
})
const { threads, python, data, steps, clock } = values
const node = (name, ...args) => ({
  label: `uno ${args.slice(0, 4).join(' ')}`.trim(),
  command: [process.execPath, pathOf(name), ...args],
})
const py = (name, ...args) => ({
  label: `Python ${args.slice(0, 4).join(' ')}`.trim(),
  command: [python, pathOf(`python/${name}`), ...args],
})
const ours = (precision, layout, ...more) =>
  node('train-step.mjs', precision, layout, '64', '64', threads, steps, ...more)
const theirs = (precision, layout) => py('train_step.py', precision, layout, '64', '64', threads, steps)

const segment = precision => node('segmenter.mjs', precision, '512', '1024', threads, '1', clock)
const theirSegment = py('segmenter.py', '512', '1024', threads, '1', clock)
const maskStep = precision => node('mask-train-step.mjs', precision, '256', '512', '10', threads, '1', clock)
const theirMaskStep = py('mask_train_step.py', '256', '512', '10', threads, '1', clock)

const pairs = {
  'small-op': ['ns', node('small-op.mjs'), py('small_op.py')],
  'step-float32': ['ms', ours('float32', 'contiguous'), theirs('float32', 'contiguous')],
  'step-bfloat16': ['ms', ours('bfloat16', 'channels_last'), theirs('bfloat16', 'channels_last')],
  'default-against-default': ['ms', ours('bfloat16', 'channels_last'), theirs('float32', 'contiguous')],
  'segmenter-float32': ['ms', segment('float32'), theirSegment],
  'segmenter-bfloat16': ['ms', segment('bfloat16'), theirSegment],
  'mask-score': ['ms', node('score.mjs', threads, '3', clock), py('score.py', threads, '3', clock)],
  'mask-step-float32': ['ms', maskStep('float32'), theirMaskStep],
  'mask-step-bfloat16': ['ms', maskStep('bfloat16'), theirMaskStep],
  ...Object.fromEntries(
    ['components', 'quantised', 'pooled'].map(kind => [
      `metrics-${kind}`,
      ['ms', node('pixel-metrics.mjs', kind, clock), py('pixel_metrics.py', kind, clock)],
    ]),
  ),
  ...(data && {
    'real-data-against-synthetic': [
      'ms',
      ours('bfloat16', 'channels_last', data),
      ours('bfloat16', 'channels_last'),
    ],
  }),
}

const range = numbers =>
  `${median(numbers).toPrecision(4)} (${Math.min(...numbers).toPrecision(3)}–${Math.max(...numbers).toPrecision(3)})`

console.log(
  `| pair | A | B | A, median (range) | B, median (range) | B/A, median of pairs |\n|---|---|---|---|---|---|`,
)
for (const [name, [unit, a, b]] of Object.entries(pairs)) {
  if (!name.startsWith(values.only)) continue
  const rounds = Array.from({ length: Number(values.rounds) }, () =>
    [a, b].map(({ command }) => measure(command, threads)),
  )
  for (const stage of rounds[0][0].keys()) {
    const [as, bs] = [0, 1].map(side => rounds.map(round => round[side].get(stage)))
    const ratio = median(as.map((ours, i) => bs[i] / ours)).toFixed(3)
    const title = stage ? `${name}: ${stage}` : name
    const own = stage.includes('MB') ? 'MB' : unit
    console.log(
      `| ${title} | ${a.label} | ${b.label} | ${range(as)} ${own} | ${range(bs)} ${own} | ${ratio} |`,
    )
  }
}
