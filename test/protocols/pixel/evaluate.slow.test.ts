import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileDigest } from '../../../src/data/file-digest.js'
import { encodePng, readNpz, readSafetensors, toFloat32Array } from '../../../src/formats/index.js'
import { moduleFiles } from '../../../src/methods/module-files.js'
import { rankMetrics } from '../../../src/metrics/index.js'
import { classTensors, loadSegmenter, prepareScenes } from '../../../src/models/index.js'
import { scoreMaps } from '../../../src/nn/index.js'
import { comparePixelsPaired } from '../../../src/protocols/pixel/compare.js'
import { evaluatePixels } from '../../../src/protocols/pixel/evaluate.js'
import type { PixelEvaluationJob } from '../../../src/protocols/pixel/prepare.js'
import { readPixelResults } from '../../../src/protocols/pixel/read-results.js'
import type { PixelResults } from '../../../src/protocols/pixel/results.js'
import type { RunEvent } from '../../../src/runs/events.js'
import { inferenceMode, openScope, Tensor } from '../../../src/torch/index.js'
import { anomalyTrack, drawScene, imagePng, labelPng, tinyRun, tinySegmenter, writeTree } from './tiny.js'

const root = mkdtempSync(join(tmpdir(), 'pixel-evaluation-'))
const model = join(root, 'model')
const track = anomalyTrack(join(root, 'track'), 4)
let serial = 0
const job = (change: Partial<PixelEvaluationJob> = {}): PixelEvaluationJob => ({
  ...{ model, benchmark: 'smiyc-anomaly', root: track, out: join(root, `out-${serial++}`), bootstrap: 20 },
  ...{ methods: ['s_unc', 's_no', 's_uno'] },
  ...change,
})
const resultsOf = (out: string) => readPixelResults(join(out, 'evaluation/results.json'))!

beforeAll(() => {
  tinySegmenter(model)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('an evaluation', () => {
  const own = job()
  let results: PixelResults
  beforeAll(async () => {
    results = await evaluatePixels(own)
  })

  test('is what its file says, by its schema', () => {
    expect(resultsOf(own.out!)).toEqual(JSON.parse(JSON.stringify(results)))
    expect(existsSync(join(own.out!, 'evaluation.partial'))).toBe(false)
    expect(existsSync(join(own.out!, 'evaluation/work'))).toBe(false)
  })

  test('counts images and pixels, warns of sets that are not whole', () => {
    const [set] = results.sets
    expect(set).toMatchObject({ name: 'smiyc-anomaly', images: 4, imagesWithoutOutliers: 1 })
    const { inliers, outliers, ignored } = set!.pixels
    expect(inliers + outliers + ignored).toBe(4 * 48 * 40)
    expect(set!.prevalence).toBe(outliers / (inliers + outliers))
    expect(results.warnings.join()).toContain('4 images, the official set has 10')
  })

  test('pools all pixels of the maps that it keeps', () => {
    const set = results.sets[0]!
    const kept = set.perImage.filter(({ maps }) => maps)
    expect(kept).toHaveLength(4)
    const arrays = kept.map(({ maps }) => readNpz(join(own.out!, 'evaluation', maps!)))
    const flat = (name: string) =>
      Float32Array.from(arrays.flatMap(one => [...toFloat32Array(one.get(name)!)]))
    const labels = Uint8Array.from(flat('labels'))
    for (const name of ['s_unc', 's_no', 's_uno']) {
      const { ap, auroc, fpr95 } = rankMetrics(flat(`scores.${name}`), labels)
      expect(set.methods[name]!.ap).toBeCloseTo(ap!, 9)
      expect(set.methods[name]!.auroc).toBeCloseTo(auroc!, 9)
      expect(set.methods[name]!.fpr95).toBeCloseTo(fpr95!, 9)
      const { low, high } = set.methods[name]!.intervals!.ap
      // Of four images: an interval that leaves the value out would be one of something else.
      expect(low!).toBeLessThanOrEqual(ap!)
      expect(high!).toBeGreaterThanOrEqual(ap!)
      expect(high! - low!).toBeGreaterThan(0)
    }
  })

  test('norms stand for half of the outlier pixels', () => {
    const { norms, pixels } = results.sets[0]!
    expect(norms!.pixels).toBe(Math.ceil(pixels.outliers / 2))
    expect(norms!.masks.reduce((sum, [, , count]) => sum + count, 0)).toBe(norms!.pixels)
  })

  test('Figure 1: norms are of the masks with the largest share in s_Unc, along the outlier class’s weights', () => {
    const { norms, perImage } = results.sets[0]!
    const seen = [0, 1, 2].map(i => sharesByDefinition(model, drawScene(48, 40, i)))
    const stored = perImage.slice(0, 3).map(({ maps }) => readNpz(join(own.out!, 'evaluation', maps!)))
    const outliers = stored.flatMap((arrays, image) => {
      const [scores, labels] = ['scores.s_unc', 'labels'].map(name => toFloat32Array(arrays.get(name)!))
      return [...scores!].flatMap((score, pixel) => (labels![pixel] === 1 ? [{ score, image, pixel }] : []))
    })
    outliers.sort((a, b) => b.score - a.score)
    const counts = new Map<string, number>()
    for (const { image, pixel } of outliers.slice(0, norms!.pixels)) {
      const key = `${image} ${seen[image]!.masks[pixel]}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const inOrder = (masks: (number | null)[][]) => masks.toSorted((a, b) => a[0]! - b[0]!)
    const expected = [...counts].map(([key, count]) => {
      const [image, q] = key.split(' ').map(Number)
      return [seen[image!]!.norms[q!]!, seen[image!]!.projections[q!]!, count]
    })
    expect(inOrder(norms!.masks)).toEqual(
      inOrder(expected).map(([norm, projection, count]) => [
        expect.closeTo(norm!, 5),
        expect.closeTo(projection!, 5),
        count,
      ]),
    )
  })

  test('scores are compared by resamples that they share', () => {
    const side = (score: string) => ({ home: own.out!, score })
    const [same] = comparePixelsPaired(side('s_uno'), side('s_uno'))
    expect(same!.metrics.ap).toMatchObject({ value: 0, low: 0, high: 0 })
    const [one] = comparePixelsPaired(side('s_uno'), side('s_unc'))
    const [two] = comparePixelsPaired(side('s_unc'), side('s_uno'))
    expect(one!.metrics.ap.value).toBeCloseTo(-two!.metrics.ap.value!, 12)
    expect(one!.metrics.ap.low).toBeCloseTo(-two!.metrics.ap.high!, 12)
  })
})

/** Of each query ‖z‖₂ and z · w/‖w‖; of each pixel the mask of the largest σ(m) · max P, in maps at the picture's size. */
function sharesByDefinition(folder: string, { width, height, image }: ReturnType<typeof drawScene>) {
  using _ = openScope()
  const { model, config } = loadSegmenter(folder)
  const K = config.inlierClasses
  const { input, geometry } = prepareScenes([{ width, height, data: image }], config)
  const { maskLogits, classLogits, preLogits } = inferenceMode(() => model.forward(input))
  const z = preLogits.select(0, 0).toList() as number[][]
  const rows = readSafetensors(join(folder, 'model.safetensors')).tensors.get(classTensors.weight)!
  const w = [...toFloat32Array(rows)].slice(K * z[0]!.length, (K + 1) * z[0]!.length)
  const certainty = (classLogits.select(0, 0).toList() as number[][]).map(logits => {
    const exponentials = logits.map(Math.exp)
    return Math.max(...exponentials.slice(0, K)) / exponentials.reduce((a, b) => a + b)
  })
  const diagonal = certainty.map((value, q) => certainty.map((_, other) => (other === q ? value : 0)))
  const weights = Tensor.from(diagonal).to('float32')
  const shares = scoreMaps(maskLogits.select(0, 0), weights, geometry[0]!)
  const length = (vector: number[]) => Math.hypot(...vector)
  return {
    masks: shares.argmax(0).reshape([-1]).toList() as number[],
    norms: z.map(length),
    projections: z.map(own => own.reduce((sum, value, d) => sum + value * w[d]!, 0) / length(w)),
  }
}

test('an evaluation that is stopped goes on where it was, and ends like one that was not', async () => {
  const whole = job()
  await evaluatePixels(whole)
  const cut = job()
  let images = 0
  const stop = new Error('stopped')
  const stopping = evaluatePixels({
    ...cut,
    onEvent: event => {
      if (event.type === 'phase' && /of 4 images/.test(event.message) && ++images === 2) throw stop
    },
  })
  await expect(stopping).rejects.toThrow('stopped')
  const messages: string[] = []
  await evaluatePixels({
    ...cut,
    resume: true,
    onEvent: event => event.type === 'phase' && messages.push(event.message),
  })
  expect(resultsOf(cut.out!)).toEqual(resultsOf(whole.out!))
  const computed = messages.filter(message => / images$/.test(message))
  expect(computed).toEqual(['smiyc-anomaly: 3 of 4 images', 'smiyc-anomaly: 4 of 4 images'])
})

test.each([
  [['s_unc', 's_no'], true],
  [['s_no', 's_uno'], false],
])('masks that stand for outlier pixels, with scores %j: %s, two bytes a pixel', async (methods, wanted) => {
  const own = job({ methods })
  let images = 0
  const stopping = evaluatePixels({
    ...own,
    onEvent: event => {
      if (event.type === 'phase' && /of 4 images/.test(event.message) && ++images === 2)
        throw new Error('stopped')
    },
  })
  await expect(stopping).rejects.toThrow('stopped')
  const [folder] = readdirSync(own.out!, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('work/smiyc-anomaly'),
  )
  const file = (name: string) => readFileSync(join(own.out!, folder!, name))
  const outliers = [0, 1].map(i => drawScene(48, 40, i).labels.filter(label => label === 1).length)
  const lines = file('images.jsonl').toString().trim().split('\n')
  expect(lines.map(line => JSON.parse(line).standing?.pixels)).toEqual(
    wanted ? outliers : [undefined, undefined],
  )
  expect(file('standing.u16').length).toBe(wanted ? 2 * (outliers[0]! + outliers[1]!) : 0)
  const { sets } = await evaluatePixels({ ...own, resume: true })
  expect(sets[0]!.norms !== undefined).toBe(wanted)
})

test('a run notes its evaluation and the warnings among its events', async () => {
  const run = tinyRun(join(root, 'run'))
  await evaluatePixels(job({ model: run, out: undefined }))
  const events = readFileSync(join(run, 'events.jsonl'), 'utf8').trim().split('\n')
  const types = events.map(line => JSON.parse(line).type)
  expect(types).toEqual(['warning', 'evaluation'])
})

/** A benchmark of two anomaly sets and a closed one, three images each. */
function threeSets(): string {
  const files: Record<string, Uint8Array | string> = {}
  for (const set of ['a', 'b', 'c'])
    for (let i = 0; i < 3; i++) {
      const scene = drawScene(48, 40, i + (set === 'b' ? 5 : 0))
      files[`${set}/images/${i}.png`] = imagePng(scene)
      files[`${set}/labels/${i}.png`] = labelPng(scene)
    }
  const found = (name: string) => ({
    name,
    archive: { path: name },
    imagePattern: `${name}/images/*.png`,
    labelPattern: `${name}/labels/*.png`,
  })
  const { imagePattern, labelPattern, ...closed } = found('c')
  const classes = ['road', 'wall', 'sky'].map((name, id) => ({ id, name }))
  files['three.json'] = JSON.stringify({
    version: 1,
    name: 'three',
    closedSet: { ...closed, classes, test: { imagePattern, labelPattern } },
    anomaly: { far: [found('a'), found('b')] },
  })
  return join(writeTree(join(root, 'three'), files), 'three.json')
}

test('sets that were measured before a stop are not computed again, closed ones neither', async () => {
  const benchmark = threeSets()
  const given = { benchmark, root: undefined, methods: ['s_unc', 's_uno'] }
  const whole = job(given)
  await evaluatePixels(whole)
  const cut = job(given)
  const seen: string[] = []
  const watch = (stopAt?: RegExp): PixelEvaluationJob['onEvent'] => {
    seen.length = 0
    return event => {
      if (event.type !== 'phase' || !/images$/.test(event.message)) return
      seen.push(event.message)
      if (stopAt?.test(event.message)) throw new Error('stopped')
    }
  }
  await expect(evaluatePixels({ ...cut, onEvent: watch(/^b: 2 of/) })).rejects.toThrow('stopped')
  const goOn = { ...cut, resume: true }
  await expect(evaluatePixels({ ...goOn, onEvent: watch(/^c.*: 3 of/) })).rejects.toThrow('stopped')
  expect(seen.filter(message => message.startsWith('a'))).toEqual([])
  await evaluatePixels({ ...goOn, onEvent: watch() })
  expect(seen.filter(message => /^[ab]/.test(message))).toEqual([])
  expect(seen).not.toEqual([])
  expect(resultsOf(cut.out!)).toEqual(resultsOf(whole.out!))
  expect(existsSync(join(cut.out!, 'evaluation/finished'))).toBe(false)
})

test('what was made by other means is made again: another preprocessing, another module of the same name', async () => {
  const changed = join(root, 'changed')
  const own = join(root, 'own.mjs')
  const write = (factor: number) =>
    writeFileSync(
      own,
      `export default { name: 'own', path: 'score', weights: P => P.select(1, 0).unsqueeze(0), combine: maps => maps.select(0, 0).mul(${factor}) }`,
    )
  const given = { ...job({ methods: [own], model: tinySegmenter(changed) }) }
  let images = 0
  const stop: PixelEvaluationJob['onEvent'] = event => {
    if (event.type === 'phase' && /of 4 images/.test(event.message) && ++images === 2)
      throw new Error('stopped')
  }
  write(1)
  await expect(evaluatePixels({ ...given, onEvent: stop })).rejects.toThrow('stopped')
  const digests = () => moduleFiles(own).map(fileDigest)
  const before = digests()
  write(2)
  expect(digests()).not.toEqual(before)
  write(1)
  const config = JSON.parse(readFileSync(join(changed, 'config.json'), 'utf8'))
  config.preprocessing.mean = [60, 60, 60]
  writeFileSync(join(changed, 'config.json'), JSON.stringify(config))
  await evaluatePixels({ ...given, resume: true })
  const anew = { ...given, out: join(root, 'anew') }
  await evaluatePixels(anew)
  expect(resultsOf(given.out!).sets).toEqual(resultsOf(anew.out).sets)
})

test('until the results of a set are written, its maps are there to go on from', async () => {
  const given = job()
  const partial = join(given.out!, 'evaluation.partial')
  const block = (event: RunEvent) => {
    // A file where the results of sets are to be kept.
    if (event.type === 'phase' && /metrics of/.test(event.message))
      writeFileSync(join(partial, 'finished'), '')
  }
  await expect(evaluatePixels({ ...given, onEvent: block })).rejects.toThrow()
  const stored = readFileSync(join(partial, 'work/smiyc-anomaly/images.jsonl'), 'utf8')
  expect(stored.trim().split('\n')).toHaveLength(4)
  rmSync(join(partial, 'finished'))
  await evaluatePixels({ ...given, resume: true })
  const whole = job()
  await evaluatePixels(whole)
  expect(resultsOf(given.out!)).toEqual(resultsOf(whole.out!))
})

test('images that were left out are none for an evaluation that may leave out none', async () => {
  const benchmark = threeSets()
  const damaged = join(benchmark, '../a/images/1.png')
  writeFileSync(damaged, readFileSync(damaged).subarray(0, 300))
  const given = job({ benchmark, root: undefined, methods: ['s_uno'] })
  const stopAt = (pattern: RegExp) => (event: RunEvent) => {
    if (event.type === 'phase' && pattern.test(event.message)) throw new Error('stopped')
  }
  for (const when of [/^a: 2 of/, /^b: 1 of/]) {
    const stopping = evaluatePixels({ ...given, keepGoing: true, resume: true, onEvent: stopAt(when) })
    await expect(stopping).rejects.toThrow('stopped')
    await expect(evaluatePixels({ ...given, resume: true })).rejects.toThrow(
      /a\/images\/1.png.*--keep-going leaves it out/,
    )
  }
  const { sets } = await evaluatePixels({ ...given, keepGoing: true, resume: true })
  expect(sets[0]!.unreadable).toMatchObject([{ file: 'images/1.png' }])
})

test('going on with what is finished gives it again, or refuses: results of other means stay', async () => {
  const benchmark = threeSets()
  const given = job({ benchmark: `${benchmark}#a`, root: undefined, methods: ['s_uno'] })
  const finished = await evaluatePixels(given)
  const messages: string[] = []
  const goOn = { ...given, resume: true }
  const again = await evaluatePixels({
    ...goOn,
    onEvent: event => event.type === 'phase' && messages.push(event.message),
  })
  expect(again).toEqual(JSON.parse(JSON.stringify(finished)))
  expect(messages.join()).not.toMatch(/loading|of \d+ image/)
  for (const change of [{ methods: ['s_no'] }, { precision: 'bfloat16' as const }, { bootstrap: 10 }])
    await expect(evaluatePixels({ ...goOn, ...change })).rejects.toThrow(
      /results\.json: is finished, and not of these .* --overwrite replaces it/,
    )
  expect(resultsOf(given.out!)).toEqual(again)
  await expect(evaluatePixels({ ...given, benchmark: `${benchmark}#b`, resume: true })).rejects.toThrow(
    /evaluation\/results\.json: is of .*\(a\), not of .*\(b\); --overwrite replaces it/,
  )
  const anew = await evaluatePixels({ ...goOn, methods: ['s_no'], overwrite: true })
  expect(Object.keys(anew.sets[0]!.methods)).toEqual(['s_no'])
})

test('of two evaluations of one home at once, one is made and one refused', async () => {
  const own = job({ methods: ['s_uno'], bootstrap: 0 })
  const both = await Promise.allSettled([evaluatePixels(own), evaluatePixels({ ...own, methods: ['s_no'] })])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { message: expect.stringContaining('works there since') },
  })
  const [method] = both[0]!.status === 'fulfilled' ? ['s_uno'] : ['s_no']
  const { sets } = await evaluatePixels(job({ methods: [method!], bootstrap: 0 }))
  expect(resultsOf(own.out!).sets).toEqual(JSON.parse(JSON.stringify(sets)))
})

describe('bad inputs', () => {
  const broken = (name: string, files: Record<string, Uint8Array>) =>
    writeTree(anomalyTrack(join(root, name), 3), files)
  const frame = (i: number) => `dataset_AnomalyTrack/images/validation000${i}.png`
  const label = (i: number) => `dataset_AnomalyTrack/labels_masks/validation000${i}_labels_semantic.png`

  test('18: a label of another size names both files and sizes, and nothing was computed', async () => {
    for (const [width, height] of [
      [48, 41],
      [47, 40],
      [40, 48],
      [24, 20],
    ] as const) {
      const tree = broken(`size-${width}`, { [label(1)]: labelPng(drawScene(width, height, 0)) })
      const bad = job({ root: tree })
      await expect(evaluatePixels(bad)).rejects.toThrow(
        new RegExp(
          `validation0001.png: 48x40, but its label .*validation0001_labels_semantic.png is ${width}x${height}`,
        ),
      )
      expect(existsSync(bad.out!)).toBe(false)
    }
  })

  test('19: a label outside the legend names file, value, position and count', async () => {
    const scene = drawScene(48, 40, 2)
    scene.labels[48 * 3 + 5] = 19
    const bad = job({ root: broken('legend', { [label(2)]: labelPng(scene) }) })
    await expect(evaluatePixels(bad)).rejects.toThrow(
      /validation0002_labels_semantic.png: label 19 in 1 pixel, the first at row 3, column 5; expected 0/,
    )
  })

  test('20: places without the data set say what was sought', async () => {
    const empty = join(root, 'empty')
    mkdirSync(empty)
    await expect(evaluatePixels(job({ root: empty }))).rejects.toThrow('sought dataset_AnomalyTrack/images')
    await expect(evaluatePixels(job({ root: join(root, 'nowhere') }))).rejects.toThrow(
      'no such file or folder',
    )
    await expect(evaluatePixels(job({ root: undefined }))).rejects.toThrow('needs --root')
    await expect(evaluatePixels(job({ benchmark: 'smiyc-anomalies' }))).rejects.toThrow(
      'known: fishyscapes-laf',
    )
  })

  test('21: a missing label refuses before any forward pass; --skip-unlabelled leaves the image out', async () => {
    const tree = anomalyTrack(join(root, 'unlabelled'), 3)
    rmSync(join(tree, label(1)))
    const messages: string[] = []
    const bad = job({ root: tree, onEvent: event => messages.push(JSON.stringify(event)) })
    await expect(evaluatePixels(bad)).rejects.toThrow('1 image without a label: ')
    expect(messages.join()).not.toContain('of 3 images')
    const results = await evaluatePixels(job({ root: tree, skipUnlabelled: true }))
    expect(results.sets[0]!.images).toBe(2)
  })

  test('21: likewise in a set of one’s own; what would be ignored is refused', async () => {
    const files: Record<string, Uint8Array | string> = {
      'legend.json': JSON.stringify({ kind: 'anomaly', classes: [{ name: 'in' }, { name: 'out' }] }),
    }
    for (let i = 0; i < 3; i++) {
      files[`images/${i}.png`] = imagePng(drawScene(48, 40, i))
      if (i < 2) files[`labels/${i}.png`] = labelPng(drawScene(48, 40, i))
    }
    const own = { benchmark: writeTree(join(root, 'own-unlabelled'), files), root: undefined }
    await expect(evaluatePixels(job(own))).rejects.toThrow('1 image without a label: ')
    const results = await evaluatePixels(job({ ...own, skipUnlabelled: true }))
    expect(results.sets[0]!.images).toBe(2)
    await expect(evaluatePixels(job({ ...own, skipUnlabelled: true, maxPixels: 1000 }))).rejects.toThrow(
      /0\.png: 48x40 .*exceeds the pixel limit/,
    )
    await expect(evaluatePixels(job({ ...own, root: track }))).rejects.toThrow('--root: ')
    await expect(
      evaluatePixels(job({ benchmark: threeSets(), root: undefined, skipUnlabelled: true })),
    ).rejects.toThrow('--skip-unlabelled: ')
  })

  test('21: a label without its image is refused too', async () => {
    const tree = anomalyTrack(join(root, 'orphan'), 3)
    rmSync(join(tree, frame(1)))
    await expect(evaluatePixels(job({ root: tree }))).rejects.toThrow('1 label without an image')
  })

  test('22: an unreadable image stops; --keep-going leaves it out and names it', async () => {
    const whole = imagePng(drawScene(48, 40, 1))
    const tree = broken('cut', { [frame(1)]: whole.subarray(0, whole.length / 2) })
    const stopped = job({ root: tree })
    await expect(evaluatePixels(stopped)).rejects.toThrow(/validation0001.png.*--keep-going leaves it out/)
    const { sets } = await evaluatePixels(job({ root: tree, keepGoing: true }))
    expect(sets[0]).toMatchObject({ images: 2, unreadable: [{ file: 'validation0001' }] })
    // What was left out changes nothing about the others.
    const clean = anomalyTrack(join(root, 'clean'), 3)
    rmSync(join(clean, frame(1)))
    rmSync(join(clean, label(1)))
    const alone = await evaluatePixels(job({ root: clean }))
    expect(sets[0]!.methods).toEqual(alone.sets[0]!.methods)
  })

  test('25: results that are there are not replaced without a word', async () => {
    const first = job()
    await evaluatePixels(first)
    const before = readFileSync(join(first.out!, 'evaluation/results.json'))
    await expect(evaluatePixels(first)).rejects.toThrow('--overwrite replaces it')
    expect(readFileSync(join(first.out!, 'evaluation/results.json'))).toEqual(before)
    writeFileSync(join(root, 'file'), '')
    await expect(evaluatePixels(job({ out: join(root, 'file/x') }))).rejects.toThrow('is a file')
  })

  test('38: one class only is undefined, with a reason', async () => {
    const tree = join(root, 'inliers')
    const scene = drawScene(48, 40, 0, false)
    writeTree(tree, { [frame(0)]: imagePng(scene), [label(0)]: labelPng(scene) })
    const { sets } = await evaluatePixels(job({ root: tree }))
    expect(sets[0]!.methods.s_uno).toMatchObject({ ap: null, auroc: null, fpr95: null })
    expect(sets[0]!.methods.s_uno!.undefined).toContain('no outlier among')
  })

  test('a comparison goes on where a set has no resamples: differences alone', async () => {
    const tree = writeTree(join(root, 'one-image'), {
      [frame(0)]: imagePng(drawScene(48, 40, 0)),
      [label(0)]: labelPng(drawScene(48, 40, 0)),
    })
    const own = job({ root: tree })
    const { sets } = await evaluatePixels(own)
    const side = (score: string) => ({ home: own.out!, score })
    const [difference] = comparePixelsPaired(side('s_uno'), side('s_unc'))
    const { s_uno, s_unc } = sets[0]!.methods
    expect(difference!.metrics.ap).toMatchObject({
      value: s_uno!.ap! - s_unc!.ap!,
      low: null,
      high: null,
      bound: 0,
    })
  })

  test('methods that a model cannot serve, or that are given twice, are refused', async () => {
    const closed = tinySegmenter(join(root, 'closed'), { outlierClass: false })
    await expect(evaluatePixels(job({ model: closed }))).rejects.toThrow('s_no needs an outlier class')
    await expect(evaluatePixels(job({ methods: ['rba', 'rba'] }))).rejects.toThrow('give it once')
    const results = await evaluatePixels(job({ model: closed, methods: undefined }))
    expect(Object.keys(results.sets[0]!.methods)).toContain('rba')
  })
})

test('the closed set is measured over its classes, in the model’s order', async () => {
  const files: Record<string, Uint8Array | string> = {
    'legend.json': JSON.stringify({
      classes: ['sky', 'road', 'wall'].map((name, id) => ({ name, id })),
      ignore: 255,
    }),
  }
  for (let i = 0; i < 3; i++) {
    const scene = drawScene(48, 40, i)
    const labels = Uint8Array.from(scene.labels, label => (label === 255 ? 255 : 1 - label))
    files[`images/${i}.png`] = imagePng(scene)
    files[`labels/${i}.png`] = encodePng({ width: 48, height: 40, data: labels })
  }
  const own = job({ benchmark: writeTree(join(root, 'closed-set'), files), root: undefined })
  const { segmentation, sets } = await evaluatePixels(own)
  expect(sets).toEqual([])
  const [result] = segmentation
  const total = result!.confusion.flat().reduce((sum, count) => sum + count, 0)
  // sky is class 2 of the model, road class 0; wall never occurs.
  expect(result!.confusion[1]!.every(count => count === 0)).toBe(true)
  expect(total).toBe(3 * (48 * 40 - 5 * 40) + countIgnoredSquares(3))
  expect(result!.pixelAccuracy).toBe([0, 1, 2].reduce((sum, k) => sum + result!.confusion[k]![k]!, 0) / total)
  // Counted anew from the maps that are kept, which are all three.
  const counted = [0, 1, 2].map(() => [0, 0, 0])
  for (const { maps } of result!.shown) {
    const arrays = readNpz(join(own.out!, 'evaluation', maps))
    const [truth, classes] = ['labels', 'classes'].map(name => toFloat32Array(arrays.get(name)!))
    truth!.forEach((label, i) => {
      if (label < 3) counted[label]![classes![i]!]!++
    })
  }
  expect(result!.confusion).toEqual(counted)
  for (const k of [0, 2]) expect(counted[k]!.reduce((a, b) => a + b)).toBeGreaterThan(0)
})

test('a class that the model calls otherwise is said, and the others are matched by name', async () => {
  const scene = drawScene(48, 40, 0)
  const own = (name: string, names: string[], value: (label: number) => number) => {
    const labels = scene.labels.map(label => (label === 255 ? 255 : value(label)))
    return job({
      benchmark: writeTree(join(root, name), {
        'legend.json': JSON.stringify({ classes: names.map((one, id) => ({ name: one, id })), ignore: 255 }),
        'images/0.png': imagePng(scene),
        'labels/0.png': encodePng({ width: 48, height: 40, data: labels }),
      }),
      root: undefined,
    })
  }
  const same = await evaluatePixels(own('same', ['road', 'wall', 'sky'], label => label))
  const odd = await evaluatePixels(own('odd', ['sky', 'brick', 'road'], label => 2 - label))
  expect(odd.segmentation[0]!.confusion).toEqual(same.segmentation[0]!.confusion)
  expect(same.warnings).toEqual([])
  expect(odd.warnings).toEqual([
    expect.stringMatching(/odd: has brick, which the model does not know; taken for its wall$/),
  ])
})

/** Pixels of the square that lie in the strip, which count. */
const countIgnoredSquares = (count: number) =>
  Array.from({ length: count }, (_, i) => drawScene(48, 40, i)).reduce(
    (sum, { labels }) =>
      sum + labels.reduce((own, label, at) => own + (label === 1 && at % 48 < 4.8 ? 1 : 0), 0),
    0,
  )
