import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fromTyped, readSafetensors, toFloat64Array, writeSafetensors } from '../../../src/formats/index.js'
import { decodeImage, type Pixels } from '../../../src/formats/pixels.js'
import { encodePng } from '../../../src/formats/png-write.js'
import { writeCalibration } from '../../../src/methods/calibration.js'
import { sNo, sUnc, sUno } from '../../../src/methods/index.js'
import { logOdds } from '../../../src/methods/uno/score.js'
import { loadClassifier, standardPreprocessing } from '../../../src/models/index.js'
import { modelInput, seenOf } from '../../../src/protocols/image/model-input.js'
import type { PredictJob } from '../../../src/protocols/image/predict/job.js'
import { predict } from '../../../src/protocols/image/predict/predict.js'
import { mostOutlyingFirst, type Prediction } from '../../../src/protocols/image/predict/prediction.js'
import { noGrad } from '../../../src/torch/index.js'
import { png, temporaryFolder, writeTree } from '../../data/fixtures.js'
import { treeOf } from '../../formats/folder.js'
import { imageFile } from '../../formats/image-files.js'
import { heldBytes } from '../../held-bytes.js'
import { tinyModel } from '../../models/tiny.js'

/** Pictures `0.png`, `1.png`, … */
const pictures = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.png`, png(i, 5 + (i % 3))]))

const flat = (side: number) => encodePng({ width: side, height: side, data: new Uint8Array(3 * side * side) })

const folderOf = (files: Record<string, Uint8Array | string>) => writeTree(temporaryFolder(), files)
const outFolder = () => join(temporaryFolder(), 'out')
const upright = { preprocessing: { ...standardPreprocessing.cifar10, policy: 'upright' as const } }

const refusal = async (job: PredictJob): Promise<string> => {
  const error = await predict(job).then(
    () => undefined,
    (error: Error) => error,
  )
  expect(error).toMatchObject({ name: 'UserError' })
  return error!.message
}

const linesIn = (folder: string, name = 'predictions.jsonl') =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))

describe('what is predicted', () => {
  test('label, confidence and scores are the model’s, as by hand', async () => {
    const model = tinyModel()
    const folder = folderOf(pictures(3))
    const { predictions } = await predict({ model, inputs: [folder] })
    const loaded = loadClassifier(model)
    const { preprocessing } = loaded.config
    for (const [i, prediction] of predictions.entries()) {
      const file = `${folder}/${i}.png`
      const picture = decodeImage(readFileSync(file), { name: file, policy: 'openood' })
      const { logits } = noGrad(() =>
        loaded.model.forward(modelInput([seenOf(picture, preprocessing)], preprocessing)),
      )
      const score = (compute: typeof sUno) => expect.closeTo(compute(logits, 3).item(), 6)
      const order = logOdds(logits, 3)
      const winner = logits.narrow(1, 0, 3).argmax(1).item()
      expect(prediction).toEqual({
        file,
        label: `class ${winner}`,
        confidence: expect.closeTo(-sUnc(logits, 3).item(), 6),
        scores: { s_unc: score(sUnc), s_no: score(sNo), s_uno: score(sUno) },
        order: {
          s_unc: expect.closeTo(order.sUnc.item(), 5),
          s_no: expect.closeTo(order.sNo.item(), 5),
          s_uno: expect.closeTo(order.sUno.item(), 5),
        },
      })
    }
    expect(predictions).toHaveLength(3)
  })

  test('a model without an outlier class has the closed-set scores', async () => {
    const model = tinyModel({ outlierClass: false })
    const { predictions, decision } = await predict({ model, inputs: [folderOf(pictures(1))] })
    const [{ confidence, scores }] = predictions as [(typeof predictions)[number]]
    expect(Object.keys(scores)).toEqual(['msp', 'max-logit', 'energy', 'entropy'])
    expect(confidence).toBeCloseTo(-scores.msp!, 12)
    expect(decision).toEqual({ method: 'msp', label: 'msp' })
  })

  test('how many are predicted together changes nothing', async () => {
    const model = tinyModel()
    const folder = folderOf(pictures(150))
    const together = (await predict({ model, inputs: [folder] })).predictions
    const { predictions: alone } = await predict({ model, inputs: [`${folder}/140.png`] })
    const same = together.find(({ file }) => file === alone[0]!.file)!
    expect(alone[0]!.scores.s_uno).toBeCloseTo(same.scores.s_uno!, 6)
    expect(together).toHaveLength(150)
  })

  test('no picture of a batch is held whole', async () => {
    const [side, held] = [600, [] as number[]]
    // Its wrong name is told as it is read.
    const name = (i: number) => `${i}.jpg`
    const folder = folderOf(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [name(i), flat(side)])))
    await predict({ model: tinyModel(), inputs: [folder], onWarning: () => held.push(heldBytes()) })
    expect(held).toHaveLength(8)
    expect(Math.max(...held) - held[0]!).toBeLessThan(3 * 3 * side * side)
  })

  test('a detector of one’s own scores and decides', async () => {
    const method = join(temporaryFolder(), 'mine.mjs')
    writeFileSync(method, `export default { name: 'mine', score: ({ logits }) => logits.select(-1, 0) }`)
    const { predictions } = await predict({
      model: tinyModel(),
      inputs: [folderOf(pictures(2))],
      method,
      threshold: 1e9,
    })
    for (const { scores, outlier } of predictions)
      expect([Object.keys(scores), outlier]).toEqual([['s_unc', 's_no', 's_uno', 'mine'], false])
  })

  test('where scores saturate, their order still ranks; also of predictions that were read back', async () => {
    const [model, out] = [tinyModel(), outFolder()]
    const path = join(model, 'model.safetensors')
    const { tensors } = readSafetensors(path)
    // e^−100 beside 1 is nothing: all images are outliers with a score of 1.
    tensors.set('fc.bias', fromTyped(Float32Array.of(0, 0, 0, 100)))
    writeSafetensors(path, tensors)
    const job = { model, inputs: [folderOf(pictures(8))], out }
    const { predictions } = await predict(job)
    expect(new Set(predictions.map(({ scores }) => scores.s_uno))).toEqual(new Set([1]))
    const orders = mostOutlyingFirst(predictions, 's_uno').map(({ order }) => order.s_uno!)
    expect(orders).toEqual([...new Set(orders)].sort((a, b) => b - a))
    expect((await predict({ ...job, resume: true })).predictions).toEqual(predictions)
  })

  test('methods that the model cannot serve are refused', async () => {
    const inputs = [folderOf(pictures(1))]
    expect(await refusal({ model: tinyModel({ outlierClass: false }), inputs, method: 's_uno' })).toContain(
      'method s_uno needs an outlier class, which the model has not',
    )
    const method = join(temporaryFolder(), 'fit.mjs')
    writeFileSync(method, `export default { name: 'fitted', fit: () => 1, score: () => 1 }`)
    expect(await refusal({ model: tinyModel(), inputs, method })).toContain('only "uno evaluate" has')
  })
})

describe('the decision', () => {
  const scores = [-0.9, -0.5, -0.2, 0.1]
  const calibrated = () => {
    const model = tinyModel()
    const weights = createHash('sha256')
      .update(readFileSync(join(model, 'model.safetensors')))
      .digest('hex')
    const data = { name: 'inliers', images: 4 }
    writeCalibration(model, {
      format: 1,
      weights,
      method: 's_uno',
      acceptance: 0.5,
      threshold: -0.2,
      data,
      scores,
    })
    return model
  }
  const decisionOf = async (job: Partial<PredictJob> & { model: string }) =>
    (await predict({ inputs: [folderOf(pictures(1))], ...job })).decision

  test('comes from the calibration beside the model, at its rate or another', async () => {
    const model = calibrated()
    // ⌈5 · rate⌉ of the calibration scores.
    expect(await decisionOf({ model })).toEqual({
      method: 's_uno',
      label: 's_uno',
      acceptance: 0.5,
      threshold: -0.2,
    })
    expect(await decisionOf({ model, acceptance: 0.4 })).toMatchObject({ threshold: -0.5 })
    expect(await decisionOf({ model, acceptance: 0.8 })).toMatchObject({ threshold: 0.1 })
    expect(await refusal({ model, inputs: [folderOf(pictures(1))], acceptance: 0.9 })).toContain('at least 9')
  })

  test('an image is an outlier above the threshold, not at it', async () => {
    const [model, inputs] = [tinyModel(), [folderOf(pictures(1))]]
    const { predictions } = await predict({ model, inputs })
    const threshold = predictions[0]!.scores.s_uno!
    const outlierAt = async (threshold: number) =>
      (await predict({ model, inputs, threshold })).predictions[0]!.outlier
    expect([await outlierAt(threshold), await outlierAt(threshold - 1e-9)]).toEqual([false, true])
  })

  test('another method, or other weights, have none', async () => {
    const model = calibrated()
    expect(await decisionOf({ model, method: 's_no' })).toEqual({
      ...{ method: 's_no', label: 's_no', calibratedFor: 's_uno' },
    })
    const inputs = [folderOf(pictures(1))]
    expect(await refusal({ model, inputs, method: 's_no', acceptance: 0.5 })).toContain(
      'is calibrated for s_uno, not s_no',
    )
    expect(await refusal({ model, inputs, threshold: 0, acceptance: 0.5 })).toContain('give one of them')
    expect(await refusal({ model: tinyModel(), inputs, acceptance: 0.5 })).toContain('needs a calibration')
    const other = readFileSync(join(tinyModel({}, 1), 'model.safetensors'))
    writeFileSync(join(model, 'model.safetensors'), other)
    expect(await refusal({ model, inputs })).toContain('belongs to other weights')
    expect(await decisionOf({ model, threshold: 0.5 })).toMatchObject({ threshold: 0.5 })
  })
})

describe('choices of decoding change what is predicted', () => {
  const model = () => tinyModel(upright)
  const scoresOf = async (job: PredictJob) => (await predict(job)).predictions.map(({ scores }) => scores)
  const asPng = ({ width, height, data }: Pixels) => encodePng({ width, height, data })

  test('hostile 7: a picture above the pixel limit is refused; with a higher one it is predicted', async () => {
    const job = { model: model(), inputs: [folderOf({ '0.png': png(1, 9), '1.png': png(2, 10) })] }
    expect(await refusal({ ...job, maxPixels: 99 })).toMatch(/1\.png: 10x10 .*exceeds the pixel limit/)
    const { predictions, failures } = await predict({ ...job, maxPixels: 99, keepGoing: true })
    expect([predictions.length, failures.length]).toEqual([1, 1])
    expect(await scoresOf({ ...job, maxPixels: 100 })).toHaveLength(2)
  })

  test('hostile 8: a truncated picture is refused; tolerated, it is predicted as far as it goes, and said', async () => {
    const cut = imageFile('rgb.jpg').subarray(0, -200)
    const job = { model: model(), inputs: [folderOf({ '0.jpg': cut })] }
    expect(await refusal(job)).toContain('truncated JPEG')
    const warnings: string[] = []
    const onWarning = (message: string) => warnings.push(message)
    const tolerated = await scoresOf({ ...job, tolerateTruncated: true, onWarning })
    expect(warnings).toEqual([expect.stringContaining('what is missing was filled')])
    const filled = asPng(decodeImage(cut, { name: 'x', tolerateTruncated: true }))
    expect(tolerated).toEqual(await scoresOf({ ...job, inputs: [folderOf({ '0.png': filled })] }))
    expect(tolerated).not.toEqual(
      await scoresOf({ ...job, inputs: [folderOf({ '0.jpg': imageFile('rgb.jpg') })] }),
    )
  })

  test('hostile 11: a picture is seen as its EXIF data turn it, or as it is stored', async () => {
    const turned = imageFile('exif-6.jpg')
    const job = { model: model(), inputs: [folderOf({ '0.jpg': turned })] }
    const of = (ignoreOrientation: boolean) =>
      scoresOf({
        ...job,
        inputs: [folderOf({ '0.png': asPng(decodeImage(turned, { name: 'x', ignoreOrientation })) })],
      })
    const [seen, stored] = [await scoresOf(job), await scoresOf({ ...job, ignoreOrientation: true })]
    expect(seen).toEqual(await of(false))
    expect(stored).toEqual(await of(true))
    expect(stored).not.toEqual(seen)
  })
})

describe('hostile 20: nothing to predict', () => {
  const tree = () => {
    const root = folderOf({ 'hidden/.a.png': png(1), 'other/notes.txt': 'no image', 'notes.txt': 'no image' })
    mkdirSync(join(root, 'empty'))
    return root
  }
  test.each([
    [
      'an empty folder',
      'empty',
      'no images; sought .jpg, .jpeg, .png, .webp, .gif, .bmp; found nothing visible',
    ],
    ['hidden files alone', 'hidden', 'no images; sought .jpg'],
    ['other files alone', 'other', 'found 1 × .txt'],
    ['a missing path', 'absent', 'no such file or folder'],
    ['a file taken for a folder', 'notes.txt/images', 'no such file or folder'],
    ['a file that is no image', 'notes.txt', 'notes.txt: a file of unknown type; expected a JPEG'],
  ])('%s is refused, and no output folder appears', async (_, path, message) => {
    const out = outFolder()
    expect(await refusal({ model: tinyModel(), inputs: [join(tree(), path)], out })).toContain(message)
    expect(existsSync(out)).toBe(false)
  })
})

describe('hostile 22: an image that cannot be read', () => {
  const count = 300
  const broken = '0150.png'
  const many = () =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`${String(i).padStart(4, '0')}.png`, png(i, 8)]),
    )
  /** Cut in its pixels, so that its header is in order. */
  const damaged = () => {
    const folder = folderOf(many())
    truncateSync(join(folder, broken), statSync(join(folder, broken)).size - 30)
    return folder
  }

  test('stops by default; what was predicted stays, and --resume goes on to what a clean run gives', async () => {
    const [model, folder, out] = [tinyModel(upright), damaged(), outFolder()]
    const message = await refusal({ model, inputs: [folder], out })
    expect(message).toContain(`1 of ${count} images cannot be read: ${folder}/${broken}`)
    expect(message).toContain('--resume goes on')
    expect(readdirSync(out).sort()).toEqual(['predict.json', 'predictions.partial.jsonl'])
    const kept = linesIn(out, 'predictions.partial.jsonl').length
    expect(kept).toBeGreaterThan(150)
    // As if the process had died while it wrote a line.
    writeFileSync(join(out, 'predictions.partial.jsonl'), '{"file":"cut of', { flag: 'a' })
    writeTree(folder, many())
    const resumed = await predict({ model, inputs: [folder], out, resume: true })
    expect(resumed.predictions).toHaveLength(count)
    expect(readdirSync(out).sort()).toEqual(['predict.json', 'predictions.jsonl'])
    const clean = outFolder()
    await predict({ model, inputs: [folder], out: clean })
    expect(linesIn(out).map(({ file }) => file)).toEqual(linesIn(clean).map(({ file }) => file))
    for (const [i, line] of linesIn(out).entries())
      expect(line.scores.s_uno).toBeCloseTo(linesIn(clean)[i].scores.s_uno, 6)
  })

  test('--keep-going leaves it out, and the others are those of a clean run', async () => {
    const [model, folder, out] = [tinyModel(upright), damaged(), outFolder()]
    const { predictions, failures } = await predict({ model, inputs: [folder], out, keepGoing: true })
    expect(failures).toEqual([{ file: `${folder}/${broken}`, reason: expect.stringContaining(broken) }])
    expect(predictions).toHaveLength(count - 1)
    writeTree(folder, many())
    const clean = (await predict({ model, inputs: [folder] })).predictions
    const others = clean.filter(({ file }) => file !== `${folder}/${broken}`)
    const alike = ({ scores: { s_unc, s_no, s_uno }, ...rest }: Prediction) => ({
      ...rest,
      confidence: expect.closeTo(rest.confidence, 6),
      scores: Object.fromEntries(
        Object.entries({ s_unc, s_no, s_uno }).map(([name, score]) => [name, expect.closeTo(score!, 6)]),
      ),
      order: expect.anything(),
    })
    expect(predictions).toEqual(others.map(alike))
    expect(linesIn(out)).toEqual(predictions)
  })

  test('a header that is none, or a file that cannot be opened, is found before anything is predicted', async () => {
    const folder = folderOf({ ...pictures(5), 'page.png': '<html>not found</html>' })
    symlinkSync(join(folder, 'absent'), join(folder, 'dangling.png'))
    const [model, out] = [tinyModel(), outFolder()]
    const message = await refusal({ model, inputs: [folder], out })
    expect(message).toContain('2 of 7 images cannot be read')
    expect(message).toContain('an HTML page: the download failed?')
    expect(message).toContain('dangling.png: cannot be read (ENOENT)')
    expect(existsSync(out)).toBe(false)
    const { predictions, failures } = await predict({ model, inputs: [folder], out, keepGoing: true })
    expect([predictions.length, failures.length]).toEqual([5, 2])
  })

  test('damage that the policy of OpenOOD fills is told', async () => {
    const warnings: string[] = []
    const { predictions } = await predict({
      model: tinyModel(),
      inputs: [join(damaged(), broken)],
      onWarning: message => warnings.push(message),
    })
    expect(predictions).toHaveLength(1)
    expect(warnings).toEqual([expect.stringContaining(broken)])
  })
})

describe('hostile 23: names', () => {
  test('every name has a result of its own, and comes back as it was', async () => {
    const folder = temporaryFolder()
    const awkward = [
      'é.png', // composed
      'e\u0301.png', // decomposed
      'blank and "quotes" \'.png',
      'two\nlines.png',
      '100%25.png',
      '-rf.png',
      `${'x'.repeat(246)}.png`,
      'two.dots.png',
      'UPPER.PNG',
      '日本語.png',
      '__proto__.png',
    ]
    for (const name of awkward) writeFileSync(join(folder, name), png(name.length))
    for (const byte of [0xff, 0xfe])
      writeFileSync(
        Buffer.concat([Buffer.from(`${folder}/bytes`), Buffer.of(byte), Buffer.from('.png')]),
        png(byte),
      )
    const out = outFolder()
    const { predictions } = await predict({ model: tinyModel(), inputs: [folder], out, dump: ['scores'] })
    expect(predictions).toHaveLength(awkward.length + 2)
    const files = predictions.map(({ file }) => file)
    expect(new Set(files).size).toBe(files.length)
    expect(files).toEqual(expect.arrayContaining(awkward.map(name => `${folder}/${name}`)))
    expect(files).toEqual(expect.arrayContaining([`${folder}/bytes\udcff.png`, `${folder}/bytes\udcfe.png`]))
    expect(linesIn(out).map(({ file }) => file)).toEqual(files)
    const dumps = readdirSync(out).filter(name => name.endsWith('.safetensors'))
    expect(dumps).toHaveLength(files.length)
    for (const name of awkward.filter(name => name.length < 240))
      expect(dumps).toContain(`${name.replace(/\.[^.]*$/, '')}.safetensors`)
    const said = dumps.map(name => readSafetensors(join(out, name)).metadata.file!)
    expect(said.map(file => (file.startsWith('"') ? JSON.parse(file) : file)).sort()).toEqual(
      files.toSorted(),
    )
  })
})

describe('hostile 24: equal names', () => {
  test('results mirror the tree; links that loop end', async () => {
    const folder = folderOf({
      'a/1.png': png(1),
      'b/1.png': png(2),
      'a/1.bmp.png': png(3),
      'A/1.png': png(4),
    })
    writeFileSync(join(folder, 'a/1.jpg'), readFileSync(join(folder, 'a/1.png')))
    symlinkSync('..', join(folder, 'a/l'))
    const out = outFolder()
    const { predictions } = await predict({ model: tinyModel(), inputs: [folder], out, dump: ['scores'] })
    const names = ['A/1.png', 'a/1.bmp.png', 'a/1.jpg', 'a/1.png', 'b/1.png']
    expect(predictions.map(({ file }) => file).sort()).toEqual(names.map(name => `${folder}/${name}`))
    const written = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.safetensors'),
    )
    // Only names that differ by their extension alone keep it.
    const stems = ['A/1', 'a/1.bmp', 'a/1.jpg', 'a/1.png', 'b/1']
    expect(written.sort()).toEqual(stems.map(name => `${name}.safetensors`))
  })

  test('files of two folders are named from the folder that they share; one given twice is predicted once', async () => {
    const root = folderOf({ 'x/a/1.png': png(1), 'x/b/1.png': png(2) })
    const inputs = [`${root}/x/a/1.png`, `${root}/x/b`, `${root}/x/a/../a/1.png`]
    const out = outFolder()
    const { predictions } = await predict({ model: tinyModel(), inputs, out, dump: ['logits'] })
    expect(predictions).toHaveLength(2)
    expect([readdirSync(join(out, 'a')), readdirSync(join(out, 'b'))]).toEqual([
      ['1.safetensors'],
      ['1.safetensors'],
    ])
  })

  test('a result that would take the place of another is refused before anything is written', async () => {
    const folder = folderOf({ 'a.png': png(1), 'a.safetensors/b.png': png(2) })
    const out = outFolder()
    const message = await refusal({ model: tinyModel(), inputs: [folder], out, dump: ['scores'] })
    expect(message).toContain('is the name of another')
    expect(existsSync(out)).toBe(false)
  })
})

describe('hostile 25: where results go', () => {
  test('a device that is none is refused before anything', async () => {
    const [inputs, out] = [[folderOf(pictures(1))], outFolder()]
    expect(await refusal({ model: tinyModel(), inputs, out, device: 'tpu' })).toContain(
      'device: tpu, expected cpu, cuda or cuda:<number>',
    )
    expect(existsSync(out)).toBe(false)
  })

  test('found before the model is read', async () => {
    const inputs = [folderOf(pictures(2))]
    // No weights: whatever is refused, it is not for them.
    const model = tinyModel()
    truncateSync(join(model, 'model.safetensors'), 0)
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect(await refusal({ model, inputs, out: file })).toContain('is a file, expected a folder')
    expect(await refusal({ model, inputs, out: join(file, 'below') })).toContain(
      'is a file, expected a folder',
    )
    expect(await refusal({ model, inputs, out: inputs[0]! })).toContain('lies in the input folder')
    expect(await refusal({ model, inputs, out: join(inputs[0]!, 'new/deep') })).toContain(
      'lies in the input folder',
    )
    const link = join(temporaryFolder(), 'link')
    symlinkSync(inputs[0]!, link)
    expect(await refusal({ model, inputs, out: join(link, 'out') })).toContain('lies in the input folder')
    expect(await refusal({ model, inputs, out: '/proc/no-folder' })).toContain('cannot be written (')
    expect(await refusal({ model, inputs, dump: ['scores'] })).toContain('--dump needs --out')
    expect(await refusal({ model, inputs, out: folderOf({ 'theirs.txt': 'x' }) })).toContain('is not empty')
    expect(await refusal({ model, inputs, out: outFolder(), resume: true })).toContain(
      'no predictions to go on with',
    )
  })

  test('a folder that nobody may write in', async () => {
    const out = temporaryFolder()
    chmodSync(out, 0o555)
    const job = { model: tinyModel(), inputs: [folderOf(pictures(1))], out: join(out, 'new') }
    chmodSync(dirname(job.model), 0o755)
    const isRoot = process.getuid!() === 0
    chmodSync(job.inputs[0]!, 0o755)
    if (isRoot) process.seteuid!(65534)
    try {
      expect(await refusal(job)).toContain(`cannot be written (EACCES at ${out})`)
    } finally {
      if (isRoot) process.seteuid!(0)
    }
  })

  test('results that are there need --overwrite; the inputs are never touched', async () => {
    const [model, out] = [tinyModel(), outFolder()]
    const folder = folderOf(pictures(4))
    const before = treeOf(folder)
    await predict({ model, inputs: [folder], out, dump: ['scores'] })
    const first = treeOf(out)
    expect(await refusal({ model, inputs: [folder], out })).toContain('--resume goes on with it, --overwrite')
    expect(treeOf(out)).toEqual(first)
    await predict({ model, inputs: [folder], out, dump: ['scores'], overwrite: true })
    expect(treeOf(out)).toEqual(first)
    await predict({ model, inputs: [folder], out, dump: ['scores'], resume: true })
    expect(treeOf(out)).toEqual(first)
    expect(treeOf(folder)).toEqual(before)
  })

  test('a resumed prediction must be the same prediction', async () => {
    const [model, out, inputs] = [tinyModel(), outFolder(), [folderOf(pictures(2))]]
    await predict({ model, inputs, out, threshold: 0 })
    expect(await refusal({ model, inputs, out, threshold: 1, resume: true })).toContain(
      'threshold was 0, now it is 1',
    )
    expect(await refusal({ model: tinyModel({}, 9), inputs, out, threshold: 0, resume: true })).toContain(
      'weights was',
    )
    expect(
      await refusal({ model, inputs, out, threshold: 0, ignoreOrientation: true, resume: true }),
    ).toContain('decoding was {"tolerateTruncated":false,"ignoreOrientation":false}, now it is')
  })

  test('of the same images: others may come along, none is lost, and what changed is predicted anew', async () => {
    const [model, out, folder] = [
      tinyModel(),
      outFolder(),
      folderOf({ 'a/1.png': png(1), 'b/1.png': png(2) }),
    ]
    const [a, b] = [join(folder, 'a'), join(folder, 'b')]
    const job = { model, out, dump: ['scores' as const] }
    await predict({ ...job, inputs: [a] })
    const first = treeOf(out)
    expect(await refusal({ ...job, inputs: [b], resume: true })).toBe(
      `${out}: holds predictions of 1 other image ("${a}/1.png"); choose another --out, or --overwrite instead of --resume`,
    )
    expect(await refusal({ ...job, inputs: [a, b], resume: true })).toContain(
      `the results of "${a}/1.png" are called "1.safetensors", and would be "a/1.safetensors"`,
    )
    expect(treeOf(out)).toEqual(first)
    writeFileSync(join(a, '2.png'), png(3))
    writeFileSync(join(a, '1.png'), png(4, 7))
    await predict({ ...job, inputs: [a], resume: true })
    await predict({ ...job, inputs: [a], out: `${out}-clean` })
    expect(treeOf(out)).toEqual(treeOf(`${out}-clean`))
  })

  test('by the same module of one’s own, with what it imports', async () => {
    const folder = folderOf({
      'mine.mjs': `import { k } from './k.mjs'\nexport default { name: 'mine', score: ({ logits }) => logits.select(-1, k) }`,
      'k.mjs': 'export const k = 0',
    })
    const job = { model: tinyModel(), inputs: [folderOf(pictures(1))], method: join(folder, 'mine.mjs') }
    const out = outFolder()
    await predict({ ...job, out })
    await predict({ ...job, out, resume: true })
    writeFileSync(join(folder, 'k.mjs'), 'export const k = 1')
    expect(await refusal({ ...job, out, resume: true })).toContain('modules was')
  })
})

test('a dump holds the tensors by the names of the goldens', async () => {
  const [model, out] = [tinyModel(), outFolder()]
  const folder = folderOf(pictures(1))
  const { predictions } = await predict({
    model,
    inputs: [folder],
    out,
    dump: ['input', 'features', 'logits', 'scores'],
  })
  const { tensors } = readSafetensors(join(out, '0.safetensors'))
  expect(Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]))).toEqual({
    input: [1, 3, 32, 32],
    features: [1, 32],
    logits: [1, 4],
    s_unc: [1],
    s_no: [1],
    s_uno: [1],
  })
  expect(toFloat64Array(tensors.get('s_uno')!)[0]).toBe(predictions[0]!.scores.s_uno)
  expect(basename(predictions[0]!.file)).toBe('0.png')
})
