import { existsSync, linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodePng } from '../../src/formats/png-write.js'
import { stream } from '../../src/random.js'
import type { RecordedEvent } from '../../src/runs/events.js'
import { checkpointsOf } from '../../src/runs/run-folder.js'
import { damageOf } from '../../src/training/training-state.js'
import { build, eventsOf, type Running, start } from './program.js'
import { finalState, trainHere } from './runs.js'
import { resolved, testFolder, writeInliers, writeNegatives, writeRecipe } from './tiny.js'

const folder = testFolder('signals')
const cache = join(folder, 'cache')
const place = (name: string) => join(folder, name)
const data = { data: place('inliers'), negatives: place('negatives') }
const job = (name: string, ...settings: string[]) => ({
  recipe: resolved(...settings),
  data,
  run: place(name),
})
const resume = (name: string, ...settings: string[]) => trainHere({ ...job(name, ...settings), resume: true })

/** An undisturbed run of the same recipe. When and how often it saves does not change what it learns. */
let undisturbed: string

beforeAll(async () => {
  build()
  process.env.UNO_CACHE = cache
  writeInliers(place('inliers'))
  writeNegatives(place('negatives'))
  await trainHere(job('undisturbed'))
  undisturbed = finalState(place('undisturbed'))
})

describe('a stop in each phase ends with a checkpoint, and the resumed run equals an undisturbed one', () => {
  const phases: Record<string, (event: RecordedEvent) => boolean> = {
    'before the first step': event => event.type === 'start',
    'in an epoch': event => event.type === 'step' && event.step === 1,
    'in validation': event => event.type === 'phase' && event.phase === 'validation',
    'in saving': event => event.type === 'phase' && event.phase === 'saving',
    'after the last step': event => event.type === 'step' && event.step === 12,
    'in the last validation': event => event.type === 'phase' && event.message === 'validation of epoch 2',
  }

  test.each(Object.entries(phases))('%s', async (name, isPhase) => {
    const { result, events } = await trainHere(job(name), isPhase)
    expect(result.stoppedBy).toBe('signal')
    expect(events.at(-1)).toMatchObject({ type: 'checkpoint', step: result.step })
    await resume(name)
    expect(finalState(place(name))).toBe(undisturbed)
    for (const { path } of checkpointsOf(place(name))) expect(damageOf(path)).toBeUndefined()
    const log = eventsOf(place(name))
    expect(log.flatMap(event => (event.type === 'epoch' ? [event.epoch] : []))).toEqual([1, 2])
    expect(log.filter(event => event.type === 'epoch').map(withoutTime)).toEqual(
      eventsOf(place('undisturbed'))
        .filter(event => event.type === 'epoch')
        .map(withoutTime),
    )
  })

  const withoutTime = ({ time: _, ...event }: RecordedEvent) => ({ ...event, seconds: 0 })

  test('a stop that comes too late changes nothing', async () => {
    const { result } = await trainHere(job('late'), event => event.type === 'epoch' && event.epoch === 2)
    expect(result.stoppedBy).toBeUndefined()
    expect(finalState(place('late'))).toBe(undisturbed)
  })
})

describe('signals to the program', () => {
  const settings = ['epochs=40', 'checkpoint.everyMinutes=1e-9']
  const words = (name: string) => [
    ...['train', writeRecipe(folder), '--data', data.data, '--negatives', data.negatives],
    ...['--out', place(name), ...settings.flatMap(setting => ['--set', setting])],
  ]
  const isSaving = (name: string) => {
    const checkpoints = join(place(name), 'checkpoints')
    return existsSync(checkpoints) && readdirSync(checkpoints).some(file => file.endsWith('.tmp'))
  }

  async function expectHeard(process: Running, code: number, line: string) {
    const ended = await process.ended
    expect(ended).toMatchObject({ code, signal: null })
    expect(ended.stderr).toContain(line)
    expect(ended.afterSignal).toBeLessThan(10_000)
  }

  test('SIGINT: the step is finished, a checkpoint written, 130', async () => {
    const process = start(words('int'), { cache })
    await process.until(() => isSaving('int'))
    process.kill('SIGINT')
    await expectHeard(process, 130, `; go on with: uno train --resume ${place('int')}`)
    expect(existsSync(join(place('int'), 'lock'))).toBe(false)
    const log = eventsOf(place('int'))
    expect(log.at(-1)).toMatchObject({ type: 'checkpoint' })
  })

  test('a second signal leaves at once; the folder stays valid, its lock is taken over', async () => {
    const process = start(words('twice'), { cache })
    await process.until(() => eventsOf(place('twice')).some(event => event.type === 'checkpoint'))
    process.kill('SIGTERM')
    // At once, it would count as the same signal.
    await new Promise(resolve => setTimeout(resolve, 300))
    process.kill('SIGTERM')
    const ended = await process.ended
    // A signal in the last moments of an exit ends the process by itself, which shells report as 143 as well.
    expect(ended.signal === 'SIGTERM' ? 143 : ended.code).toBe(143)
    expect(ended.afterSignal).toBeLessThan(10_000)
    const { events, warnings } = await trainHere(
      { ...job('twice', ...settings), resume: true },
      event => event.type === 'step',
    )
    expect(events.find(event => event.type === 'start')).toMatchObject({
      message: expect.stringMatching(/^resumed after step \d+ of 240$/),
    })
    expect(warnings.join()).toMatch(/^$|took over the lock/)
  })

  /** Images of which each takes a while to decode, in the layout of the others. */
  function writeLargeImages(folder: string): string {
    const side = 900
    const random = stream(0, 'large')
    const noise = Uint8Array.from({ length: side * side * 3 }, () => random.below(256))
    writeFileSync(place('large.png'), encodePng({ width: side, height: side, data: noise }))
    for (const name of ['a', 'b']) {
      mkdirSync(join(folder, name), { recursive: true })
      for (let i = 0; i < 10; i++) linkSync(place('large.png'), join(folder, name, `${i}.png`))
    }
    return folder
  }

  test('while the data are read, SIGTERM is heard, and the run can be resumed', async () => {
    const large = writeLargeImages(place('large'))
    const fields = ['validation.inliers=0', 'validation.negativeClasses=0', 'epochs=1']
    const set = fields.flatMap(setting => ['--set', setting])
    const recipe = writeRecipe(folder)
    const process = start(
      ['train', recipe, '--data', large, '--negatives', data.negatives, '--out', place('early'), ...set],
      { cache: place('other-cache') },
    )
    await process.until(stderr => stderr.includes('reading'))
    process.kill('SIGTERM')
    await expectHeard(
      process,
      143,
      `stopped while the data were read; go on with: uno train --resume ${place('early')}`,
    )
    expect(readdirSync(place('early')).sort()).toEqual(['data.json', 'recipe.json'])
    const small = { ...data, data: large }
    await trainHere({ recipe: resolved(...fields), data: small, run: place('early'), resume: true })
    await trainHere({ recipe: resolved(...fields), data: small, run: place('whole') })
    expect(finalState(place('early'))).toBe(finalState(place('whole')))
  })
})
