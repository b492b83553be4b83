import { beforeAll, describe, expect, test } from 'vitest'
import { readSafetensors } from '../../src/formats/index.js'
import { checkpointsOf } from '../../src/runs/run-folder.js'
import { loadRecipe, parseRecipe, recipeNames, resolveRecipe } from '../../src/training/load-recipe.js'
import { eventsOf } from './program.js'
import { finalState, trainHere, workshop } from './runs.js'
import { tinyRecipe } from './tiny.js'

const { job, place } = workshop('settings')
const refused = (json: unknown, ...settings: string[]): string => {
  try {
    parseRecipe(json, 'tiny.json', settings)
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`
  }
  throw new Error('expected an error')
}

describe('recipes', () => {
  test.each(recipeNames())('%s is valid, resolves, and what it resolves to is a recipe', name => {
    const recipe = resolveRecipe(loadRecipe(name), 3)
    expect(recipe).toMatchObject({ name, threads: 3 })
    expect(Object.values(recipe)).not.toContain('auto')
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)), name)).toEqual(recipe)
  })

  test.each<[string, unknown, string[], string]>([
    [
      'an unknown field, with the known ones',
      { ...tinyRecipe, epoch: 1 },
      [],
      'tiny.json: the recipe: Unrecognized key: "epoch"; known: track, name, description, ',
    ],
    [
      'an unknown field deeper',
      tinyRecipe,
      ['batch.size=4'],
      '--set batch.size=4: Unrecognized key: "size"; known: inliers, negatives, lastBatch, restartNegatives',
    ],
    [
      'a value of another kind',
      tinyRecipe,
      ['epochs=many'],
      '--set epochs=many: Invalid input: expected number, received string',
    ],
    [
      'a value out of range',
      tinyRecipe,
      ['optimiser.momentum=1'],
      '--set optimiser.momentum=1: Too big: expected number to be <1',
    ],
    ['a missing field', { name: 'x' }, [], 'tiny.json: model: '],
    [
      'a value of the file, though others are set',
      { ...tinyRecipe, epochs: 'many' },
      ['seed=1', 'batch.inliers=9'],
      'tiny.json: epochs: Invalid input: expected number, received string',
    ],
    [
      'an unknown field of the file, though one beside it is set',
      { ...tinyRecipe, batch: { size: 4 } },
      ['batch.inliers=9'],
      'tiny.json: batch: Unrecognized key: "size"; known: inliers, ',
    ],
    [
      'the last setting of a field',
      tinyRecipe,
      ['epochs=1', 'epochs=-1', 'seed=3'],
      '--set epochs=-1: Too small: expected number to be >0',
    ],
    [
      'an unknown field of an object that is set as a whole',
      tinyRecipe,
      ['objective={"name":"uno","options":{"gamma":1}}'],
      '--set objective={"name":"uno","options":{"gamma":1}}: options: Unrecognized key: "gamma"',
    ],
    [
      'what fits no alternative, with all of them',
      tinyRecipe,
      ['threads=some'],
      '--set threads=some: Invalid input: expected "auto"; or Invalid input: expected number, received string',
    ],
    [
      'the part of an alternative that does not fit',
      tinyRecipe,
      ['preprocessing.mean=[0.5]'],
      '--set preprocessing.mean=[0.5]: ',
    ],
    [
      'the other track',
      tinyRecipe,
      ['track=pixel'],
      '--set track=pixel: tiny.json is a recipe of the track image, and tracks have other fields; take a recipe of the track pixel',
    ],
    [
      'a track that is none',
      tinyRecipe,
      ['track=sound'],
      '--set track=sound: "sound", expected one of image',
    ],
    [
      'an option that the objective has not',
      tinyRecipe,
      ['objective.options.gamma=1'],
      '--set objective.options.gamma=1: Unrecognized key: "gamma"',
    ],
    [
      'an option out of range',
      tinyRecipe,
      ['objective.options={"form":"none"}'],
      '--set objective.options={"form":"none"}: form: Invalid option: expected one of "joint"|"separate"',
    ],
    [
      'images that begin as large as they are',
      tinyRecipe,
      ['augmentation.progressive={"from":8,"until":0.5}'],
      '--set augmentation.progressive={"from":8,"until":0.5}: begins with 8 pixels, and images have 8; begin with fewer, or null',
    ],
    [
      'a schedule that ends before the training does',
      loadRecipe('cityscapes-vistas-closed-set-released'),
      ['steps=200000'],
      'tiny.json: schedule.steps: 150000, and training takes 200000 steps; make it as long or longer, or null',
    ],
    [
      'a device that is none',
      tinyRecipe,
      ['device=gpu'],
      '--set device=gpu: expected cpu, cuda or cuda:<number>',
    ],
    [
      'a setting without a value',
      tinyRecipe,
      ['epochs'],
      '--set epochs: expected key=value, as in optimiser.lr=0.05',
    ],
    [
      'a field of what has none',
      { ...tinyRecipe, preprocessing: 'cifar10' },
      ['preprocessing.resize=8'],
      '--set preprocessing.resize=8: preprocessing is "cifar10", which has no fields; set it as a whole',
    ],
    ['a prototype', tinyRecipe, ['__proto__.seed=1'], '--set __proto__.seed=1: there is no such field'],
    ['no object', [tinyRecipe], [], 'tiny.json: expected an object of fields, found a list'],
    ['no object at all', null, [], 'tiny.json: expected an object of fields, found null'],
  ])('%s is refused in one line', (_, json, settings, message) => {
    expect(refused(json, ...settings)).toContain(`UserError: ${message}`)
    expect(refused(json, ...settings)).not.toContain('\n')
  })

  test.each([
    ['schedule.rise=0.2', 'schedule.name=one-cycle'],
    ['schedule.power=1', 'schedule.name=poly'],
    ['schedule.floor=0', 'schedule.name=cosine', 'schedule.name=poly'],
    ['optimiser.momentum=0.5', 'optimiser.name=sgd', 'optimiser.name=adamw'],
    ['optimiser.nesterov=false', 'optimiser.name=sgd', 'optimiser.name=adamw'],
    ['batch.negatives=2', 'an objective with negatives', 'objective.name=closed-set'],
    ['objective.options.lambda=1', 'objective.options.form=separate'],
    ['validation.everyEpochs=2', 'validation.inliers above 0', 'validation.inliers=0'],
  ])('a setting that would change nothing is refused: %s', (setting, needs, ...others) => {
    const field = setting.split('=')[0]
    expect(refused(tinyRecipe, ...others, setting)).toBe(
      `UserError: --set ${field}: has no effect here; it needs ${needs}`,
    )
  })

  test('fields that are set together are looked at one by one', () => {
    expect(refused(tinyRecipe, 'schedule={"name":"cosine","rise":0.5}')).toBe(
      'UserError: --set schedule.rise: has no effect here; it needs schedule.name=one-cycle',
    )
  })

  test('settings do not change the recipe that they are applied to', () => {
    const before = structuredClone(tinyRecipe)
    expect(parseRecipe(tinyRecipe, 'x', ['optimiser.lr=9']).optimiser.lr).toBe(9)
    expect(tinyRecipe).toEqual(before)
  })
})

describe('no field is read and ignored', () => {
  let plain: string
  beforeAll(async () => {
    await trainHere(job('plain'))
    plain = finalState(place('plain'))
  })

  /** Pairs of settings that must give different weights; one alone is compared with the recipe as it is. */
  test.each([
    'seed=1',
    'model.width=8',
    'objective.name=outlier-exposure',
    'objective.options={"form":"separate"}',
    'preprocessing.mean=[0.4,0.5,0.5]',
    'preprocessing.std=[0.2,0.25,0.25]',
    'preprocessing.resize=12',
    'augmentation.inliers=none',
    'augmentation.negatives=none',
    'augmentation.progressive={"from":8,"until":0.5} preprocessing.crop=12 preprocessing.resize=12 | preprocessing.crop=12 preprocessing.resize=12',
    'batch.inliers=7',
    'batch.negatives=5',
    'batch.lastBatch=drop batch.inliers=7 | batch.inliers=7',
    'batch.lastBatch=keep batch.inliers=7 | batch.inliers=7',
    'batch.restartNegatives=true',
    'epochs=1',
    'optimiser.name=adamw',
    'optimiser.lr=0.04',
    'optimiser.momentum=0.8',
    'optimiser.nesterov=false',
    'optimiser.weightDecay=0',
    'optimiser.name=adamw optimiser.weightDecay=0.5 | optimiser.name=adamw',
    'schedule.name=constant',
    'schedule.name=one-cycle',
    'schedule.name=one-cycle schedule.rise=0.6 | schedule.name=one-cycle',
    'schedule.name=poly',
    'schedule.name=poly schedule.power=2 | schedule.name=poly',
    'schedule.floor=0.01',
    'clip=0.5',
    'weightAverage=0.9',
    'weightAverage=0.5 | weightAverage=0.6',
    'validation.inliers=13',
    'precision=bfloat16',
    'precision=float64',
    'memoryFormat=contiguous',
  ])('%s', async setting => {
    const [changed, base] = setting.split(' | ').map(part => part.split(' '))
    await trainHere(job(setting, ...changed!))
    if (base) await trainHere(job(`${setting}, base`, ...base))
    expect(finalState(place(setting))).not.toBe(base ? finalState(place(`${setting}, base`)) : plain)
  })

  test('validation.everyEpochs, checkpoint.keep, checkpoint.everyMinutes', async () => {
    await trainHere(job('often', 'epochs=4', 'validation.everyEpochs=3', 'checkpoint.keep=5'))
    const log = eventsOf(place('often'))
    const validated = log.flatMap(event => (event.type === 'epoch' && event.validation ? [event.epoch] : []))
    expect(validated).toEqual([3, 4])
    expect(checkpointsOf(place('often')).map(({ step }) => step)).toEqual([24, 18])
    await trainHere(job('time', 'checkpoint.everyMinutes=1e-9', 'checkpoint.keep=3'))
    expect(
      checkpointsOf(place('time'))
        .map(({ step }) => step)
        .slice(0, 3),
    ).toEqual([12, 11, 10])
    expect(checkpointsOf(place('time')).length).toBeLessThanOrEqual(4)
  })

  test('a closed set may be validated on negatives that it is never trained on', async () => {
    const closed = ['objective.name=closed-set', 'validation.negativeClasses=1']
    const { events } = await trainHere(job('closed', ...closed))
    const [epoch] = events.filter(event => event.type === 'epoch')
    expect(Object.keys(epoch!.validation!.auroc!)).toContain('msp')
    const { tensors } = readSafetensors(`${checkpointsOf(place('closed'))[0]!.path}/model.safetensors`)
    expect(tensors.get('fc.weight')!.shape[0]).toBe(3)
    await trainHere({
      ...job('alone', 'objective.name=closed-set', 'validation.negativeClasses=0'),
      data: { data: place('inliers') },
    })
    expect(finalState(place('closed'))).toBe(finalState(place('alone')))
  })
})
