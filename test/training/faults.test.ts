import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkpointsOf, runPaths } from '../../src/runs/run-folder.js'
import { build, run as runProgram, start } from './program.js'
import { contentOf, finalState, refusal, trainHere } from './runs.js'
import { picture, resolved, testFolder, writeInliers, writeNegatives, writeRecipe } from './tiny.js'

const folder = testFolder('faults')
const data = {
  data: writeInliers(join(folder, 'inliers')),
  negatives: writeNegatives(join(folder, 'negatives')),
}
process.env.UNO_CACHE = join(folder, 'cache')
let count = 0
const newRun = () => join(folder, `run-${count++}`)

/** A run that was stopped after its first epoch: two checkpoints, six steps to go. */
async function stoppedRun(): Promise<string> {
  const run = newRun()
  await trainHere({ recipe: resolved(), data, run }, event => event.type === 'step' && event.step >= 8)
  return run
}

describe('30: losses that are no number', () => {
  const diverging = ['optimiser.lr=1e30', 'schedule.name="constant"']

  test('training stops at the step, naming it, the term and the rate', async () => {
    const run = newRun()
    const message = await refusal(trainHere({ recipe: resolved(...diverging), data, run }))
    expect(message).toMatch(/^FaultError: step \d+: .*learning rate 1\.00e\+30/)
    expect(message).toContain('optimiser.lr')
  })

  test('a checkpoint from before stays as it was', async () => {
    const run = await stoppedRun()
    const before = contentOf(runPaths(run).checkpoints)
    const recipe = JSON.parse(readFileSync(runPaths(run).recipe, 'utf8'))
    const poisoned = { ...recipe, optimiser: { ...recipe.optimiser, lr: 1e30 } }
    writeFileSync(runPaths(run).recipe, JSON.stringify(poisoned))
    await refusal(trainHere({ recipe: poisoned, data, run, resume: true }))
    expect(contentOf(runPaths(run).checkpoints)).toEqual(before)
  })

  test('as many steps as the recipe allows are skipped, each told', async () => {
    const recipe = resolved(...diverging, 'skipNonfinite=2')
    const run = newRun()
    const warnings: string[] = []
    const job = trainHere({ recipe, data, run }, event => {
      if (event.type === 'warning') warnings.push(event.message)
      return false
    })
    expect(await refusal(job)).toMatch(/^FaultError: step/)
    expect(warnings.filter(text => text.includes('skipped'))).toHaveLength(2)
  })
})

describe('33: no room for a checkpoint', () => {
  beforeAll(build, 60_000)

  test('training stops, old checkpoints stay, nothing half-written is left; then it goes on', async () => {
    const recipe = writeRecipe(folder)
    const run = newRun()
    const cache = join(folder, 'cache')
    const args = [
      'train',
      recipe,
      '--data',
      data.data,
      '--negatives',
      data.negatives,
      '--out',
      run,
      '--no-tensorboard',
    ]
    // A limit on the size of files (in blocks of 1 KiB) below that of a checkpoint; events still fit.
    const limited = await runProgram(args, { cache, limits: 'ulimit -f 24' })
    expect(limited.code).toBe(1)
    expect(limited.stderr).toMatch(/cannot be written/)
    expect(readdirSync(runPaths(run).checkpoints).filter(name => name.includes('tmp'))).toEqual([])
    const again = await runProgram(['train', '--resume', run, '--no-tensorboard'], { cache })
    expect(again.code, again.stderr).toBe(0)
    const clean = newRun()
    await runProgram([...args.slice(0, -2), clean, '--no-tensorboard'], { cache })
    expect(finalState(run)).toBe(finalState(clean))
  })
})

describe('34: damaged checkpoints', () => {
  test.each(['config.json', 'model.safetensors', 'training.safetensors', 'training.json'])(
    'a changed byte in %s: the one before is taken, the bad one set aside',
    async file => {
      const run = await stoppedRun()
      const [newest, before] = checkpointsOf(run)
      const bytes = readFileSync(join(newest!.path, file))
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(join(newest!.path, file), bytes)
      const { warnings } = await trainHere({ recipe: resolved(), data, run, resume: true })
      expect(warnings.join('\n')).toContain(newest!.path)
      expect(warnings.join('\n')).toContain(before!.path)
      const undisturbed = newRun()
      await trainHere({ recipe: resolved(), data, run: undisturbed })
      expect(finalState(run)).toBe(finalState(undisturbed))
    },
  )

  test('all bad: an error, and nothing is deleted', async () => {
    const run = await stoppedRun()
    for (const { path } of checkpointsOf(run)) truncateSync(join(path, 'model.safetensors'), 0)
    const before = contentOf(runPaths(run).checkpoints)
    expect(await refusal(trainHere({ recipe: resolved(), data, run, resume: true }))).toMatch(/checkpoint/)
    expect(contentOf(runPaths(run).checkpoints)).toEqual(before)
  })
})

describe('35: two processes on one run', () => {
  beforeAll(build, 60_000)
  const races = process.env.UNO_LONG === '1' ? 20 : 2

  test(
    `of two started at once exactly one runs (${races} times)`,
    async () => {
      const recipe = writeRecipe(folder)
      const cache = join(folder, 'cache')
      for (let i = 0; i < races; i++) {
        const run = await stoppedRun()
        const both = [0, 1].map(() => start(['train', '--resume', run, '--no-tensorboard'], { cache }).ended)
        const ended = await Promise.all(both)
        const codes = ended.map(({ code }) => code).sort()
        // The later one may find the run finished, which is no fault; never do both train.
        const refused = ended.filter(({ stderr }) => /works there since/.test(stderr))
        const trained = ended.filter(({ stderr }) => /done: 12 steps/.test(stderr))
        expect(
          trained.length + refused.length,
          ended.map(({ stderr }) => stderr).join(),
        ).toBeGreaterThanOrEqual(1)
        expect(codes[0]).toBe(0)
        const steps = readFileSync(runPaths(run).events, 'utf8')
          .split('\n')
          .filter(line => line.includes('"type":"end"'))
        expect(steps).toHaveLength(1)
      }
      expect(existsSync(recipe)).toBe(true)
    },
    60_000 * races,
  )
})

describe('36: another run than before', () => {
  test.each([
    ['a field of the recipe', ['optimiser.lr=0.06'], /lr.* 0\.05.* 0\.06/],
    ['the seed', ['seed=1'], /seed.* 0.* 1/],
  ])('%s: refused with both values', async (_, settings, message) => {
    const run = await stoppedRun()
    expect(await refusal(trainHere({ recipe: resolved(...settings), data, run, resume: true }))).toMatch(
      message,
    )
  })

  test('one changed image is refused; the same data elsewhere is not', async () => {
    const run = await stoppedRun()
    const copy = join(folder, `copy-${count++}`)
    cpSync(data.data, copy, { recursive: true })
    writeFileSync(join(copy, 'red', '3.png'), picture([1, 2, 3], 3))
    const moved = { ...data, data: copy }
    expect(await refusal(trainHere({ recipe: resolved(), data: moved, run, resume: true }))).toMatch(
      /^UserError: .*data/,
    )
    const intact = join(folder, `copy-${count++}`)
    cpSync(data.data, intact, { recursive: true })
    const { result } = await trainHere({
      recipe: resolved(),
      data: { ...data, data: intact },
      run,
      resume: true,
    })
    expect(result.step).toBe(result.steps)
  })

  test('a renamed class is refused', async () => {
    const run = await stoppedRun()
    const copy = join(folder, `copy-${count++}`)
    cpSync(data.data, copy, { recursive: true })
    renameSync(join(copy, 'red'), join(copy, 'crimson'))
    expect(
      await refusal(trainHere({ recipe: resolved(), data: { ...data, data: copy }, run, resume: true })),
    ).toMatch(/^UserError: .*(classNames|crimson)/)
  })
})
