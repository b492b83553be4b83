import { existsSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { isRun, runPaths } from '../../src/runs/run-folder.js'
import { build, run as program } from './program.js'
import { workshop } from './runs.js'
import { writeRecipe } from './tiny.js'

const { place, data, folder, cache } = workshop('out-of-memory')
beforeAll(build, 60_000)

test('37: out of memory ends the program with the remedy, and leaves a run to be resumed', async () => {
  const run = place('memory')
  const words = [
    ...['train', writeRecipe(folder), '--data', data.data, '--negatives', data.negatives, '--out', run],
    ...['--set', 'batch.inliers=512', '--set', 'model.width=256', '--set', 'batch.lastBatch=continue'],
  ]
  // Address space: Node, libtorch and the model take about 3 GB of it, the activations as much again.
  const { code, stderr } = await program(words, { cache, limits: 'ulimit -v 4000000' })
  expect(code, stderr).toBe(1)
  expect(stderr).toMatch(
    /\nuno: out of memory \(cpu\).*--set batch\.inliers=256 --set batch\.negatives=2\) or model\.width.*--resume\n$/,
  )
  expect(isRun(run)).toBe(true)
  expect(existsSync(runPaths(run).lock)).toBe(false)
})
