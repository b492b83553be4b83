import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { openImageSet, packSet } from '../../../src/data/index.js'
import { averageOverSets, pearson, rankMetrics } from '../../../src/metrics/index.js'
import { loadClassifier, standardPreprocessing } from '../../../src/models/index.js'
import { type EvaluationJob, evaluate } from '../../../src/protocols/image/evaluate.js'
import type { EvaluationResults } from '../../../src/protocols/image/results.js'
import { readRun } from '../../../src/reports/inputs/run-record.js'
import { EventLog } from '../../../src/runs/event-log.js'
import type { RecordedEvent } from '../../../src/runs/events.js'
import { noGrad, Tensor } from '../../../src/torch/index.js'
import { png, temporaryFolder } from '../../data/fixtures.js'
import { treeOf } from '../../formats/folder.js'
import { miniBenchmark, miniModel, miniRun, readSet, smallCrop } from './mini-benchmark.js'

beforeEach(() => {
  vi.stubEnv('UNO_CACHE', temporaryFolder())
})

const resultsIn = (home: string) => JSON.parse(readFileSync(join(home, 'evaluation/results.json'), 'utf8'))
const modelFolder = (changes = {}, seed = 0) => miniModel(join(temporaryFolder(), 'model'), changes, seed)
const outFolder = () => join(temporaryFolder(), 'out')

const refusal = async (job: EvaluationJob): Promise<string> => {
  const error = await evaluate(job).then(
    () => undefined,
    (error: Error) => error,
  )
  expect(error).toMatchObject({ name: 'UserError' })
  return error!.message
}

describe('what is measured', () => {
  test('outputs are those of the model on the preprocessed images', async () => {
    const [model, out, benchmark] = [modelFolder(), outFolder(), miniBenchmark()]
    await evaluate({ model, benchmark, out, batch: 7 })
    const { preprocessing } = smallCrop
    const pack = packSet(openImageSet(join(dirname(benchmark), 'beta')), { ...preprocessing, cache: false })
    const normalised = Float32Array.from(
      pack.images,
      (value, i) => (value / 255 - preprocessing.mean[i % 3]!) / preprocessing.std[i % 3]!,
    )
    const input = Tensor.fromTyped(normalised, [12, 8, 8, 3]).permute([0, 3, 1, 2])
    const { features, logits } = noGrad(() => loadClassifier(model).model.forward(input))
    const stored = readSet(out, 'beta')
    const difference = (a: Float32Array, b: Float32Array) => Math.max(...a.map((v, i) => Math.abs(v - b[i]!)))
    expect(difference(stored.logits, logits.toFloat32Array())).toBeLessThan(1e-5)
    expect(difference(stored.features, features.toFloat32Array())).toBeLessThan(1e-5)
    expect([...stored.labels]).toEqual(Array(12).fill(-1))
    expect([...readSet(out, 'animals').labels]).toEqual([0, 1, 2].flatMap(k => Array(6).fill(k)))
  })

  test('metrics are rankMetrics of the forms that do not saturate; averages are plain means', async () => {
    const out = outFolder()
    const results = await evaluate({ model: modelFolder(), benchmark: miniBenchmark(), out })
    expect(results.methods.map(({ label }) => label)).toEqual(['s_unc', 's_no', 's_uno', 'msp'])
    expect(results.sets.map(({ name, group, images }) => [name, group, images])).toEqual([
      ['animals', 'inliers', 18],
      ['alpha', 'near', 10],
      ['beta', 'near', 12],
      ['gamma', 'far', 11],
      ['negatives', 'negatives', 9],
    ])
    const inliers = readSet(out, 'animals')
    for (const { name, group, metrics } of results.sets) {
      if (group === 'inliers' || group === 'negatives') {
        expect(metrics).toEqual({})
        continue
      }
      const set = readSet(out, name)
      for (const { label } of results.methods) {
        const scores = Float64Array.of(...inliers.rank(label), ...set.rank(label))
        const labels = new Uint8Array(scores.length).fill(1, 18)
        const { auroc, ap, fpr95, aupr_in, aupr_out } = rankMetrics(scores, labels)
        expect(metrics[label]).toEqual({ auroc, ap, fpr95, aupr_in, aupr_out })
      }
    }
    const [, alpha, beta, gamma] = results.sets
    for (const label of ['s_unc', 's_no', 's_uno', 'msp']) {
      expect(results.averages.near![label]).toEqual(
        averageOverSets([alpha!.metrics[label]!, beta!.metrics[label]!]),
      )
      expect(results.averages.far![label]).toEqual(gamma!.metrics[label])
    }
  })

  test('accuracy and confusion look at the first K logits alone', async () => {
    const out = outFolder()
    const results = await evaluate({ model: modelFolder(), benchmark: miniBenchmark(), out })
    const { logits, labels } = readSet(out, 'animals')
    const predicted = Array.from({ length: 18 }, (_, i) => {
      const row = [...logits.subarray(4 * i, 4 * i + 3)]
      return row.indexOf(Math.max(...row))
    })
    const hits = predicted.filter((k, i) => k === labels[i]).length
    expect(results.accuracy).toBe(hits / 18)
    expect(results.confusion!.flat().reduce((a, b) => a + b)).toBe(18)
    expect(results.confusion!.map((row, k) => row[k]!).reduce((a, b) => a + b)).toBe(hits)
    predicted.forEach((k, i) => {
      expect(results.confusion![labels[i]!]![k]).toBeGreaterThan(0)
    })
  })

  test('correlation of s_unc and s_no is that of the scores, pooled over sets', async () => {
    const out = outFolder()
    const { correlation } = await evaluate({ model: modelFolder(), benchmark: miniBenchmark(), out })
    const pooled = (names: string[], label: string) =>
      names.flatMap(name => [...readSet(out, name).score(label)])
    for (const [key, names] of [
      ['inliers', ['animals']],
      ['outliers', ['alpha', 'beta', 'gamma']],
      ['all', ['animals', 'alpha', 'beta', 'gamma']],
    ] as const)
      expect(correlation![key]).toBeCloseTo(
        pearson(pooled([...names], 's_unc'), pooled([...names], 's_no'))!,
        12,
      )
  })

  test('a K-way model has scores of its own, and no correlation', async () => {
    const model = modelFolder({ outlierClass: false })
    const results = await evaluate({ model, benchmark: miniBenchmark(), out: outFolder() })
    expect(Object.keys(results.averages.near!)).toEqual(['msp', 'max-logit', 'energy', 'entropy'])
    expect(results.correlation).toBeUndefined()
  })

  test('bfloat16 is what the results say it is', async () => {
    const [out, half] = [outFolder(), outFolder()]
    const job = { model: modelFolder(), benchmark: miniBenchmark() }
    await evaluate({ ...job, out })
    expect((await evaluate({ ...job, out: half, precision: 'bfloat16' })).precision).toBe('bfloat16')
    const [exact, rounded] = [readSet(out, 'alpha').features, readSet(half, 'alpha').features]
    const largest = Math.max(...exact)
    const difference = Math.max(...exact.map((value, i) => Math.abs(value - rounded[i]!)))
    expect(difference).toBeGreaterThan(0)
    expect(difference).toBeLessThan(0.1 * largest)
  })

  test('classes are matched by name, whatever their order', async () => {
    const benchmark = miniBenchmark()
    const weights = modelFolder()
    const before = await evaluate({ model: weights, benchmark, out: outFolder() })
    const config = JSON.parse(readFileSync(join(weights, 'config.json'), 'utf8'))
    writeFileSync(
      join(weights, 'config.json'),
      JSON.stringify({ ...config, classNames: ['cow', 'ant', 'bee'] }),
    )
    const after = await evaluate({ model: weights, benchmark, out: outFolder() })
    const [ant, bee, cow] = before.confusion!
    expect(after.confusion).toEqual([cow, ant, bee])
  })
})

describe('a run', () => {
  test('is evaluated at its best checkpoint, on its own benchmark, in its own folder', async () => {
    const run = miniRun(miniBenchmark(), 3)
    const events: RecordedEvent[] = []
    const results = await evaluate({ model: run, onEvent: event => events.push(event) })
    expect(results).toMatchObject({
      benchmark: 'mini',
      model: 'checkpoints/step-00000010',
      recipe: 'mini-uno',
      seed: 3,
    })
    expect(resultsIn(run)).toEqual(JSON.parse(JSON.stringify(results)))
    expect(events.at(-1)).toMatchObject({ type: 'evaluation', benchmark: 'mini', accuracy: results.accuracy })
    expect(readdirSync(run).sort()).toEqual([
      ...['checkpoints', 'data.json', 'evaluation', 'events.jsonl', 'recipe.json'],
    ])
  })

  test('has each evaluation in its events, also after a line that a killed training left cut', async () => {
    const run = miniRun(miniBenchmark())
    const log = join(run, 'events.jsonl')
    writeFileSync(log, '{"time":1,"type":"end","step":3,"steps":3,"seconds":1}\n{"time":2,"ty')
    const { accuracy } = await evaluate({ model: run })
    await evaluate({ model: run, out: outFolder() })
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
    const path = join(run, 'evaluation', 'results.json')
    expect(lines).toHaveLength(3)
    expect(JSON.parse(lines[2]!)).toMatchObject({ type: 'evaluation', benchmark: 'mini', path, accuracy })
    // A resumed training cuts the log back to its checkpoint.
    new EventLog(log, lines[0]!.length + 1).close()
    expect(readFileSync(log, 'utf8')).toBe(`${lines[0]}\n${lines[2]}\n`)
  })

  test('outliers that are inliers of the test as well are told', async () => {
    const benchmark = miniBenchmark()
    const folder = dirname(benchmark)
    cpSync(join(folder, 'test/ant/0.png'), join(folder, 'gamma/0.png'))
    const warnings: string[] = []
    const listen = (event: RecordedEvent) => event.type === 'warning' && warnings.push(event.message)
    await evaluate({ model: miniRun(benchmark), onEvent: listen })
    expect(warnings).toEqual(['gamma: 1 image is among the inliers of the test as well, such as 0.png'])
  })

  test('is what a report reads', async () => {
    const run = miniRun(miniBenchmark())
    await evaluate({ model: run })
    const record = readRun(run, { sampleSize: 5 })
    expect(record.sets.map(({ name, role, count }) => [name, role, count])).toEqual([
      ['animals', 'inliers', 18],
      ['negatives', 'negatives', 9],
      ['alpha', 'outliers', 10],
      ['beta', 'outliers', 12],
      ['gamma', 'outliers', 11],
    ])
    expect(record.model).toMatchObject({ inlierClasses: 3, classNames: ['ant', 'bee', 'cow'] })
    expect(record.sets.every(set => set.projections && set.norms)).toBe(true)
  })
})

describe('results that are there', () => {
  test('are not overwritten, unless that is wanted', async () => {
    const job = { model: modelFolder(), benchmark: miniBenchmark(), out: outFolder() }
    await evaluate(job)
    const before = treeOf(job.out)
    expect(await refusal({ ...job, methods: ['msp'] })).toMatch(/results\.json: exists already; --overwrite/)
    expect(treeOf(job.out)).toEqual(before)
    await evaluate({ ...job, methods: ['msp'], overwrite: true })
    expect(Object.keys(resultsIn(job.out).averages.near)).toEqual(['msp'])
  })

  test('stay whole while new ones are made, and when those cannot be', async () => {
    const job = { model: modelFolder(), benchmark: miniBenchmark(), out: outFolder() }
    await evaluate(job)
    const before = treeOf(join(job.out, 'evaluation'))
    const mine = join(temporaryFolder(), 'late.mjs')
    // Fails on the second set, when the first was written already.
    writeFileSync(
      mine,
      'let calls = 0\nexport default { name: "late", score: o => { if (calls++) throw new Error("late"); return o.logits.amax(-1) } }',
    )
    await expect(evaluate({ ...job, methods: [mine], overwrite: true })).rejects.toThrow(
      'method late on alpha: late',
    )
    expect(treeOf(join(job.out, 'evaluation'))).toEqual(before)
  })

  test('--resume computes only what is missing or of other weights', async () => {
    const job = { model: modelFolder(), benchmark: miniBenchmark(), out: outFolder(), batch: 100 }
    const first = await evaluate(job)
    const computed = async (changes: Partial<EvaluationJob>) => {
      const sets: string[] = []
      const onEvent = (event: RecordedEvent) => {
        if (event.type === 'phase' && /of \d+ images$/.test(event.message))
          sets.push(event.message.split(':')[0]!)
      }
      return { sets, results: await evaluate({ ...job, resume: true, onEvent, ...changes }) }
    }
    const again = await computed({ methods: ['s_uno'] })
    expect(again.sets).toEqual([])
    expect(again.results.averages.near!.s_uno).toEqual(first.averages.near!.s_uno)
    writeFileSync(join(dirname(job.benchmark), 'beta', 'another.png'), png(999, 8))
    expect((await computed({})).sets).toEqual(['beta'])
    expect((await computed({ model: modelFolder({}, 1) })).sets).toHaveLength(5)
  })

  test('--resume computes anew of other pictures under the same names, and for another preprocessing', async () => {
    const large = { preprocessing: { ...smallCrop.preprocessing, resize: 72, crop: 72 } }
    const [model, benchmark] = [modelFolder(large), miniBenchmark()]
    const job = { model, benchmark, out: outFolder(), batch: 100 }
    await evaluate(job)
    const computed = async () => {
      const sets: string[] = []
      const onEvent = (event: RecordedEvent) => {
        if (event.type === 'phase' && /of \d+ images$/.test(event.message))
          sets.push(event.message.split(':')[0]!)
      }
      await evaluate({ ...job, resume: true, onEvent })
      return sets
    }
    expect(await computed()).toEqual([])
    writeFileSync(join(dirname(benchmark), 'beta', '3.png'), png(999, 8))
    expect(await computed()).toEqual(['beta'])
    const config = JSON.parse(readFileSync(join(model, 'config.json'), 'utf8'))
    config.preprocessing.mean[0] += 0.1
    writeFileSync(join(model, 'config.json'), JSON.stringify(config))
    expect(await computed()).toHaveLength(5)
  })

  test.each([
    ['packed', 8],
    ['streamed', 72],
  ])('10: pictures that were filled are told and counted each time: %s', async (_, crop) => {
    const large = {
      preprocessing: { ...smallCrop.preprocessing, resize: crop, crop, policy: 'openood' as const },
    }
    const benchmark = miniBenchmark()
    const cut = join(dirname(benchmark), 'gamma', '3.png')
    const whole = readFileSync(cut)
    truncateSync(cut, whole.length - 24)
    const job = { model: modelFolder(large), benchmark, out: outFolder() }
    for (const changes of [{}, { overwrite: true }, { resume: true }]) {
      const warnings: string[] = []
      const results = await evaluate({
        ...{ ...job, ...changes },
        onEvent: event => event.type === 'warning' && warnings.push(event.message),
      })
      const odd = results.sets.find(({ name }) => name === 'gamma')!.odd!
      expect(odd).toEqual([{ file: '3.png', reason: expect.stringMatching(/cut|truncated|ends|filled/) }])
      expect(warnings.join('\n')).toMatch(/gamma: 1 image is damaged or odd \(the first: 3\.png: /)
    }
  })

  test('--resume goes on where an evaluation was cut short, and leaves no set of another benchmark', async () => {
    const benchmark = miniBenchmark()
    const job = { model: modelFolder(), benchmark, out: outFolder(), methods: ['msp'] }
    const whole = await evaluate({ ...job, out: outFolder() })
    const damaged = join(dirname(benchmark), 'gamma', '3.png')
    const intact = readFileSync(damaged)
    const mine = join(temporaryFolder(), 'late.mjs')
    writeFileSync(
      mine,
      'let calls = 0\nexport default { name: "late", score: o => { if (calls++ > 2) throw new Error("late"); return o.logits.amax(-1) } }',
    )
    await expect(evaluate({ ...job, methods: [mine] })).rejects.toThrow('late')
    expect(existsSync(join(job.out, 'evaluation'))).toBe(false)
    const sets: string[] = []
    const resumed = await evaluate({
      ...job,
      resume: true,
      onEvent: event => {
        if (event.type === 'phase' && /of \d+ images$/.test(event.message)) sets.push(event.message)
      },
    })
    expect(sets).toEqual(['gamma: 11 of 11 images', 'negatives: 9 of 9 images'])
    expect(resumed.sets).toEqual(whole.sets)
    expect(readFileSync(damaged)).toEqual(intact)
    expect(existsSync(join(job.out, 'evaluation.partial'))).toBe(false)
    const other = miniBenchmark({ near: [], name: 'far alone' })
    await expect(evaluate({ ...job, benchmark: other, resume: true })).rejects.toThrow(
      /is of mini \(animals, .*\), not of far alone \(gamma\); --overwrite replaces it/,
    )
    await evaluate({ ...job, benchmark: other, resume: true, overwrite: true })
    expect(readdirSync(join(job.out, 'evaluation/outputs')).sort()).toEqual([
      'animals.npz',
      'gamma.npz',
      'negatives.npz',
      'outputs.json',
    ])
  })
})

describe('before anything is computed', () => {
  const job = (changes: Partial<EvaluationJob> = {}): EvaluationJob => ({
    model: modelFolder(),
    benchmark: miniBenchmark(),
    out: outFolder(),
    ...changes,
  })

  test.each<[string, () => EvaluationJob, RegExp]>([
    ['no model', () => job({ model: '/nowhere' }), /^\/nowhere: no such model folder/],
    ['a model without a place for results', () => job({ out: undefined }), /say with --out where/],
    ['a model without a benchmark', () => job({ benchmark: undefined }), /name one with --benchmark/],
    ['an unknown benchmark', () => job({ benchmark: 'imagenet' }), /known: openood-cifar10, .*FILE\.json/],
    ['an unknown method', () => job({ methods: ['mps'] }), /unknown method "mps"; known: s_unc/],
    ['a method twice', () => job({ methods: ['msp', 'msp'] }), /two methods are called "msp"/],
    [
      'a method that needs an outlier class',
      () => job({ model: modelFolder({ outlierClass: false }), methods: ['s_uno'] }),
      /method s_uno needs an outlier class/,
    ],
    [
      'a model of other classes',
      () => job({ model: modelFolder({ inlierClasses: 2, classNames: ['cat', 'dog'] }) }),
      /3 classes, among them "ant"; the model has 2 \(cat, dog\);/,
    ],
    ['no outliers', () => job({ benchmark: miniBenchmark({ near: [], far: [] }) }), /names no outliers/],
    [
      'two sets of one name',
      () => job({ benchmark: miniBenchmark({ far: [{ name: 'alpha', path: 'gamma' }] }) }),
      /two sets are called "alpha"/,
    ],
    [
      'a set name that leads elsewhere',
      () => job({ benchmark: miniBenchmark({ far: [{ name: '../x', path: 'gamma' }] }) }),
      /the set name "\.\.\/x" cannot be a file name/,
    ],
    [
      'a fitted method without training images',
      () => {
        const mine = join(temporaryFolder(), 'mine.mjs')
        writeFileSync(mine, 'export default { name: "mine", fit: () => 1, score: o => o.logits.amax(-1) }')
        const inlier = { name: 'animals', test: { path: 'test' } }
        return job({ methods: [mine], benchmark: miniBenchmark({ inlier }) })
      },
      /method mine is fitted on inlier training images, and mini has none/,
    ],
  ])('%s is refused, and no output folder appears', async (_, make, message) => {
    const made = make()
    expect(await refusal(made)).toMatch(message)
    if (made.out) expect(existsSync(made.out)).toBe(false)
  })

  test.each<[string, (folder: string) => void, RegExp]>([
    ['missing', folder => rmSync(folder, { recursive: true }), /gamma: no such file or folder/],
    ['empty', folder => emptied(folder), /gamma: no images; sought \.jpg.*found nothing visible/],
    [
      'hidden files alone',
      folder => writeFileSync(join(emptied(folder), '.a.png'), png(1)),
      /found nothing visible/,
    ],
    ['no images', folder => writeFileSync(join(emptied(folder), 'a.txt'), ''), /found 1 × \.txt/],
    [
      'a file',
      folder => {
        rmSync(folder, { recursive: true })
        writeFileSync(folder, 'text')
      },
      /gamma: expected a folder of images/,
    ],
  ])('a set that is %s is refused, and no output folder appears', async (_, spoil, message) => {
    const made = job()
    spoil(join(dirname(made.benchmark!), 'gamma'))
    expect(await refusal(made)).toMatch(message)
    expect(existsSync(made.out!)).toBe(false)
  })

  test('a place for results that is a file', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, 'text')
    expect(await refusal(job({ out: file }))).toMatch(
      /file is a file, expected a folder; choose another place/,
    )
    expect(readFileSync(file, 'utf8')).toBe('text')
    const out = temporaryFolder()
    writeFileSync(join(out, 'evaluation'), 'text')
    expect(await refusal(job({ out }))).toMatch(/evaluation: is a file/)
  })

  test.skipIf(process.getuid?.() === 0)('a place that is not to be written', async () => {
    const out = temporaryFolder()
    mkdirSync(join(out, 'closed'), { mode: 0o555 })
    expect(await refusal(job({ out: join(out, 'closed') }))).toMatch(/cannot be written \(E\w+ at /)
  })
})

function emptied(folder: string): string {
  rmSync(folder, { recursive: true })
  mkdirSync(folder)
  return folder
}

describe('images that cannot be read', () => {
  test('stop the evaluation before the model is loaded: small ones', async () => {
    const job = { model: modelFolder(), benchmark: miniBenchmark(), out: outFolder() }
    truncateSync(join(dirname(job.benchmark), 'beta', '5.png'), 20)
    truncateSync(join(job.model, 'model.safetensors'), 5)
    expect(await refusal(job)).toMatch(/beta: 1 of 12 images cannot be read: "5\.png"/)
    expect(existsSync(job.out)).toBe(false)
  })

  test('stop the evaluation before the model is loaded: large ones, by their headers', async () => {
    const model = modelFolder({ preprocessing: { ...standardPreprocessing.cifar10, resize: 70, crop: 70 } })
    const job = { model, benchmark: miniBenchmark(), out: outFolder() }
    writeFileSync(join(dirname(job.benchmark), 'beta', '5.png'), '<html>')
    truncateSync(join(job.model, 'model.safetensors'), 5)
    expect(await refusal(job)).toMatch(/beta: 1 of 12 images cannot be read: "5\.png".*HTML.*--keep-going/)
    expect(existsSync(job.out)).toBe(false)
  })

  test('large ones are read as small ones are', async () => {
    const preprocessing = { ...standardPreprocessing.cifar10, resize: 64, crop: 64 }
    const benchmark = miniBenchmark()
    const [small, large] = [outFolder(), outFolder()]
    await evaluate({ model: modelFolder({ preprocessing }), benchmark, out: small, batch: 5 })
    // Left-out images take the path of large ones; here there are none.
    await evaluate({
      model: modelFolder({ preprocessing }),
      benchmark,
      out: large,
      batch: 5,
      keepGoing: true,
    })
    expect(readSet(large, 'beta').logits).toEqual(readSet(small, 'beta').logits)
  })

  test('--keep-going leaves them out, names them, and measures the rest as if they were not there', async () => {
    const job = { model: modelFolder(), benchmark: miniBenchmark(), out: outFolder(), keepGoing: true }
    const bad = [
      join(dirname(job.benchmark), 'beta', '5.png'),
      join(dirname(job.benchmark), 'test/bee/0.png'),
    ]
    for (const file of bad) writeFileSync(file, '')
    const results = await evaluate(job)
    expect(results.sets.map(({ images }) => images)).toEqual([17, 10, 11, 11, 9])
    expect(results.sets[2]!.unreadable).toMatchObject([
      { file: '5.png', reason: expect.stringContaining('empty') },
    ])
    expect(results.sets[0]!.unreadable).toMatchObject([{ file: 'bee/0.png' }])
    for (const file of bad) rmSync(file)
    const clean = await evaluate({ ...job, out: outFolder() })
    expect(results.averages).toEqual(clean.averages)
    expect(results.accuracy).toBe(clean.accuracy)
  })

  test('an evaluation that left out images is not gone on with for their set', async () => {
    const preprocessing = { ...standardPreprocessing.cifar10, resize: 70, crop: 70 }
    const job = { model: modelFolder({ preprocessing }), benchmark: miniBenchmark(), out: outFolder() }
    const file = join(dirname(job.benchmark), 'beta', '5.png')
    // Its header is whole, so that only decoding finds out.
    writeFileSync(file, png(5, 8).fill(0xff, 41))
    const imagesOf = ({ sets }: EvaluationResults) => sets.find(({ name }) => name === 'beta')!.images
    expect(imagesOf(await evaluate({ ...job, keepGoing: true }))).toBe(11)
    expect(await refusal({ ...job, resume: true })).toMatch(/beta: 1 of 12 images cannot be read: "5\.png"/)
    writeFileSync(file, png(5, 8))
    expect(imagesOf(await evaluate({ ...job, resume: true, keepGoing: true }))).toBe(12)
  })

  test('inputs are left as they are', async () => {
    const job = { model: modelFolder(), benchmark: miniBenchmark(), out: outFolder() }
    const before = [treeOf(dirname(job.benchmark)), treeOf(job.model)]
    await evaluate(job)
    expect([treeOf(dirname(job.benchmark)), treeOf(job.model)]).toEqual(before)
  })
})

describe('names of images', () => {
  test('whatever a file is called, it is evaluated, and named as it is if it cannot be read', async () => {
    const benchmark = miniBenchmark()
    const beta = emptied(join(dirname(benchmark), 'beta'))
    const names = [
      '-rf.png',
      'a b.png',
      'q\'u"o.png',
      'new\nline.png',
      '50%.png',
      '\u00e9.png',
      'e\u0301.png',
      'x..y.png',
      'UP.PNG',
      `${'n'.repeat(246)}.png`,
    ]
    names.forEach((name, i) => {
      writeFileSync(join(beta, name), png(i, 8))
    })
    writeFileSync(
      Buffer.concat([Buffer.from(`${beta}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.png')]),
      'text',
    )
    const out = outFolder()
    const { sets } = await evaluate({ model: modelFolder(), benchmark, out, keepGoing: true })
    expect(sets[2]).toMatchObject({ name: 'beta', images: names.length })
    const { unreadable } = resultsIn(out).sets[2]
    expect(unreadable).toHaveLength(1)
    expect(unreadable[0].file).toBe('\udcff\udcfe.png')
  })

  test('equal base names are different images; a loop of links ends', async () => {
    const benchmark = miniBenchmark()
    const beta = emptied(join(dirname(benchmark), 'beta'))
    for (const [i, path] of ['a/1.png', 'b/1.png', 'a/1.jpg', 'b/1.PNG'].entries()) {
      mkdirSync(dirname(join(beta, path)), { recursive: true })
      writeFileSync(join(beta, path), png(i, 8))
    }
    symlinkSync('..', join(beta, 'a', 'loop'))
    const out = outFolder()
    const { sets } = await evaluate({ model: modelFolder(), benchmark, out })
    expect(sets[2]).toMatchObject({ name: 'beta', images: 4 })
    const rows = readSet(out, 'beta').logits
    expect(new Set([0, 1, 2, 3].map(i => rows.subarray(4 * i, 4 * i + 4).join())).size).toBe(4)
  })
})
