import { expect, test } from 'vitest'
import { liveTensors } from '../../src/torch/index.js'
import { afterEpoch, finalState, trainHere, workshop } from './runs.js'

const { job, place } = workshop('steady')

// That another seed gives other bits, and one thread the same, is held by settings.test.ts and below.
test('the same seed gives the same bits on two threads', async () => {
  for (const name of ['first', 'again']) await trainHere(job(name, 'threads=2', 'epochs=1'))
  expect(finalState(place('again'))).toBe(finalState(place('first')))
})

test.each([
  ['weightAverage=0.9', 'clip=1'],
  ['optimiser.name=adamw', 'schedule.name=one-cycle', 'weightAverage=0.99'],
  ['precision=bfloat16', 'objective.name=outlier-exposure'],
  ['precision=float64', 'memoryFormat=contiguous'],
  ['batch.lastBatch=keep', 'batch.inliers=7', 'batch.restartNegatives=true', 'threads=2'],
])('32: stopped and resumed, the bits are those of an undisturbed run: %s %s', async (...settings) => {
  const name = settings.join(' ')
  await trainHere(job(name, ...settings), event => event.type === 'step')
  await trainHere({ ...job(name, ...settings), resume: true }, event => event.type === 'epoch')
  await trainHere({ ...job(name, ...settings), resume: true })
  await trainHere(job(`${name}, undisturbed`, ...settings))
  expect(finalState(place(name))).toBe(finalState(place(`${name}, undisturbed`)))
})

test('32: a stop after each of four epochs changes nothing', async () => {
  await trainHere(job('epochs', 'epochs=4'), afterEpoch(1))
  for (const epoch of [2, 3, 4])
    await trainHere({ ...job('epochs', 'epochs=4'), resume: true }, afterEpoch(epoch))
  await trainHere(job('epochs-undisturbed', 'epochs=4'))
  expect(finalState(place('epochs'))).toBe(finalState(place('epochs-undisturbed')))
})

test('180 steps leave no tensor behind and take no more memory', async () => {
  const samples: { live: number; rss: number }[] = []
  const settings = ['epochs=30', 'weightAverage=0.9', 'clip=5', 'validation.everyEpochs=5', 'skipNonfinite=1']
  await trainHere(job('long', ...settings), event => {
    if (event.type === 'epoch') samples.push({ live: liveTensors(), rss: process.memoryUsage().rss })
    return false
  })
  expect(samples).toHaveLength(30)
  expect(new Set(samples.map(({ live }) => live)).size).toBe(1)
  // The first epochs fill caches of libtorch and the heap of JavaScript.
  expect(samples.at(-1)!.rss - samples[9]!.rss).toBeLessThan(20e6)
})
