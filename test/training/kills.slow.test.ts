import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { stream } from '../../src/random.js'
import { build, eventsOf, type Running, start } from './program.js'
import { finalState, trainHere } from './runs.js'
import { resolved, testFolder, writeInliers, writeNegatives, writeRecipe } from './tiny.js'

const kills = process.env.UNO_LONG === '1' ? 50 : 5
const folder = testFolder('kills')
const cache = join(folder, 'cache')
const place = (name: string) => join(folder, name)
const data = { data: place('inliers'), negatives: place('negatives') }
// A moving average has a state of its own to come back, and saving all the time is when it hurts most.
const settings = [`epochs=${3 * kills}`, 'weightAverage=0.9', 'checkpoint.everyMinutes=1e-9']
const words = [
  ...['train', writeRecipe(folder), '--data', data.data, '--negatives', data.negatives],
  ...['--out', place('killed'), ...settings.flatMap(setting => ['--set', setting])],
]

let undisturbed: string
beforeAll(
  async () => {
    build()
    process.env.UNO_CACHE = cache
    writeInliers(place('inliers'))
    writeNegatives(place('negatives'))
    // Saves only at the ends of epochs: when it saves must not matter.
    const recipe = resolved(...settings.slice(0, 2))
    await trainHere({ recipe, data, run: place('undisturbed') })
    undisturbed = finalState(place('undisturbed'))
  },
  60_000 + 20_000 * kills,
)

/** None where a checkpoint is put in its place or removed just while they are listed. */
function temporaries(): string[] {
  try {
    const names = readdirSync(place('killed'), { recursive: true, encoding: 'utf8' })
    return names.filter(name => name.includes('.tmp'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Kills when `wait` milliseconds of its steps have passed, or as soon as a checkpoint is being written then. */
async function killAfter(process: Running, wait: number, amidSaving: boolean): Promise<void> {
  await process.until(stderr => /steps, \d+ epochs?\b|resumed after/.test(stderr))
  await new Promise(resolve => setTimeout(resolve, wait))
  if (amidSaving) await process.until(() => temporaries().length > 0)
  process.kill('SIGKILL')
}

test(
  `killed ${kills} times, also while a checkpoint is written: the same bits, each event once`,
  async () => {
    const random = stream(1, 'kills')
    let leftovers = 0
    for (let n = 0; n < kills; n++) {
      const process = start(n === 0 ? words : ['train', '--resume', place('killed')], { cache })
      await killAfter(process, 150 * random.uniform(), n % 2 === 0)
      const { signal, code, stderr } = await process.ended
      expect(signal ?? code, stderr).toBe('SIGKILL')
      if (temporaries().length > 0) leftovers++
    }
    expect(leftovers).toBeGreaterThan(0)
    const { warnings } = await trainHere({
      recipe: resolved(...settings),
      data,
      run: place('killed'),
      resume: true,
    })
    expect(warnings.join()).toMatch(/^[^,]*took over the lock of process \d+ on .*, which is gone$/)
    expect(finalState(place('killed'))).toBe(undisturbed)
    const names = readdirSync(join(place('killed'), 'checkpoints'))
    expect(names.filter(name => !/^step-\d{8}$/.test(name))).toEqual([])
    expectEachOnce()
  },
  60_000 * kills,
)

function expectEachOnce() {
  const log = eventsOf(place('killed'))
  const stepsOf = (type: 'step' | 'checkpoint' | 'epoch' | 'end') =>
    log.flatMap(event => (event.type === type ? [event.step] : []))
  for (const type of ['step', 'checkpoint', 'epoch', 'end'] as const) {
    const steps = stepsOf(type)
    expect(steps, type).toEqual([...new Set(steps)].sort((a, b) => a - b))
  }
  expect(stepsOf('epoch')).toHaveLength(3 * kills)
  expect(stepsOf('end')).toHaveLength(1)
}
