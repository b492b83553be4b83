import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { evaluateCommand } from '../../src/cli/evaluate.js'
import { exitCodeOf } from '../../src/errors.js'
import { writeNpz } from '../../src/formats/index.js'
import { rankMetrics, spread } from '../../src/metrics/index.js'
import { temporaryFolder, writeTree } from '../data/fixtures.js'
import { miniBenchmark, miniModel, miniRun, readSet, rowsOf } from '../protocols/image/mini-benchmark.js'

beforeEach(() => {
  vi.stubEnv('UNO_CACHE', temporaryFolder())
})

/** Runs `uno evaluate`; gives what it prints and what it ends with. */
async function run(...words: string[]) {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  // Commander keeps the options of an earlier call.
  const command = evaluateCommand.exitOverride().configureOutput({ writeErr: () => {} })
  for (const option of command.options) {
    const kept = option.defaultValue
    command.setOptionValue(option.attributeName(), kept)
  }
  const error = await command.parseAsync([...words, '--quiet'], { from: 'user' }).then(
    () => undefined,
    (error: Error) => error,
  )
  const output = out.mock.calls.map(([text]) => text).join('')
  out.mockRestore()
  return { output, exitCode: error ? exitCodeOf(error) : 0, message: error?.message }
}

const modelFolder = (seed = 0) => miniModel(join(temporaryFolder(), 'model'), {}, seed)

describe('one model', () => {
  test('prints a table of sets × scores, and writes JSON, Markdown and CSV', async () => {
    const out = join(temporaryFolder(), 'out')
    const { output, exitCode } = await run(modelFolder(), '--benchmark', miniBenchmark(), '--out', out)
    expect(exitCode).toBe(0)
    expect(output).toMatch(/^mini \(accuracy \d+\.\d\d %\)$/m)
    expect(output).toMatch(/^Set +Images +s_Unc +s_NO +s_UNO +msp/m)
    expect(output).toMatch(/^beta +12 +\d+\.\d\d /m)
    expect(output).toContain('Outliers are the positive class')
    const file = (name: string) => readFileSync(join(out, 'evaluation', name), 'utf8')
    expect(file('results.md')).toMatch(/^\| \*near average\* \|/m)
    const { sets } = JSON.parse(file('results.json'))
    const line = file('results.csv')
      .split('\r\n')
      .find(row => row.includes('beta,near,12,s_uno'))
    expect(line!.split(',').slice(-5).map(Number)).toEqual(
      ['auroc', 'ap', 'fpr95', 'aupr_in', 'aupr_out'].map(name => sets[2].metrics.s_uno[name]),
    )
  })

  test('--json prints results.json', async () => {
    const run_ = miniRun(miniBenchmark())
    const { output } = await run(run_, '--json')
    expect(JSON.parse(output)).toEqual(
      JSON.parse(readFileSync(join(run_, 'evaluation/results.json'), 'utf8')),
    )
  })

  test('unreadable images are listed at the end, with exit code 1', async () => {
    const [benchmark, out] = [miniBenchmark(), join(temporaryFolder(), 'out')]
    writeFileSync(join(dirname(benchmark), 'beta/7.png'), 'text')
    const words = [modelFolder(), '--benchmark', benchmark, '--out', out]
    expect(await run(...words)).toMatchObject({
      exitCode: 2,
      output: '',
      message: expect.stringContaining('"7.png"'),
    })
    expect(existsSync(out)).toBe(false)
    const { output, exitCode, message } = await run(...words, '--keep-going')
    expect(exitCode).toBe(1)
    expect(message).toMatch(/^1 image could not be read and was left out: beta: "7\.png" \(.*\)$/)
    expect(output).toMatch(/^beta +11 /m)
  })
})

describe("a user's own detector", () => {
  /** Distance to the nearest class mean of the training features; its options come from the command line. */
  const source = `
    const scale = { safeParse: ({ scale = 1 }) => ({ success: true, data: { scale } }) }
    export default {
      name: 'nearest-mean',
      source: 'nobody yet',
      options: scale,
      needs: { features: true },
      fit({ features, labels, inlierClasses }) {
        const means = []
        const of = labels.toFloat64Array()
        for (let k = 0; k < inlierClasses; k++) {
          const rows = [...of.keys()].filter(i => of[i] === k)
          means.push(rows.map(i => features.narrow(0, i, 1)).reduce((a, b) => a.add(b)).div(rows.length))
        }
        return means
      },
      score: ({ features }, { scale }, means) =>
        means
          .map(mean => features.sub(mean).pow(2).sum(-1).mul(scale))
          .reduce((a, b) => a.add(b).sub(a.sub(b).abs()).div(2)),
    }`

  test('is fitted, scores every set, and stands in the results beside the others', async () => {
    const mine = join(temporaryFolder(), 'mine.mjs')
    writeFileSync(mine, source)
    const out = join(temporaryFolder(), 'out')
    const benchmark = miniBenchmark()
    const model = modelFolder()
    const words = [model, '--benchmark', benchmark, '--out', out, '--method', 'msp', '--method', mine]
    const { output, exitCode, message } = await run(...words, '--json')
    expect({ exitCode, message }).toEqual({ exitCode: 0, message: undefined })
    const results = JSON.parse(output)
    expect(Object.keys(results.averages.near)).toEqual(['msp', 'nearest-mean'])
    expect(results.methods[1]).toMatchObject({
      label: 'nearest-mean',
      source: 'nobody yet',
      options: { scale: 1 },
    })

    const means = classMeans(await trainingFeatures(model, benchmark))
    const inliers = readSet(out, 'animals')
    const outliers = readSet(out, 'gamma')
    const expected = (features: Float32Array) =>
      Array.from({ length: features.length / 32 }, (_, i) =>
        Math.min(...means.map(mean => squaredDistance(features.subarray(32 * i, 32 * i + 32), mean))),
      )
    const scores = [...expected(inliers.features), ...expected(outliers.features)]
    const stored = [...inliers.score('nearest-mean'), ...outliers.score('nearest-mean')]
    scores.forEach((value, i) => {
      expect(stored[i]! / value).toBeCloseTo(1, 3)
    })
    const labels = new Uint8Array(scores.length).fill(1, 18)
    expect(results.sets[3].metrics['nearest-mean'].auroc).toBe(
      rankMetrics(Float64Array.from(stored), labels).auroc,
    )
  })

  test('its options are given behind its path', async () => {
    const mine = join(temporaryFolder(), 'mine.mjs')
    writeFileSync(mine, source)
    const [out, doubled] = [join(temporaryFolder(), 'out'), join(temporaryFolder(), 'out')]
    const words = [modelFolder(), '--benchmark', miniBenchmark(), '--fit-images', '12']
    await run(...words, '--out', out, '--method', mine)
    const { output } = await run(...words, '--out', doubled, '--method', `${mine}:scale=2`, '--json')
    expect(JSON.parse(output).methods[0].label).toBe('nearest-mean:scale=2')
    const [once, twice] = [
      readSet(out, 'beta').score('nearest-mean'),
      readSet(doubled, 'beta').score('nearest-mean:scale=2'),
    ]
    once.forEach((value, i) => {
      expect(twice[i]).toBeCloseTo(2 * value, 4)
    })
  })

  test.each([
    [
      'throws',
      'score: () => { throw new Error("mine is broken") }',
      'method mine on animals: mine is broken',
      1,
    ],
    [
      'returns no tensor',
      'score: () => 5',
      'method mine on animals: returned number, expected a tensor [18]',
      2,
    ],
    [
      'returns a matrix',
      'score: o => o.logits',
      'method mine on animals: returned a tensor [18, 4], expected [18]',
      2,
    ],
    [
      'returns NaN',
      'score: o => o.logits.amax(-1).sub(1e9).log()',
      'method mine on animals: the score of row 0 is NaN, expected a number',
      2,
    ],
    ['has no score', 'scores: 5', 'the default export is no detector', 2],
  ])('one that %s is named', async (_, body, expected, code) => {
    const mine = join(temporaryFolder(), 'mine.mjs')
    writeFileSync(mine, `export default { name: 'mine', ${body} }`)
    const out = join(temporaryFolder(), 'out')
    const result = await run(modelFolder(), '--benchmark', miniBenchmark(), '--out', out, '--method', mine)
    expect(result.message).toContain(expected)
    expect(result.exitCode).toBe(code)
    expect(existsSync(join(out, 'evaluation'))).toBe(false)
  })
})

/** Features of the training pictures, by way of a benchmark whose test set they are. */
async function trainingFeatures(model: string, benchmark: string) {
  const described = JSON.parse(readFileSync(benchmark, 'utf8'))
  const asTest = join(dirname(benchmark), 'train-as-test.json')
  writeFileSync(
    asTest,
    JSON.stringify({ ...described, inlier: { ...described.inlier, test: { path: 'train' } } }),
  )
  const out = join(temporaryFolder(), 'out')
  await run(model, '--benchmark', asTest, '--out', out)
  return readSet(out, 'animals')
}

function classMeans({ features, labels }: ReturnType<typeof readSet>): Float64Array[] {
  const means = [0, 1, 2].map(() => new Float64Array(32))
  labels.forEach((k, i) => {
    for (let d = 0; d < 32; d++) means[k]![d]! += features[32 * i + d]! / 8
  })
  return means
}

const squaredDistance = (a: Float32Array, b: Float64Array) =>
  a.reduce((sum, value, d) => sum + (value - b[d]!) ** 2, 0)

describe('several runs', () => {
  test('runs that differ in their seed alone share a table: mean ± population standard deviation', async () => {
    const benchmark = miniBenchmark()
    const runs = [0, 1, 2].map(seed => miniRun(benchmark, seed))
    const { output, exitCode } = await run(...runs)
    expect(exitCode).toBe(0)
    expect(output).toContain(`mini-uno, seeds 0, 1, 2: ${runs.join(', ')}`)
    expect(output.match(/^Set /gm)).toHaveLength(3) // One block a metric.
    const values = runs.map(
      home =>
        JSON.parse(readFileSync(join(home, 'evaluation/results.json'), 'utf8')).averages.near.s_uno.auroc,
    )
    const { mean, deviation } = spread(values)
    const { output: json } = await run(...runs, '--resume', '--json')
    const { summaries, results } = JSON.parse(json)
    expect(results).toHaveLength(3)
    expect(summaries).toHaveLength(1)
    const near = summaries[0].rows.find((row: { name: string }) => row.name === 'near average')
    expect(near.scores.s_uno.auroc).toEqual({ mean, deviation })
  })

  test('what is wrong with the last run is found before the first is computed', async () => {
    const benchmark = miniBenchmark()
    const runs = [miniRun(benchmark, 0), `${miniRun(benchmark, 1)}-misspelt`]
    expect((await run(...runs)).message).toContain('-misspelt')
    expect(existsSync(join(runs[0]!, 'evaluation'))).toBe(false)
  })

  test('runs of other recipes have tables of their own', async () => {
    const benchmark = miniBenchmark()
    const runs = [miniRun(benchmark, 0), miniRun(benchmark, 0, { epochs: 5 })]
    const { output } = await run(...runs)
    expect(output).toContain(`mini-uno, seed 0: ${runs[0]}\n`)
    expect(output).toContain(`mini-uno, seed 0: ${runs[1]}\n`)
  })

  test('so have runs on other data, by other negatives, or from weights', async () => {
    const benchmark = miniBenchmark()
    const runs = [0, 1, 2, 3, 4].map(seed => miniRun(benchmark, seed))
    const starts = [2, 3].map(seed => miniRun(benchmark, seed))
    const change = (run: string, fields: object) => {
      const path = join(run, 'data.json')
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...fields }))
    }
    change(runs[1]!, { negatives: { fingerprint: 'others' } })
    const weightsOf = (start: string) => ({
      path: join(start, 'checkpoints/step-1/model.safetensors'),
      sha256: start,
    })
    for (const [i, start] of starts.entries()) change(runs[2 + i]!, { weights: weightsOf(start) })
    change(runs[4]!, { weights: weightsOf('elsewhere') })
    const { output } = await run(...runs)
    expect(output.match(/^mini-uno, seeds? .*(?=:)/gm)).toEqual([
      'mini-uno, seed 0',
      'mini-uno, seed 1',
      'mini-uno, seeds 2, 3',
      'mini-uno, seed 4',
    ])
  })

  test('--compare gives paired differences: one pair by bootstrap, several by their seeds', async () => {
    const benchmark = miniBenchmark()
    const runs = [0, 1, 2].map(seed => miniRun(benchmark, seed))
    await run(...runs)
    const [a, b] = [`${runs[0]}:s_uno`, `${runs[0]}:msp`]
    const pair = await run('--compare', a, b, '--bootstrap', '30')
    expect(pair.output).toContain(`${a} − ${b} (accuracy 0.00 [0.00, 0.00] points)`)
    expect(pair.output).toContain('95 % intervals: bootstrap over images, paired.')
    const [all, ours] = [`${runs.join(',')}:s_uno`, `${runs.join(',')}:msp`]
    const { output } = await run('--compare', all, ours, '--json')
    const [comparison] = JSON.parse(output).comparisons
    expect(comparison.interval).toBe('Student over seeds')
    const auroc = (home: string, score: string) =>
      JSON.parse(readFileSync(join(home, 'evaluation/results.json'), 'utf8')).averages.far[score].auroc
    const far = comparison.differences.find(({ name }: { name: string }) => name === 'far average')
    expect(far.metrics.auroc.value).toBeCloseTo(
      spread(runs.map(home => auroc(home, 's_uno') - auroc(home, 'msp'))).mean,
      12,
    )
    const wrong = [all, `${runs.join(',')}:s_unoo`]
    expect((await run('--compare', ...wrong)).message).toContain(`${runs[0]}: has no score "s_unoo"; known: `)
    expect((await run('--compare', all, ours, '--bootstrap', '30')).message).toBe(
      'evaluate: --bootstrap resamples images; pairs of several runs have the intervals of their seeds',
    )
  })

  test('a mistake in --compare is found before anything is computed, else the tables are there', async () => {
    const [benchmark, other] = [miniBenchmark(), miniBenchmark()]
    const [ours, theirs] = [miniRun(benchmark, 0), miniRun(other, 1)]
    const side = (home: string, score: string) => `${home}:${score}`
    const refused = async (...sides: string[]) => (await run(ours, '--compare', ...sides)).message
    expect(await refused(side(ours, 's_unoo'), side(ours, 'msp'))).toContain(
      `${ours} is not evaluated by "s_unoo", but by s_unc, s_no, s_uno, msp; name it with --method`,
    )
    expect(await refused(side(ours, 'msp'), side(theirs, 'msp'))).toContain(`${theirs}: was not evaluated`)
    expect(existsSync(join(ours, 'evaluation'))).toBe(false)
    rmSync(join(dirname(other), 'alpha/9.png'))
    await run(theirs, '--method', 'msp')
    const late = await run(ours, '--method', 'msp', '--compare', side(ours, 'msp'), side(theirs, 'msp'))
    expect(late.message).toContain('were not evaluated on the same images of alpha')
    expect(late.output).toMatch(/^near average /m)
  })
})

test('--outputs needs no model; with --out the results are kept', async () => {
  const folder = temporaryFolder()
  writeNpz(
    join(folder, 'id.npz'),
    rowsOf(
      [
        [3, 0],
        [0, 2],
      ],
      [0, 1],
    ),
  )
  writeNpz(join(folder, 'far-x.npz'), rowsOf([[0.1, 0]]))
  const { output, exitCode } = await run('--outputs', folder, '--method', 'max-logit')
  expect(exitCode).toBe(0)
  expect(output).toMatch(/^far average +100\.00 +100\.00 +0\.00/m)
  const out = join(temporaryFolder(), 'out')
  await run('--outputs', join(folder, 'id.npz'), join(folder, 'far-x.npz'), '--out', out)
  expect(JSON.parse(readFileSync(join(out, 'evaluation/results.json'), 'utf8')).accuracy).toBe(1)
  expect((await run('--outputs', folder, '--out', out)).message).toMatch(/exists already/)
  // What a model had left there goes, unless it is what is read.
  const own = join(out, 'evaluation/outputs')
  writeTree(
    own,
    Object.fromEntries(readdirSync(folder).map(name => [name, readFileSync(join(folder, name))])),
  )
  expect((await run('--outputs', own, '--out', out, '--overwrite')).message).toBe(
    `${own}: lies in ${join(out, 'evaluation')}, which is replaced; choose another --out`,
  )
  expect((await run('--outputs', folder, '--out', out, '--overwrite')).exitCode).toBe(0)
  expect(readdirSync(join(out, 'evaluation')).sort()).toEqual(['results.csv', 'results.json', 'results.md'])
})

describe('mistakes on the command line', () => {
  test.each([
    [[], /name a run, a model folder, --outputs or --compare/],
    [['run', '--outputs', 'x'], /--outputs are evaluated as they are/],
    [['run', '--classes', '3'], /--classes is of --outputs/],
    [['a', 'b', '--out', 'x'], /--out takes the results of one model, and 2 are given: a, b/],
    [['a', 'b', '--submission', 'x'], /--submission takes the scores of one model, and 2 are given/],
    [['a', 'b', './a/'], /evaluate: \.\/a\/ is given twice/],
    [['--compare', 'a:msp', 'b:msp', '--fpr95', 'sklearn'], /--compare takes the exact FPR95/],
    [['--compare', 'a:msp'], /--compare takes pairs .* 1 side is given/],
    [['--compare', 'a', 'b:msp'], /--compare a: expected RUN:score/],
    [['run', '--batch', '0'], /expected a whole number from 1/],
    [['run', '--precision', 'float16'], /Allowed choices are float32, bfloat16/],
  ])('%j', async (words, message) => {
    expect((await run(...words)).message).toMatch(message)
  })
})

test('a run without a checkpoint says so', async () => {
  const home = miniRun(miniBenchmark())
  rmSync(join(home, 'checkpoints'), { recursive: true })
  expect(await run(home)).toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('has no checkpoint yet'),
  })
})

test('options that would change nothing are refused', async () => {
  const folder = temporaryFolder()
  const refused = async (...words: string[]) => {
    const { exitCode, message } = await run(...words)
    expect(exitCode).toBe(2)
    return message
  }
  expect(await refused('--outputs', folder, '--precision', 'bfloat16')).toBe(
    'evaluate: --precision is of models; --outputs are evaluated as they are',
  )
  expect(await refused('--compare', 'a:msp', 'b:msp', '--method', 'msp')).toBe(
    'evaluate: --method is of evaluations; --compare reads the results of earlier ones',
  )
  expect(await refused(modelFolder(), '--out', folder, '--bootstrap', '50')).toBe(
    'evaluate: --bootstrap of classifiers is for the intervals of --compare, which is missing',
  )
  const benchmark = miniBenchmark()
  const words = [modelFolder(), '--benchmark', benchmark, '--out', folder]
  expect(await refused(...words, '--root', folder)).toBe(
    `--root: ${benchmark} says itself where its files are; leave it out`,
  )
  expect(await refused(...words, '--without-validation')).toBe(
    `--without-validation: ${benchmark} takes no validation images from its test sets; leave it out`,
  )
  writeTree(folder, { 'evaluation/results.json': '{ "track": "pixel" }' })
  expect(await refused('--outputs', folder, '--compare', `${folder}:s_uno`, `${folder}:s_no`)).toBe(
    'evaluate: --outputs are of classifiers, and --compare names segmenters; give one of them',
  )
})
