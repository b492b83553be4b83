/**
 * Speed side by side with Python on the same libtorch: each pair of programs runs in turn, A B A B …, and
 * the median of each and of the pairwise ratios is printed as Markdown.
 *
 * usage: node bench/run.mjs [--rounds 5] [--threads N] [--python python3] [--data DIR] [--only NAME]
 */
import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(cpus().length) },
    python: { type: 'string', default: '/usr/bin/python3' },
    data: { type: 'string' },
    steps: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
  },
})
const { threads, python, data, steps } = values
const env = { ...process.env, UNO_THREADS: threads, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads }
const here = name => new URL(name, import.meta.url).pathname
const node = (name, ...args) => ({
  label: `uno ${args.slice(0, 4).join(' ')}`.trim(),
  command: [process.execPath, here(name), ...args],
})
const py = (name, ...args) => ({
  label: `Python ${args.slice(0, 4).join(' ')}`.trim(),
  command: [python, here(`python/${name}`), ...args],
})
const ours = (precision, layout, ...more) =>
  node('train-step.mjs', precision, layout, '64', '64', threads, steps, ...more)
const theirs = (precision, layout) => py('train_step.py', precision, layout, '64', '64', threads, steps)

const pairs = {
  'small-op': ['ns', node('small-op.mjs'), py('small_op.py')],
  'step-float32': ['ms', ours('float32', 'contiguous'), theirs('float32', 'contiguous')],
  'step-bfloat16': ['ms', ours('bfloat16', 'channels_last'), theirs('bfloat16', 'channels_last')],
  'default-against-default': ['ms', ours('bfloat16', 'channels_last'), theirs('float32', 'contiguous')],
  ...(data && {
    'real-data-against-synthetic': [
      'ms',
      ours('bfloat16', 'channels_last', data),
      ours('bfloat16', 'channels_last'),
    ],
  }),
}

const measure = ({ command }) =>
  Number(execFileSync(command[0], command.slice(1), { env, encoding: 'utf8' }).split('\n')[0])
const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
const range = numbers =>
  `${median(numbers).toPrecision(4)} (${Math.min(...numbers).toPrecision(3)}–${Math.max(...numbers).toPrecision(3)})`

console.log(
  `| pair | A | B | A, median (range) | B, median (range) | B/A, median of pairs |\n|---|---|---|---|---|---|`,
)
for (const [name, [unit, a, b]] of Object.entries(pairs)) {
  if (!name.includes(values.only)) continue
  const rounds = Array.from({ length: Number(values.rounds) }, () => [measure(a), measure(b)])
  const [as, bs] = [rounds.map(round => round[0]), rounds.map(round => round[1])]
  const ratio = median(rounds.map(([ours, other]) => other / ours)).toFixed(3)
  console.log(
    `| ${name} | ${a.label} | ${b.label} | ${range(as)} ${unit} | ${range(bs)} ${unit} | ${ratio} |`,
  )
}
