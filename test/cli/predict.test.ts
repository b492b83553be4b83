import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { calibrateCommand } from '../../src/cli/calibrate.js'
import { importCommand } from '../../src/cli/import.js'
import { predictCommand } from '../../src/cli/predict.js'
import { type NDArray, readSafetensors } from '../../src/formats/index.js'
import { Tensor } from '../../src/torch/index.js'
import { png, temporaryFolder, writeTree } from '../data/fixtures.js'
import { tinyModel } from '../models/tiny.js'
import { expectTensor } from '../procedures/expect-tensor.js'
import { runner } from './run-command.js'

const run = runner()

/** `(x/255 − mean) / std` in float32 of a picture `[H, W, 3]`, which gives the official pipeline's bits: `[1, 3, H, W]`. */
function normalised(cropped: NDArray, { mean, std }: { mean: number[]; std: number[] }): Tensor {
  const channels = (values: number[]) => Tensor.fromTyped(Float32Array.from(values), [3, 1, 1])
  const picture = Tensor.fromArray(cropped).permute([2, 0, 1]).to('float32').div(255)
  return picture.sub(channels(mean)).div(channels(std)).unsqueeze(0).contiguous()
}

// The interface that scripts rely on, on the golden checkpoints of both networks.
test.each([
  ['resnet18_32x32', 'images.safetensors'],
  ['resnet18_224x224', 'preprocessed.safetensors'],
])('import %s, predict --dump all: the tensors of the goldens', async (arch, inputs) => {
  const golden = join(import.meta.dirname, '../goldens/image', arch, 'narrow')
  const { config, image_order, tolerance } = JSON.parse(readFileSync(join(golden, 'case.json'), 'utf8'))
  const [model, out] = ['model', 'dumps'].map(name => join(temporaryFolder(), name)) as [string, string]
  const checkpoint = join(golden, 'weights.zip.ckpt')
  const classes = String(config.inlier_classes_K)
  const imported = await run(importCommand, checkpoint, '--arch', arch, '--classes', classes, '--out', model)
  expect(imported).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining(`${classes} inlier classes`),
  })
  const images = join(golden, 'images')
  const predicted = await run(predictCommand, model, images, '--dump', 'all', '--out', out, '--json')
  expect(predicted.exitCode).toBe(0)
  const lines = predicted.output
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  const expected = readSafetensors(join(golden, 'expected.safetensors')).tensors
  const given = readSafetensors(join(golden, inputs)).tensors
  for (const [row, name] of (image_order as string[]).entries()) {
    const { tensors } = readSafetensors(join(out, `${name.replace(/\.\w+$/, '')}.safetensors`))
    const check = (key: string, whole: Tensor, allowed: { abs: number }) =>
      expectTensor(
        Tensor.fromArray(tensors.get(key)!).to('float32'),
        whole.narrow(0, row, 1).toArray(),
        allowed,
        `${name}: ${key}`,
      )
    const of = (key: string) => Tensor.fromArray(expected.get(key)!)
    const input = tensors.get('input')!
    if (given.has('preprocessed'))
      check('input', Tensor.fromArray(given.get('preprocessed')!), tolerance.preprocessed)
    else
      expectTensor(
        Tensor.fromArray(input),
        normalised(given.get(`cropped/${name}`)!, config).toArray(),
        tolerance.normalised,
        `${name}: input`,
      )
    check('features', of('features'), tolerance.features)
    check('logits', of('logits'), tolerance.logits)
    for (const score of ['s_unc', 's_no', 's_uno']) check(score, of(score), tolerance.scores)
    const line = lines.find(({ file }) => file === `${images}/${name}`)
    expect(Object.keys(line)).toEqual(['file', 'label', 'confidence', 'scores', 'order', 'files'])
    expect(line.files.map((file: string) => existsSync(join(out, file)))).toEqual([true])
    expect(line.label).toBe(String(of('pred_inlier').select(0, row).item()))
    expect(line.scores.s_uno).toBeCloseTo(of('s_uno').select(0, row).item(), 4)
  }
  expect(lines).toHaveLength(image_order.length)
})

const folderOf = (count: number) =>
  writeTree(
    temporaryFolder(),
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.png`, png(i, 6)])),
  )

test('a table, and what decides', async () => {
  const [model, folder] = [tinyModel(), folderOf(2)]
  const plain = await run(predictCommand, model, folder)
  expect(plain.output).toContain('2 images')
  expect(plain.output).toMatch(/file +label +confidence +s_unc +s_no +s_uno\n/)
  expect(plain.output).toContain('No threshold: "uno calibrate" sets one')
  const decided = await run(predictCommand, model, folder, '--threshold', '-2')
  expect(decided.output.match(/ {2}outlier$/gm)).toHaveLength(2)
  expect(decided.output).toContain('Outliers are images with s_uno > -2.00000.')
})

test('calibrate promises, and predict keeps to it at any rate', async () => {
  const [model, data] = [tinyModel(), folderOf(30)]
  const calibrated = await run(calibrateCommand, model, '--data', data, '--accept', '0.9')
  expect(calibrated.exitCode).toBe(0)
  expect(calibrated.output).toContain(
    'By 30 calibration inliers, a new inlier is accepted with probability at least 90 %',
  )
  expect(calibrated.output).toContain('at most 93.226 %')
  const accepted = async (...words: string[]) => {
    const { output } = await run(predictCommand, model, data, '--json', ...words)
    return output
      .trimEnd()
      .split('\n')
      .filter(line => !JSON.parse(line).outlier).length
  }
  expect(await accepted()).toBe(Math.ceil(31 * 0.9))
  expect(await accepted('--accept', '0.5')).toBe(Math.ceil(31 * 0.5))
  expect((await run(predictCommand, model, data, '--accept', '0.99')).message).toContain('give at least 99')
})

test('the contact sheet shows the most outlying first', async () => {
  const [model, folder] = [tinyModel(), folderOf(3)]
  const sheet = join(temporaryFolder(), 'sheet.png')
  expect((await run(predictCommand, model, folder, '--sheet', sheet, '--threshold', '0')).exitCode).toBe(0)
  expect(readFileSync(sheet).subarray(1, 4).toString()).toBe('PNG')
  const again = await run(predictCommand, model, folder, '--sheet', sheet)
  expect([again.exitCode, again.message]).toEqual([
    2,
    expect.stringContaining('exists; choose another --sheet'),
  ])
  const input = join(folder, readdirSync(folder)[0]!)
  const before = readFileSync(input)
  const over = await run(predictCommand, model, folder, '--sheet', input, '--overwrite')
  expect(over.message).toContain(`would be written over the input "${input}"`)
  expect(readFileSync(input)).toEqual(before)
})

test('unreadable images: exit code 2, or 1 after the others with --keep-going', async () => {
  const folder = folderOf(3)
  writeTree(folder, { 'page.jpg': '<html></html>' })
  const stopped = await run(predictCommand, tinyModel(), folder, '--json')
  expect([stopped.exitCode, stopped.output]).toEqual([2, ''])
  const went = await run(predictCommand, tinyModel(), folder, '--json', '--keep-going')
  expect([went.exitCode, went.output.trimEnd().split('\n').length]).toEqual([1, 3])
  expect(went.message).toContain('1 of 4 images cannot be read')
  // A contact sheet of nothing is none.
  const sheet = join(temporaryFolder(), 'sheet.png')
  const none = await run(
    predictCommand,
    tinyModel(),
    join(folder, 'page.jpg'),
    '--keep-going',
    '--sheet',
    sheet,
  )
  expect(none.message).toContain('1 of 1 image cannot be read')
  expect(existsSync(sheet)).toBe(false)
})

test.each([
  ['--sheet', 'sheet.jpg', 'expected a name in .png'],
  ['--resume', undefined, '--resume needs --out'],
])('%s is refused in one line', async (flag, value, message) => {
  const words = [flag, value].filter(word => word !== undefined)
  const refused = await run(predictCommand, tinyModel(), folderOf(1), ...words)
  expect(refused).toMatchObject({ exitCode: 2, message: expect.stringContaining(message) })
})

test('import takes names and preprocessing from files, and keeps what is there', async () => {
  const golden = join(import.meta.dirname, '../goldens/image/resnet18_32x32/narrow/weights.safetensors')
  const folder = writeTree(temporaryFolder(), {
    'names.txt': 'a\nb\nc\nd\ne\nf\n',
    'names.json': '["a","b","c","d","e","f"]',
    'preprocessing.json': JSON.stringify({
      resize: 40,
      crop: 36,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      policy: 'upright',
    }),
    'other/file': 'x',
  })
  const out = join(folder, 'model')
  const preprocessing = join(folder, 'preprocessing.json')
  const names = (file: string) => ['--class-names', join(folder, file), '--preprocessing', preprocessing]
  expect((await run(importCommand, golden, '--out', out, ...names('names.txt'))).exitCode).toBe(0)
  const config = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))
  expect(config).toMatchObject({
    inlierClasses: 6,
    outlierClass: true,
    classNames: ['a', 'b', 'c', 'd', 'e', 'f'],
    preprocessing: { crop: 36, policy: 'upright' },
  })
  const again = await run(importCommand, golden, '--out', out)
  expect([again.exitCode, again.message]).toEqual([2, expect.stringContaining('--overwrite')])
  expect(
    (await run(importCommand, golden, '--out', out, '--overwrite', ...names('names.json'))).exitCode,
  ).toBe(0)
  expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toEqual(config)
  const foreign = await run(importCommand, golden, '--out', join(folder, 'other'), '--overwrite')
  expect(foreign.message).toContain('is no model folder')
  // A folder that merely has a config.json, and a model folder in which somebody keeps more than a model.
  writeFileSync(join(folder, 'other/config.json'), '{"model_type": "mask2former"}')
  const clone = await run(importCommand, golden, '--out', join(folder, 'other'), '--overwrite')
  expect(clone.message).toContain('is no model folder')
  writeFileSync(join(out, 'notes.txt'), 'mine')
  const fuller = await run(importCommand, golden, '--out', out, '--overwrite')
  expect(fuller.message).toContain('holds more than a model ("notes.txt")')
  expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine')
  const unknown = await run(importCommand, golden, '--out', join(folder, 'new'), '--preprocessing', 'mnist')
  expect(unknown.message).toContain('known: cifar10, cifar100, imagenet')
  expect(existsSync(join(folder, 'new'))).toBe(false)
})
