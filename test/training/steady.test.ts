import { expect, test } from 'vitest'
import { liveTensors } from '../../src/torch/index.js'
import { afterEpoch, finalState, trainHere, workshop } from './runs.js'

const { job, place } = workshop('steady')

test.each(['threads=1', 'threads=2'])(
  'the same seed gives the same bits, another other ones: %s',
  async threads => {
    for (const [name, seed] of [
      ['first', 3],
      ['again', 3],
      ['other', 4],
    ] as const)
      await trainHere(job(`${threads} ${name}`, threads, `seed=${seed}`))
    const [first, again, other] = ['first', 'again', 'other'].map(name =>
      finalState(place(`${threads} ${name}`)),
    )
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  },
)

test.each([
  ['weightAverage=0.9', 'clip=1'],
  ['optimiser.name=adamw', 'schedule.name=one-cycle', 'weightAverage=0.99'],
  ['precision=bfloat16', 'objective.name=outlier-exposure'],
  ['precision=float64', 'memoryFormat=contiguous'],
  ['batch.lastBatch=keep', 'batch.inliers=7', 'batch.restartNegatives=true', 'threads=2'],
])('stopped and resumed, the bits are those of an undisturbed run: %s %s', async (...settings) => {
  const name = settings.join(' ')
  await trainHere(job(name, ...settings), event => event.type === 'step')
  await trainHere({ ...job(name, ...settings), resume: true }, event => event.type === 'epoch')
  await trainHere({ ...job(name, ...settings), resume: true })
  await trainHere(job(`${name}, undisturbed`, ...settings))
  expect(finalState(place(name))).toBe(finalState(place(`${name}, undisturbed`)))
})

test('300 steps leave no tensor behind and take no more memory', async () => {
  const samples: { live: number; rss: number }[] = []
  await trainHere(
    job('long', 'epochs=60', 'weightAverage=0.9', 'clip=5', 'validation.everyEpochs=5', 'skipNonfinite=1'),
    event => {
      if (event.type === 'epoch') samples.push({ live: liveTensors(), rss: process.memoryUsage().rss })
      return false
    },
  )
  expect(samples).toHaveLength(60)
  expect(new Set(samples.map(({ live }) => live)).size).toBe(1)
  // The first epochs fill caches of libtorch and the heap of JavaScript.
  expect(samples.at(-1)!.rss - samples[9]!.rss).toBeLessThan(20e6)
})

test('a stop after each epoch, five times over, changes nothing', async () => {
  await trainHere(job('epochs', 'epochs=5'), afterEpoch(1))
  for (const epoch of [2, 3, 4, 5])
    await trainHere({ ...job('epochs', 'epochs=5'), resume: true }, afterEpoch(epoch))
  await trainHere(job('epochs-undisturbed', 'epochs=5'))
  expect(finalState(place('epochs'))).toBe(finalState(place('epochs-undisturbed')))
})
