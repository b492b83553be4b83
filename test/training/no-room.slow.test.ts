import { readdirSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { runPaths } from '../../src/runs/run-folder.js'
import { build, run as program } from './program.js'
import { finalState, trainHere, workshop } from './runs.js'
import { writeRecipe } from './tiny.js'

const { job, place, data, folder, cache } = workshop('no-room')
beforeAll(build, 60_000)

test('33: training stops, nothing half-written is left; with room again, it goes on to the same bits', async () => {
  const run = place('limited')
  const words = [
    'train',
    writeRecipe(folder),
    '--data',
    data.data,
    '--negatives',
    data.negatives,
    '--out',
    run,
  ]
  // A limit on the size of files (in blocks of 1 KiB) below that of a checkpoint; events still fit.
  const limited = await program([...words, '--no-tensorboard'], { cache, limits: 'ulimit -f 24' })
  expect(limited.code).toBe(1)
  expect(limited.stderr).toMatch(/cannot be written/)
  expect(readdirSync(runPaths(run).checkpoints).filter(name => name.includes('tmp'))).toEqual([])
  const again = await program(['train', '--resume', run, '--no-tensorboard'], { cache })
  expect(again.code, again.stderr).toBe(0)
  await trainHere(job('clean'))
  expect(finalState(run)).toBe(finalState(place('clean')))
})
