import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodePng } from '../../src/formats/png-write.js'
import { readJson, runPaths } from '../../src/runs/run-folder.js'
import { bestCheckpoint } from '../../src/training/checkpoint.js'
import type { Manifest } from '../../src/training/manifest.js'
import type { ResolvedRecipe } from '../../src/training/recipe.js'
import { build, dist, eventsOf, run as program, start } from '../training/program.js'
import { finalState, trainHere, workshop } from '../training/runs.js'
import { writeRecipe } from '../training/tiny.js'

const { job, place, data, folder, cache } = workshop('train')
beforeAll(build)
const uno = (...words: string[]) => program(words, { cache })
/** Options that are given take the place of those that each training has. */
function training(name: string, ...more: string[]): string[] {
  const usual = { '--data': data.data, '--negatives': data.negatives, '--out': place(name) }
  const others = Object.entries(usual).filter(([option]) => !more.includes(option))
  return ['train', writeRecipe(folder), ...others.flat(), ...more]
}

test('own images: what is chosen is said before it starts, and is in the run', async () => {
  const words = ['train', '--data', data.data, '--negatives', data.negatives, '--out', place('own')]
  const { code, stderr } = await uno(...words, '--set', 'epochs=1', '--set', 'model.width=4', '--seed', '7')
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(
    /^60 images of 3 classes, shorter side 8 \(median\)\nnegatives are given: UNO, with an outlier class\nresnet18_32x32 .*32×32.*\n6 images are held out for accuracy; 1 epoch of \d steps\nrecipe own-uno: resnet18_32x32 of width 4, uno, 1 epoch of batches of 13, \w+ on 1 thread, seed 7\ndata /,
  )
  const recipe = readJson<ResolvedRecipe>(runPaths(place('own')).recipe)
  expect(recipe).toMatchObject({
    objective: { name: 'uno' },
    batch: { inliers: 13, negatives: 6 },
    preprocessing: { crop: 32, policy: 'upright' },
    validation: { inliers: 6 },
    seed: 7,
  })
  // A bar has no place in a file.
  expect(stderr).not.toContain('\x1b')
  expect(stderr).toMatch(new RegExp(`\\nthe run is ${place('own')}\\n$`))
})

test('own images, from a run: its best checkpoint, the last layer afresh', async () => {
  const words = ['train', '--data', data.negatives, '--from', place('own'), '--out', place('from-run')]
  const { code, stderr } = await uno(...words, '--set', 'epochs=1', '--set', 'model.width=4')
  expect(code, stderr).toBe(0)
  expect(stderr).toContain('starting from')
  expect(readJson<Manifest>(runPaths(place('from-run')).data).weights!.path).toBe(
    join(bestCheckpoint(place('own'))!, 'model.safetensors'),
  )
})

test('own images without negatives: a closed set, larger pictures at 64×64', async () => {
  const large = place('large')
  for (const name of ['a', 'b']) {
    mkdirSync(join(large, name), { recursive: true })
    for (let i = 0; i < 6; i++) {
      const pixels = new Uint8Array(90 * 70 * 3).fill(20 * i)
      writeFileSync(join(large, name, `${i}.png`), encodePng({ width: 90, height: 70, data: pixels }))
    }
  }
  const settings = ['epochs=1', 'model.width=4'].flatMap(setting => ['--set', setting])
  const { code, stderr } = await uno('train', '--data', large, '--out', place('closed'), ...settings)
  expect(code, stderr).toBe(0)
  expect(stderr).toContain('shorter side 70 (median)')
  expect(stderr).toContain('no negatives are used: a closed-set classifier')
  expect(stderr).toContain('images brought to 64×64')
})

test('36: --fork begins a new run with another recipe from the best checkpoint of a run', async () => {
  await trainHere(job('base'))
  const words = ['train', '--fork', place('base'), '--out', place('fork'), '--set', 'optimiser.lr=0.01']
  const { code, stderr } = await uno(...words)
  expect(code, stderr).toBe(0)
  const from = bestCheckpoint(place('base'))!
  const { arguments: named, weights } = readJson<Manifest>(runPaths(place('fork')).data)
  expect(named).toEqual(data)
  expect(weights!.path).toBe(join(from, 'model.safetensors'))
  expect(readJson(runPaths(place('fork')).recipe)).toMatchObject({ optimiser: { lr: 0.01 } })
  await trainHere({ ...job('same', 'optimiser.lr=0.01'), from })
  expect(finalState(place('fork'))).toBe(finalState(place('same')))
})

describe('two processes on one folder', () => {
  const races = process.env.UNO_LONG === '1' ? 20 : 3
  test(
    `of two that start at once exactly one runs, and the other names it (${races} times)`,
    async () => {
      for (let n = 0; n < races; n++) {
        const name = `race-${n}`
        const both = [0, 1].map(() => start(training(name, '--set', 'epochs=60'), { cache }))
        const ended = await Promise.all(both.map(({ ended }) => ended))
        const [winner, loser] = ended[0]!.code === 0 ? [0, 1] : [1, 0]
        const said = ended.map(({ stderr }) => stderr).join('\n---\n')
        expect(ended[winner]!.code, said).toBe(0)
        // On a busy machine the second may come when the first is done: then the folder is taken, a mistake.
        const { code, stderr } = ended[loser]!
        const isLocked = stderr.includes(`uno: ${place(name)}: process ${both[winner]!.pid} on `)
        expect(code, said).toBe(isLocked ? 1 : 2)
        expect(stderr).toContain(`uno: ${place(name)}: `)
        const log = eventsOf(place(name))
        expect(log.filter(event => event.type === 'start' || event.type === 'end')).toHaveLength(2)
      }
    },
    60_000 * races,
  )
})

describe('mistakes are one line and exit code 2, and nothing is made', () => {
  test.each<[string, string[], RegExp]>([
    [
      'no data',
      ['train', 'cifar10-uno'],
      /^uno: train: --data is missing: a folder with a folder for each class/,
    ],
    [
      'an unknown recipe',
      ['train', 'cifar', '--data', 'x'],
      /^uno: unknown recipe "cifar"; known: .*cifar10-uno/,
    ],
    [
      'data that is not there',
      training('x', '--data', '/nowhere'),
      /\nuno: \/nowhere: no such file or folder\n$/,
    ],
    [
      'a setting that is none',
      training('x', '--set', 'lr=1'),
      /^uno: --set lr=1: Unrecognized key: "lr"; known: /,
    ],
    [
      'a seed that is none',
      training('x', '--seed', 'one'),
      /^uno: option '--seed <n>' argument 'one' is invalid\. expected a whole number/,
    ],
    [
      'a seed for a resumed run',
      ['train', '--resume', 'x', '--seed', '0'],
      /^uno: --resume goes on with the run's own recipe, so --seed cannot be given/,
    ],
    ['a run that is not there', ['train', '--resume', '/nowhere'], /^uno: \/nowhere: no run to resume/],
    [
      'a recipe for a resumed run',
      ['train', 'tiny.json', '--resume', 'x'],
      /^uno: --resume goes on with the run's own recipe, so a recipe cannot be given; --fork x begins/,
    ],
    [
      'two kinds of weights',
      ['train', '--fork', 'x', '--from', 'y', '--data', 'z'],
      /^uno: --fork and --from both name weights/,
    ],
    [
      'weights that are not there',
      training('x', '--from', '/nowhere'),
      /\nuno: \/nowhere\/model\.safetensors: no such file/,
    ],
    [
      'a folder that is taken',
      training('', '--out', '/usr'),
      /\nuno: \/usr: exists and is not empty; choose another --out\n$/,
    ],
  ])('%s', async (_, words, message) => {
    const { code, stderr } = await uno(...words)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
    expect(existsSync(join(place('x'), 'recipe.json'))).toBe(false)
  })
})

describe('train() for programs', () => {
  interface Built {
    train: typeof import('../../src/training/train.js')['train']
    errors: typeof import('../../src/errors.js')
  }
  const load = async (): Promise<Built> => ({
    ...(await import(join(dist, 'training/train.js'))),
    errors: await import(join(dist, 'errors.js')),
  })

  test('an error in the worker keeps its kind and says where it comes from', async () => {
    const { train, errors } = await load()
    const error = (settings: string[], more = {}) =>
      train({ ...job('kinds', ...settings), ...more }).then(undefined, (error: Error) => error)
    const mistake = await error([], { data: { data: place('nowhere') } })
    expect(mistake).toBeInstanceOf(errors.UserError)
    const fault = await error(['optimiser.lr=1e30', 'schedule.name=constant'], { run: place('fault') })
    expect(fault).toBeInstanceOf(errors.FaultError)
    expect((fault as Error).stack).toContain('loop.js')
    const broken = { ...job('').recipe, objective: null }
    const unexpected = await error([], { run: place('unexpected'), recipe: broken })
    expect(unexpected).toBeInstanceOf(Error)
    expect(unexpected).not.toBeInstanceOf(errors.UserError)
    expect(unexpected).not.toBeInstanceOf(errors.FaultError)
  })

  test('a listener that fails ends training with a checkpoint, and with its error', async () => {
    const { train } = await load()
    const failing = train(job('listener', 'epochs=100'), {
      onEvent: event => {
        if (event.type === 'step') throw new Error('the listener fell over')
      },
    })
    await expect(failing).rejects.toThrow('the listener fell over')
    expect(eventsOf(place('listener')).at(-1)).toMatchObject({ type: 'checkpoint', reason: 'signal' })
    expect(readdirSync(place('listener'))).not.toContain('lock')
  })

  test('the caller’s thread stays free; the result is that of training in it', async () => {
    const { train } = await load()
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    const result = await train(job('worker'))
    clearInterval(timer)
    expect(result).toEqual({ step: 12, steps: 12 })
    expect(ticks).toBeGreaterThan(10)
    await trainHere(job('here'))
    expect(finalState(place('worker'))).toBe(finalState(place('here')))
  })

  test('asked to stop before it starts, it makes nothing', async () => {
    const { train } = await load()
    const result = await train(job('never'), { signal: AbortSignal.abort('SIGTERM') })
    expect(result).toEqual({ step: 0, steps: 0, stoppedBy: 'SIGTERM' })
    expect(existsSync(place('never'))).toBe(false)
  })
})
