import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readSafetensors, toFloat64Array } from '../../../src/formats/index.js'
import { readModelConfig } from '../../../src/models/index.js'
import type { EpochEvent, StepEvent } from '../../../src/runs/events.js'
import { checkpointsOf, runPaths, writeJson } from '../../../src/runs/run-folder.js'
import { parseRecipe } from '../../../src/training/load-recipe.js'
import type { ResolvedPixelRecipe } from '../../../src/training/pixel/recipe.js'
import type { DataArguments } from '../../../src/training/track.js'
import { readState, writeState } from '../../../src/training/training-state.js'
import { drawScene, imagePng, labelPng, writeTree } from '../../protocols/pixel/tiny.js'
import { contentOf, finalState, refusal, trainHere } from '../runs.js'
import { testFolder } from '../tiny.js'
import { tinyScenes, writeTinyScenes } from './tiny-scenes.js'

const folder = testFolder('segmenter')
let data: DataArguments
let undisturbed: string
let count = 0
const newRun = () => join(folder, `run-${count++}`)

beforeAll(async () => {
  data = writeTinyScenes(folder)
  undisturbed = newRun()
  await trainHere({ recipe: tinyScenes(), data, run: undisturbed })
})

const events = (run: string) =>
  readFileSync(runPaths(run).events, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))

test('a run ends with a model folder that knows its classes, and events of every loss', () => {
  const [newest] = checkpointsOf(undisturbed)
  expect(newest?.step).toBe(6)
  const config = readModelConfig(newest!.path)
  expect(config).toMatchObject({ arch: 'mask2former', inlierClasses: 19, outlierClass: true })
  const steps = events(undisturbed).filter((event): event is StepEvent => event.type === 'step')
  expect(Object.keys(steps[0]!.losses)).toEqual(['ce', 'mask', 'dice', 'pixel'])
  expect(steps.at(-1)!.milliseconds!.forward).toBeGreaterThan(0)
  const epochs = events(undisturbed).filter((event): event is EpochEvent => event.type === 'epoch')
  expect(epochs).toHaveLength(2)
  const { validation } = epochs.at(-1)!
  expect(validation!.images).toBe(1)
  expect(validation!.meanIou).toBeGreaterThanOrEqual(0)
  expect(Object.keys(validation!.averagePrecision!)).toEqual(['s_unc', 's_no', 's_uno'])
})

test('the auxiliary classifier is in the training state and not in the model', () => {
  const { path } = checkpointsOf(undisturbed)[0]!
  const model = [...readSafetensors(join(path, 'model.safetensors')).tensors.keys()]
  const state = [...readSafetensors(join(path, 'training.safetensors')).tensors.keys()]
  expect(model.filter(key => !/^(backbone|sem_seg_head|criterion)\./.test(key))).toEqual([])
  expect(state).toContain('companion.classify.weight')
  expect(state).toContain('optimiser.first.pixel_classifier.classify.weight')
})

describe('32: a run that goes on', () => {
  test.each([1, 3, 4])('stopped after step %i: the same bits as undisturbed', async at => {
    const run = newRun()
    // Saved after every step, so that a stop may come anywhere.
    const recipe = tinyScenes('checkpoint.everyMinutes=1e-9')
    const { result } = await trainHere(
      { recipe, data, run },
      event => event.type === 'checkpoint' && event.step >= at,
    )
    expect(result.step).toBeLessThan(6)
    await trainHere({ recipe, data, run, resume: true })
    const same = tinyScenes('checkpoint.everyMinutes=1e-9')
    expect(same).toEqual(recipe)
    expect(finalState(run)).toBe(finalState(undisturbed))
  })
})

describe('30: losses that are no number', () => {
  const diverging = [
    'optimiser.lr=1e30',
    'schedule.name="constant"',
    'clip=null',
    'validation.scenes=0',
    'validation.negatives=0',
  ]

  test('as many steps as the recipe allows are skipped, each told', async () => {
    const warnings: string[] = []
    const recipe = tinyScenes(...diverging, 'skipNonfinite=2')
    const job = trainHere({ recipe, data, run: newRun() }, event => {
      if (event.type === 'warning' && /was skipped/.test(event.message)) warnings.push(event.message)
      return false
    })
    expect(await refusal(job)).toMatch(/2 steps were skipped before/)
    expect(warnings).toHaveLength(2)
  })

  test('training stops at the step, naming it and a tensor', async () => {
    const message = await refusal(trainHere({ recipe: tinyScenes(...diverging), data, run: newRun() }))
    expect(message).toMatch(/^FaultError: step \d: .*first tensor that is not finite: /)
  })

  test('the last good checkpoint stays as it was', async () => {
    const run = newRun()
    const recipe = tinyScenes(...diverging, 'checkpoint.everyMinutes=1e-9')
    let before = {}
    const training = trainHere({ recipe, data, run }, event => {
      if (event.type === 'checkpoint') before = contentOf(runPaths(run).checkpoints)
      return false
    })
    expect(await refusal(training)).toMatch(/^FaultError: step 2: /)
    expect(checkpointsOf(run)[0]).toMatchObject({ step: 1 })
    expect(contentOf(runPaths(run).checkpoints)).toEqual(before)
  })
})

describe('36: a run that was stopped', () => {
  let stopped: string
  const recipe = tinyScenes()
  beforeAll(async () => {
    stopped = newRun()
    await trainHere({ recipe, data, run: stopped }, event => event.type === 'checkpoint')
  })

  function copyOf(path: string): string {
    const copy = join(folder, `copy-${count++}`)
    cpSync(path, copy, { recursive: true })
    return copy
  }
  /** Of two files of a kind, the first becomes the second. */
  function replace(folder: string, pattern: RegExp): void {
    const [first, second] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => pattern.test(name))
      .sort()
    cpSync(join(folder, second!), join(folder, first!))
  }
  const things = () => join(folder, 'things')

  test.each<[string, () => DataArguments, string]>([
    [
      'a changed label',
      () => {
        const scenes = copyOf(data.data)
        replace(scenes, /gtFine.train.*_labelIds\.png$/)
        return { ...data, data: scenes }
      },
      'inliers.fingerprint',
    ],
    [
      'a changed image',
      () => {
        const scenes = copyOf(data.data)
        replace(scenes, /leftImg8bit.train\b.*_leftImg8bit\.png$/)
        return { ...data, data: scenes }
      },
      'inliers.fingerprint',
    ],
    [
      'changed things to paste',
      () => {
        const negatives = copyOf(things())
        replace(negatives, /^crops.*\.jpg$/)
        return { ...data, negatives: `${negatives}#train` }
      },
      'negatives.fingerprint',
    ],
  ])('%s is another run', async (_, changed, field) => {
    const message = await refusal(trainHere({ recipe, data: changed(), run: stopped, resume: true }))
    expect(message).toMatch(new RegExp(`^UserError: .*data\\.json: ${field} was "`))
  })

  test('a field that recipes did not have yet does not make another run', async () => {
    const run = copyOf(stopped)
    const { recipe: path } = runPaths(run)
    const checkpoint = checkpointsOf(run)[0]!.path
    const state = readState(checkpoint)
    const { batch, ...rest } = state.recipe as ResolvedPixelRecipe
    const { sameOrientation, ...before } = batch
    expect(sameOrientation).toBe(false)
    const earlier = { ...rest, batch: before } as ResolvedPixelRecipe
    writeJson(path, earlier)
    writeState(checkpoint, { ...state, recipe: earlier })
    await trainHere({ recipe: parseRecipe(earlier, path) as ResolvedPixelRecipe, data, run, resume: true })
    expect(finalState(run)).toBe(finalState(undisturbed))
  })

  test('the same data elsewhere are the same run', async () => {
    const moved = { data: copyOf(data.data), negatives: `${copyOf(things())}#train` }
    await trainHere({ recipe, data: moved, run: stopped, resume: true })
    expect(finalState(stopped)).toBe(finalState(undisturbed))
  })
})

describe('starting from a closed-set model', () => {
  const closed = [
    'objective.name=closed-set',
    'pasting=null',
    'validation.negatives=0',
    'objective.perPixel=0',
    'steps=2',
    'epochSteps=2',
    'weightAverage=null',
  ]
  const head = 'sem_seg_head.predictor.class_embed.weight'
  const weightsOf = (run: string) =>
    readSafetensors(join(checkpointsOf(run)[0]!.path, 'model.safetensors')).tensors
  let base: string
  let from: string
  beforeAll(async () => {
    base = newRun()
    await trainHere({ recipe: tinyScenes(...closed), data: { data: data.data }, run: base })
    from = checkpointsOf(base)[0]!.path
  })

  test('uno adds an outlier row that begins at 0; the rest is taken over', async () => {
    const run = newRun()
    // A rate of nearly nothing leaves the weights as they were started with.
    const recipe = tinyScenes(
      'optimiser.lr=1e-30',
      'optimiser.weightDecay=0',
      'weightAverage=null',
      'steps=1',
    )
    const { warnings } = await trainHere({ recipe, data, run, from })
    expect(warnings.join()).toContain('one is added')
    const [before, after] = [weightsOf(base).get(head)!, weightsOf(run).get(head)!]
    expect(before.shape).toEqual([20, 16])
    expect(after.shape).toEqual([21, 16])
    const [old, now] = [toFloat64Array(before), toFloat64Array(after)]
    expect([...now.subarray(0, 19 * 16)]).toEqual([...old.subarray(0, 19 * 16)])
    expect(Math.max(...now.subarray(19 * 16, 20 * 16).map(Math.abs))).toBeLessThan(1e-20)
    expect([...now.subarray(20 * 16)]).toEqual([...old.subarray(19 * 16)])
  })

  test('checkpoints record what no-object weighs in this run, whatever it weighed in what it starts from', async () => {
    const weighed = (tensors: ReturnType<typeof weightsOf>) => [
      ...toFloat64Array(tensors.get('criterion.empty_weight')!),
    ]
    expect(weighed(weightsOf(base))).toEqual([...Array(19).fill(1), Math.fround(0.1)])
    for (const start of [undefined, from]) {
      const run = newRun()
      const recipe = tinyScenes('objective.noObjectWeight=0.25', 'steps=1')
      await trainHere({ recipe, data, run, from: start })
      expect(weighed(weightsOf(run))).toEqual([...Array(20).fill(1), 0.25])
    }
  })

  test('eam keeps K + 1 classes', async () => {
    const run = newRun()
    await trainHere({ recipe: tinyScenes('objective.name=eam', 'steps=1'), data, run, from })
    expect(weightsOf(run).get(head)!.shape).toEqual([20, 16])
  })

  test('a model with an outlier class is no start of one without', async () => {
    const recipe = tinyScenes(...closed)
    const job = {
      recipe,
      data: { data: data.data },
      run: newRun(),
      from: checkpointsOf(undisturbed)[0]!.path,
    }
    expect(await refusal(trainHere(job))).toMatch(/^UserError: .*has an outlier class/)
  })
})

describe('37: data that cannot be trained on is named', () => {
  test('labels that are all ignored', async () => {
    const scenes = join(folder, 'ignored')
    writeTree(scenes, {
      'legend.json': JSON.stringify({ classes: [{ name: 'road' }] }),
      'images/1.png': imagePng(drawScene(48, 40, 1)),
      'labels/1.png': labelPng({ ...drawScene(48, 40, 1), labels: new Uint8Array(48 * 40).fill(255) }),
    })
    const recipe = tinyScenes('validation.scenes=0', 'validation.negatives=0')
    expect(await refusal(trainHere({ recipe, data: { ...data, data: scenes }, run: newRun() }))).toMatch(
      /^UserError: .*every pixel of its 1 scene is ignored/,
    )
  })

  test('no negatives, or negatives for nothing', async () => {
    expect(
      await refusal(trainHere({ recipe: tinyScenes(), data: { data: data.data }, run: newRun() })),
    ).toMatch(/^UserError: .*add --negatives/)
    const closed = tinyScenes('objective.name=closed-set', 'pasting=null', 'validation.negatives=0')
    expect(await refusal(trainHere({ recipe: closed, data, run: newRun() }))).toMatch(
      /^UserError: --negatives .*trains without negatives/,
    )
  })

  test.each([
    ['validation.scenes="stuttgart"', /no image of .* begins with "stuttgart"/],
    ['validation.scenes=3', /leaves none of the 3 scenes/],
    ['validation.negatives=["spoon"]', /no category "spoon"/],
  ])('%s', async (setting, message) => {
    expect(await refusal(trainHere({ recipe: tinyScenes(setting), data, run: newRun() }))).toMatch(message)
  })
})
