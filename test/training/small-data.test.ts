import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { standardPreprocessing } from '../../src/models/index.js'
import { chooseRecipe } from '../../src/training/image/choose-recipe.js'
import { resolveRecipe } from '../../src/training/load-recipe.js'
import { outOfMemory } from '../../src/training/out-of-memory.js'
import { writeCamvid, writeLegendFolder } from '../data/scenes/mini-trees.js'
import { tinyConfig, tinyModel, tinyWeights, weightsFile } from '../models/tiny.js'
import { eventsOf } from './program.js'
import { finalState, refusal, trainHere, workshop } from './runs.js'
import { picture, resolved, writeInliers } from './tiny.js'

const { job, place, data } = workshop('small-data')
const noValidation = ['validation.inliers=0', 'validation.negativeClasses=0']

/** A folder with as many images of each class as it says. */
function images(name: string, perClass: Record<string, number>): string {
  for (const [className, count] of Object.entries(perClass)) {
    mkdirSync(join(place(name), className), { recursive: true })
    for (let i = 0; i < count; i++)
      writeFileSync(join(place(name), className, `${i}.png`), picture([90, 90, 90], i))
  }
  return place(name)
}
const trainOn = (name: string, inliers: string, settings: string[], negatives = data.negatives) =>
  trainHere({ ...job(name, ...settings), data: { data: inliers, negatives } })

describe('named before the first step', () => {
  test.each<[string, Record<string, number>, string[], RegExp]>([
    [
      'an empty class folder',
      { a: 5, b: 5, c: 0 },
      noValidation,
      /no image of "c"; expected at least one of each class/,
    ],
    ['one class', { a: 5 }, noValidation, /1 class of inliers, expected at least 2: one folder a class/],
    ['one image', { a: 1 }, noValidation, /1 class of inliers, expected at least 2/],
    [
      'a class that validation would take whole',
      { a: 30, b: 1 },
      ['validation.inliers=30', 'validation.negativeClasses=0'],
      /leaves no image of class "[ab]" to train on; add images of it, or hold out fewer/,
    ],
    [
      'more held out than there is',
      { a: 5, b: 5 },
      ['validation.inliers=10'],
      /validation\.inliers is 10, and .* has 10 images; hold out fewer/,
    ],
    [
      'fewer images than a batch that must be full',
      { a: 3, b: 3 },
      [...noValidation, 'batch.lastBatch=drop'],
      /6 images, fewer than a batch of 8; lower batch\.inliers/,
    ],
  ])('%s', async (name, perClass, settings, message) => {
    const text = await refusal(trainOn(name, images(`data ${name}`, perClass), settings))
    expect(text).toMatch(message)
    expect(text).toMatch(/^UserError: /)
    expect(eventsOf(place(name))).toEqual([])
  })

  test('negatives: missing, given for nothing, or too few classes to hold one out', async () => {
    const { data: inliers } = data
    const closed = [...noValidation, 'objective.name=closed-set']
    expect(await refusal(trainHere({ ...job('m'), data: { data: inliers } }))).toMatch(
      /this recipe trains with negatives, and .* names none; add --negatives PATH/,
    )
    expect(await refusal(trainOn('n', inliers, closed))).toMatch(
      /this recipe trains without negatives; leave them out/,
    )
    expect(await refusal(trainOn('o', inliers, ['validation.negativeClasses=2']))).toMatch(
      /validation\.negativeClasses is 2, and negatives has 2 classes; hold out fewer/,
    )
    expect(await refusal(trainOn('p', inliers, ['validation.inliers=0']))).toMatch(
      /without validation\.inliers there is no validation/,
    )
  })

  test('negatives that are the inliers; of single ones it is told', async () => {
    const { data: inliers } = data
    expect(await refusal(trainOn('same', inliers, noValidation, inliers))).toMatch(
      /inliers: its images are those of the inliers \(.*\); negatives show what is none of the classes$/,
    )
    const mixed = place('mixed negatives')
    cpSync(data.negatives, mixed, { recursive: true })
    cpSync(join(inliers, 'blue/0.png'), join(mixed, 'other.png/blue.png'))
    const { warnings } = await trainOn('mixed', inliers, noValidation, mixed)
    expect(warnings.join()).toContain(
      '1 negative is an inlier as well, such as other.png/blue.png = blue/0.png',
    )
  })

  test('inliers without a class, in a list', async () => {
    const list = join(writeInliers(place('listed')), 'list.txt')
    writeFileSync(list, 'blue/0.png 0\ngreen/0.png 1\nred/0.png -1\n')
    const closed = [...noValidation, 'objective.name=closed-set']
    const training = trainHere({ ...job('listed-run', ...closed), data: { data: list } })
    expect(await refusal(training)).toMatch(/red\/0\.png has no class \(label -1\); inliers need one/)
  })
})

describe('little data that can be trained on', () => {
  test.each(['keep', 'continue'])(
    'fewer images than a batch, lastBatch=%s: never an empty epoch',
    async lastBatch => {
      const few = images('few', { a: 3, b: 2 })
      const { events } = await trainOn(`few ${lastBatch}`, few, [
        ...noValidation,
        `batch.lastBatch=${lastBatch}`,
      ])
      expect(events.filter(event => event.type === 'epoch')).toHaveLength(2)
      expect(events.find(event => event.type === 'start')).toMatchObject({ steps: 2 })
    },
  )

  test('one image of each class, by the recipe that is chosen for it', async () => {
    const single = images('single', { a: 1, b: 1 })
    const { recipe, because } = chooseRecipe({ data: single }, ['model.width=4', 'epochs=2'])
    expect(because.join()).toContain('no image is held out, there are too few')
    expect(recipe).toMatchObject({ batch: { inliers: 2 }, validation: { inliers: 0 } })
    const training = { recipe: resolveRecipe(recipe, 1), data: { data: single }, run: place('single-run') }
    expect((await trainHere(training)).result).toMatchObject({ step: 2 })
  })
})

describe('the recipe that is chosen for weights to start from', () => {
  const photos = () => images('photos', { a: 3, b: 3 })

  test('has the network of the model folder, and sees what that sees', () => {
    const from = tinyModel({ preprocessing: { ...standardPreprocessing.cifar100, resize: 40, crop: 36 } })
    const { recipe, because } = chooseRecipe({ data: photos() }, [], from)
    expect(recipe).toMatchObject({
      model: { arch: 'resnet18_32x32', width: 4 },
      preprocessing: { resize: 40, crop: 36, mean: standardPreprocessing.cifar100.mean, policy: 'upright' },
    })
    expect(because.join()).toContain(`starting from ${from}: resnet18_32x32 of width 4`)
    const file = join(from, 'model.safetensors')
    expect(chooseRecipe({ data: photos() }, [], file).recipe).toEqual(recipe)
  })

  test('of a file alone, what its first layer tells', () => {
    const alone = weightsFile(tinyWeights(tinyConfig({ arch: 'resnet18_224x224', width: 8 })))
    const told = { model: { arch: 'resnet18_224x224', width: 8 }, preprocessing: { crop: 224 } }
    expect(chooseRecipe({ data: photos() }, [], alone).recipe).toMatchObject(told)
    // Other software has files of this name too.
    writeFileSync(join(dirname(alone), 'config.json'), '{"model_type": "resnet"}')
    expect(chooseRecipe({ data: photos() }, [], alone).recipe).toMatchObject(told)
  })

  test.each([
    ['with a legend', writeLegendFolder, ''],
    ['of CamVid', writeCamvid, '#train'],
  ])('is none for scenes %s, whose folders would pass for classes', (name, write, split) => {
    const scenes = `${write(place(name))}${split}`
    expect(() => chooseRecipe({ data: scenes }, [])).toThrow(
      `${scenes}: scenes with label maps, for which no recipe is chosen; name one, such as camvid-closed-set`,
    )
  })

  test('what is said of the objective is what is trained', () => {
    const settings = ['objective.name=outlier-exposure']
    const { because } = chooseRecipe({ data: photos(), negatives: images('other', { c: 3, d: 3 }) }, settings)
    expect(because.join()).toContain('negatives are given: Outlier Exposure')
    expect(because.join()).not.toContain('UNO')
  })
})

describe('out of memory', () => {
  test('is said in terms of the recipe, with the size where it is known', () => {
    const recipe = resolved('batch.inliers=100', 'batch.negatives=50')
    const said = (message: string, device = 'cpu') =>
      outOfMemory(new Error(message), { ...recipe, device })?.message
    expect(
      said("DefaultCPUAllocator: can't allocate memory: you tried to allocate 4096000000 bytes. Error"),
    ).toBe(
      'out of memory (cpu) when 4096.0 MB were asked for; begin again with a smaller batch (--set batch.inliers=50 --set batch.negatives=25) or model.width, or free memory and go on with --resume',
    )
    expect(said('CUDA out of memory. Tried to allocate 2.50 GiB (GPU 0; …', 'cuda')).toMatch(
      /^out of memory \(cuda\) when 2\.50 GiB were asked for; /,
    )
    for (const message of ['out of memory', 'Array buffer allocation failed', 'std::bad_alloc'])
      expect(said(message)).toMatch(/^out of memory \(cpu\); begin again/)
    expect(said('mat1 and mat2 shapes cannot be multiplied')).toBeUndefined()
    const closed = resolved('objective.name=closed-set', 'batch.inliers=100')
    expect(outOfMemory(new Error('out of memory'), closed)?.message).toContain(
      'a smaller batch (--set batch.inliers=50) or model.width',
    )
  })
})

test('the folder of a run that was refused for its data can be used again', async () => {
  const inliers = images('repaired', { a: 5, b: 5, c: 0 })
  await refusal(trainOn('repaired-run', inliers, noValidation))
  rmSync(join(inliers, 'c'), { recursive: true })
  await trainHere({
    ...job('repaired-run', ...noValidation),
    data: { data: inliers, negatives: data.negatives },
  })
  expect(finalState(place('repaired-run'))).toMatch(/^[0-9a-f]{64}$/)
})
