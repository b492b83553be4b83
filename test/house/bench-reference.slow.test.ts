import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const python = (...words: string[]) =>
  spawnSync('/usr/bin/python3', words, { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } })
const hasTorch = python('-c', 'import torch').status === 0

test.skipIf(!hasTorch)(
  'what segmenters are timed against computes what the official code does (skipped without python3-torch)',
  () => {
    const program = join(root, 'bench/python/check_mask2former.py')
    const { status, stdout, stderr } = python(program, join(root, 'test/goldens/segmentation/closedset'))
    expect(status, stdout + stderr).toBe(0)
    expect(stdout).toContain('pred_masks: at most ')
  },
)
