import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { png, writeTree } from '../data/fixtures.js'
import { build } from '../training/program.js'

// What we are measured against: skipped without python3-torch.
const root = resolve(import.meta.dirname, '../..')
const run = (program: string, ...words: string[]) =>
  spawnSync(program, words, { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } })
const python = (...words: string[]) => run('/usr/bin/python3', ...words)
const hasTorch = python('-c', 'import torch').status === 0

describe.skipIf(!hasTorch)('references in plain PyTorch (skipped without python3-torch)', () => {
  beforeAll(build)

  test('what segmenters are timed against computes what the official code does', () => {
    const program = join(root, 'bench/python/check_mask2former.py')
    const { status, stdout, stderr } = python(program, join(root, 'test/goldens/segmentation/closedset'))
    expect(status, stdout + stderr).toBe(0)
    expect(stdout).toContain('pred_masks: at most ')
  })

  test('the plain script trains on our decoded sets, and uno evaluates what it gives', () => {
    const folder = mkdtempSync(join(tmpdir(), 'uno-plain-'))
    const images = (set: string, count: number) =>
      Array.from({ length: count }, (_, i) => [`${set}/${i % 2 ? 'ant' : 'bee'}/${i}.png`, png(i % 64, 32)])
    const counts = { train: 128, test: 4, negatives: 64, near: 4, far: 4 }
    writeTree(folder, Object.fromEntries(Object.entries(counts).flatMap(([set, n]) => images(set, n))))
    const set = (path: string) => ({ path })
    const benchmark = {
      ...{ version: 1, name: 'plain', negatives: set('negatives') },
      inlier: { name: 'insects', classNames: ['bee', 'ant'], train: set('train'), test: set('test') },
      near: [{ name: 'n', ...set('near') }],
      far: [{ name: 'f', ...set('far') }],
    }
    writeFileSync(join(folder, 'benchmark.json'), JSON.stringify(benchmark))
    const [data, out] = [join(folder, 'data'), join(folder, 'out')]
    const packed = run(
      'node',
      join(root, 'bench/plain-script-data.mjs'),
      join(folder, 'benchmark.json'),
      data,
    )
    expect(packed.status, packed.stderr).toBe(0)
    const script = join(root, 'bench/python/plain_script.py')
    const trained = python(script, data, out, 'uno', '--steps', '1', '--width', '2', '--threads', '1')
    expect(trained.status, trained.stderr).toBe(0)
    expect(existsSync(join(out, 'near-n.npz'))).toBe(true)
    const words = [
      'evaluate',
      '--outputs',
      out,
      '--classes',
      '10',
      '--out',
      join(folder, 'evaluated'),
      '--json',
    ]
    const { status, stdout, stderr } = run('node', join(root, 'dist/cli/main.js'), ...words)
    expect(status, stderr).toBe(0)
    expect(JSON.parse(stdout).sets.map(({ name }: { name: string }) => name)).toContain('n')
    rmSync(folder, { recursive: true })
  })
})
