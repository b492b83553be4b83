import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { png, writeTree } from '../data/fixtures.js'
import { build } from '../training/program.js'

// Benchmarks run seldom and by hand: each is run here at a size that says nothing, so that none is found broken then.
const root = resolve(import.meta.dirname, '../..')
const data = mkdtempSync(join(tmpdir(), 'uno-bench-'))

beforeAll(() => {
  build()
  const files = ['ant', 'bee'].flatMap(name => [0, 1].map(i => [`${name}/${i}.png`, png(i, 32)]))
  writeTree(data, Object.fromEntries(files))
  const set = { path: '.' }
  const benchmark = {
    version: 1,
    name: 'bench',
    inlier: { name: 'insects', classNames: ['ant', 'bee'], train: set, test: set },
  }
  writeFileSync(join(data, 'image-benchmark.json'), JSON.stringify(benchmark))
})
afterAll(() => rmSync(data, { recursive: true }))

test.each([
  ['train-step.mjs', 'float32', 'contiguous', '2', '2', '1', '1'],
  ['train-step.mjs', 'bfloat16', 'channels_last', '2', '2', '1', '1', data],
  ['segmenter.mjs', 'float32', '64', '64', '1', '1', 'cpu'],
  ['step-kernels.mjs', '1', '2', '2', '1'],
  ['mask-train-step.mjs', 'float32', '64', '64', '3', '1', '1', 'wall'],
  ['mask-step-parts.mjs', 'float32', '64', '64', '3', '1', '1', 'wall'],
  ['score.mjs', '1', '1', 'wall'],
  ['pixel-metrics.mjs', 'quantised', 'cpu'],
])('bench/%s %s %s runs, and its first line is a number', (program, ...args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bench', program), ...args], {
    cwd: root,
    env: { ...process.env, UNO_CACHE: join(data, 'cache') },
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  expect(Number(stdout.split('\n')[0])).toBeGreaterThan(0)
})

test('bench/large-model.mjs runs with a small model', () => {
  const args = ['--size', '64x64', '--backbone', 'swin-t']
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bench/large-model.mjs'), ...args],
    { cwd: root, encoding: 'utf8' },
  )
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/ forward .* finite, peak /)
})
