/** Images that are too large to be packed: decoded and augmented ahead of need, by the recipes of ImageNet-200. */
import { cpSync, existsSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSafetensors, toFloat32Array, writeSafetensors } from '../../../src/formats/index.js'
import {
  type ClassifierConfig,
  createModel,
  importCheckpoint,
  saveModel,
  standardPreprocessing,
} from '../../../src/models/index.js'
import { evaluate } from '../../../src/protocols/image/evaluate.js'
import { bestCheckpoint } from '../../../src/training/checkpoint.js'
import { loadRecipe, resolveRecipe } from '../../../src/training/load-recipe.js'
import { realData } from '../../data/fixtures.js'
import { finalState, trainHere, workshop } from '../runs.js'

const { place, data } = workshop('large-images')

const small = ['model.width=4', 'precision=float32', 'threads=1']
const tinyCrop = `preprocessing=${JSON.stringify({
  ...{ resize: 80, crop: 72, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], policy: 'upright' },
})}`

const recipeOf = (name: string, ...settings: string[]) =>
  resolveRecipe(loadRecipe(name, [...small, ...settings]), 1)

describe('on a generated tree', () => {
  // 60 images: four steps an epoch, the last of 12.
  const settings = [tinyCrop, 'batch.inliers=16', 'epochs=2']

  test.each([
    ['imagenet200-closed-set', []],
    ['imagenet200-oe', ['batch.negatives=8']],
    ['imagenet200-uno', ['batch.negatives=8']],
  ])('%s: stopped after an epoch and gone on with, it ends with the same bits', async (name, more) => {
    const used = name === 'imagenet200-closed-set' ? { data: data.data } : data
    const job = (run: string) => ({
      ...{ recipe: recipeOf(name, ...settings, ...more), data: used, run: place(`${name}-${run}`) },
    })
    const whole = await trainHere(job('whole'))
    expect(whole.result).toMatchObject({ step: 8, steps: 8 })
    const stopped = await trainHere(job('parts'), event => event.type === 'epoch')
    expect(stopped.result).toMatchObject({ step: 4, stoppedBy: 'signal' })
    expect((await trainHere({ ...job('parts'), resume: true })).result).toMatchObject({ step: 8 })
    expect(finalState(job('parts').run)).toBe(finalState(job('whole').run))
  })

  test('10: pictures that are filled are told of, each once, ten by name', async () => {
    const pillow = tinyCrop.replace('upright', 'openood')
    const cut = place('cut')
    cpSync(data.data, cut, { recursive: true })
    for (let i = 0; i < 12; i++) truncateSync(join(cut, 'red', `${i}.png`), 150)
    const recipe = recipeOf('imagenet200-closed-set', ...settings, pillow)
    const { warnings } = await trainHere({ recipe, data: { data: cut }, run: place('filled') })
    expect(warnings).toHaveLength(11)
    expect(new Set(warnings.slice(0, 10)).size).toBe(10)
    for (const warning of warnings.slice(0, 10)) expect(warning).toMatch(/^red\/\d+\.png: /)
    expect(warnings[10]).toBe('more images are damaged or odd; "uno data check" names them')
  })

  test('held-out images and classes are validated on', async () => {
    const held = ['validation.inliers=12', 'validation.negativeClasses=1', 'batch.negatives=8']
    const recipe = recipeOf('imagenet200-uno', ...settings, ...held)
    const { events } = await trainHere({ recipe, data, run: place('held') })
    const validations = events.flatMap(event => (event.type === 'epoch' ? [event.validation] : []))
    expect(validations).toMatchObject([{ images: 12 }, { images: 12 }])
    expect(Object.keys(validations[1]!.auroc!)).toEqual(['s_unc', 's_no', 's_uno'])
  })
})

test('a checkpoint of 1000 classes under the keys of torchvision is imported, and fine-tuned to three', async () => {
  const published: ClassifierConfig = {
    ...{ format: 1, arch: 'resnet18_224x224', width: 4, inlierClasses: 1000, outlierClass: false },
    classNames: Array.from({ length: 1000 }, (_, k) => `class ${k}`),
    preprocessing: standardPreprocessing.imagenet,
  }
  const weights = new Map(
    [...createModel(published, 7).stateDict()].map(([key, tensor]) => [key, tensor.toArray()]),
  )
  for (const key of ['conv1.weight', 'layer2.0.downsample.0.weight', 'fc.bias'])
    expect(weights.has(key)).toBe(true)
  const file = place('resnet18.safetensors')
  writeSafetensors(file, weights)
  const model = place('imported')
  const { config, model: imported } = importCheckpoint(file)
  expect(config).toMatchObject({ arch: 'resnet18_224x224', inlierClasses: 1000, outlierClass: false })
  saveModel(model, config, imported.stateDict())
  const settings = [tinyCrop, 'batch.inliers=16', 'batch.negatives=8', 'epochs=1', 'optimiser.lr=1e-6']
  const recipe = recipeOf('imagenet200-uno', ...settings)
  const { result, warnings } = await trainHere({ recipe, data, run: place('fine-tuned'), from: model })
  expect(result).toMatchObject({ step: 4, steps: 4 })
  expect(warnings).toEqual([
    expect.stringContaining('has another number of classes; the last layer starts afresh'),
  ])
  const trained = readSafetensors(join(bestCheckpoint(place('fine-tuned'))!, 'model.safetensors')).tensors
  expect(trained.get('fc.weight')!.shape).toEqual([4, 32])
  // So few and small steps leave the first layer where it began.
  const [before, after] = [weights, trained].map(tensors => toFloat32Array(tensors.get('conv1.weight')!))
  expect(Math.max(...after!.map((value, i) => Math.abs(value - before![i]!)))).toBeLessThan(1e-3)
  expect(after).not.toEqual(before)
})

const benchmark = join(realData, 'image-benchmark.json')
test.skipIf(!existsSync(benchmark))('on real images of 160×160, trained at 224 and evaluated', async () => {
  const recipe = recipeOf('imagenet200-uno', 'batch.inliers=100', 'batch.negatives=20', 'epochs=1')
  const named = {
    data: `${benchmark}#large`,
    negatives: join(realData, 'imagenet-style/outliers.tar.gz'),
  }
  const run = place('real')
  expect((await trainHere({ recipe, data: named, run })).result).toMatchObject({ step: 4, steps: 4 })
  const results = await evaluate({ model: run, negatives: 0 })
  expect(results.benchmark).toBe('imagenet-style')
  expect(results.sets).toMatchObject([{ images: 100 }, { name: 'textures-160', images: 80 }])
  expect(results.accuracy).toBeGreaterThanOrEqual(0)
})
