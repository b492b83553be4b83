import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { DataArguments } from '../../../src/training/track.js'
import { finalState, trainHere } from '../runs.js'
import { testFolder } from '../tiny.js'
import { tinyScenes, writeTinyScenes } from './tiny-scenes.js'

const folder = testFolder('pixel-settings')
let data: DataArguments
const states = new Map<string, string>()

/** What training with some settings ends in; one of each kind is made. */
async function stateOf(settings: string): Promise<string> {
  const known = states.get(settings)
  if (known !== undefined) return known
  const run = join(folder, `run-${states.size}`)
  const recipe = tinyScenes(...short, ...settings.split(' ').filter(Boolean))
  await trainHere({ recipe, data, run })
  const state = finalState(run)
  states.set(settings, state)
  return state
}

/** Two steps tell: what a field decides is seen in the first. */
const short = [
  'steps=2',
  'epochSteps=2',
  'validation.scenes=0',
  'validation.negatives=0',
  'weightAverage=null',
]

beforeAll(() => {
  data = writeTinyScenes(folder)
})

const reencoded = '{"share":1,"of":"objects","quality":[20,30]}'

/** Pairs of settings that must give different weights; one alone is compared with the recipe as it is. */
test.each([
  'seed=1',
  'model.queries=7',
  'objective.name=eam',
  'objective.weights.class=3',
  'objective.weights.mask=4',
  'objective.weights.dice=4',
  'objective.noObjectWeight=0.5',
  'objective.points=16',
  'objective.oversample=2',
  'objective.importance=0.5',
  'objective.fixedAssignment=1',
  'objective.perPixel=0.5',
  'preprocessing.mean=[120,116,103]',
  'preprocessing.std=[60,57,57]',
  'augmentation.shortSides=[40]',
  'augmentation.longSideLimit=50',
  'augmentation.crop=[32,32]',
  'augmentation.cropClassLimit=0.3',
  'augmentation.colour=false',
  'augmentation.flip=0',
  'augmentation.strongColour=1',
  'augmentation.gamma=[0.5,0.6]',
  'augmentation.blur={"share":1,"sigma":[1,2]}',
  'pasting.number=[3,3]',
  'pasting.size=[8,9]',
  'pasting.size=[60,60] pasting.enlarge=true | pasting.size=[60,60]',
  'pasting.keepAspect=false',
  'pasting.flip=false',
  'pasting.minArea=100',
  'pasting.maxArea=0.01',
  'pasting.soft=1.5',
  'pasting.colour=1',
  `pasting.reencode=${reencoded}`,
  'pasting.leaveAlone=1',
  'pasting.distractors={"classes":["road","sky"],"minArea":1}',
  'batch.scenes=1',
  'batch.accumulate=1',
  'steps=1',
  'optimiser.name=sgd',
  'optimiser.lr=2e-3',
  'optimiser.weightDecay=0.5',
  'optimiser.backboneLr=0.5',
  'schedule.name=constant',
  'schedule.power=2',
  'schedule.steps=9',
  'clip=0.001',
  'weightAverage=0.9',
  'validation.scenes=1',
  'validation.scenes=1 validation.negatives=1 | validation.scenes=1',
  'precision=bfloat16',
  'precision=float64',
])('no field is read and ignored: %s', async setting => {
  const [changed, base = ''] = setting.split(' | ')
  expect(await stateOf(changed!)).not.toBe(await stateOf(base))
})

test('what is the same gives the same', async () => {
  expect(await stateOf('seed=0')).toBe(await stateOf(''))
})
