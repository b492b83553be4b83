import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { build, eventsOf, start } from '../program.js'
import { finalState, trainHere } from '../runs.js'
import { testFolder } from '../tiny.js'
import { tinyRecipeFile, tinyScenes, tinySizes, writeTinyScenes } from './tiny-scenes.js'

const folder = testFolder('pixel-kills')
const cache = join(folder, 'cache')
const place = (name: string) => join(folder, name)
// Saves all the time: when it saves must not matter.
const settings = ['steps=40', 'epochSteps=20', 'checkpoint.everyMinutes=1e-9']
let undisturbed: string
let words: string[]

beforeAll(async () => {
  build()
  const { data, negatives } = writeTinyScenes(folder)
  writeFileSync(place('tiny.json'), tinyRecipeFile())
  await trainHere({ recipe: tinyScenes(...settings), data: { data, negatives }, run: place('undisturbed') })
  undisturbed = finalState(place('undisturbed'))
  const sets = [...tinySizes, ...settings].flatMap(setting => ['--set', setting])
  words = ['train', place('tiny.json'), '--data', data, '--negatives', negatives, ...sets]
}, 180_000)

const begun = (stderr: string) => /steps, \d+ epochs?\b|resumed after/.test(stderr)
const stepsSoFar = (run: string) => eventsOf(run).filter(event => event.type === 'checkpoint').length

test('32: killed twice amid training of a segmenter: the same bits', async () => {
  const run = place('killed')
  for (const checkpoints of [2, 5]) {
    const resumed = checkpoints > 2
    const process = start(resumed ? ['train', '--resume', run] : [...words, '--out', run], { cache })
    expect(await process.until(begun)).toBe(true)
    await process.until(() => stepsSoFar(run) >= checkpoints)
    process.kill('SIGKILL')
    expect((await process.ended).signal).toBe('SIGKILL')
  }
  const last = await start(['train', '--resume', run], { cache }).ended
  expect(last.code, last.stderr).toBe(0)
  expect(finalState(run)).toBe(undisturbed)
}, 180_000)

test('31: SIGINT amid training of a segmenter ends with a checkpoint, and the run goes on', async () => {
  const run = place('interrupted')
  const process = start([...words, '--out', run, '--no-tensorboard'], { cache })
  expect(await process.until(begun)).toBe(true)
  await process.until(() => stepsSoFar(run) >= 2)
  process.kill('SIGINT')
  const { code, stderr, afterSignal } = await process.ended
  expect(code, stderr).toBe(130)
  expect(afterSignal).toBeLessThan(10_000)
  expect(stderr).toContain(`uno train --resume ${run}`)
  const again = await start(['train', '--resume', run, '--no-tensorboard'], { cache }).ended
  expect(again.code, again.stderr).toBe(0)
  expect(finalState(run)).toBe(undisturbed)
}, 180_000)
