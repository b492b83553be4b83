import { spawnSync } from 'node:child_process'
import type * as fs from 'node:fs'
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { checkpointsOf, removeLeftovers, runPaths } from '../../src/runs/run-folder.js'
import type { ResolvedImageRecipe } from '../../src/training/image/recipe.js'
import { ImageTrainer } from '../../src/training/image/trainer.js'
import { saveCheckpoint } from '../../src/training/save-checkpoint.js'
import { damageOf, freshState } from '../../src/training/training-state.js'
import { build, eventsOf, start } from './program.js'
import { contentOf, finalState, trainHere, workshop } from './runs.js'
import { resolved, writeRecipe } from './tiny.js'

/** Calls of the file system until one fails; none does while this is infinite. */
let callsLeft = Number.POSITIVE_INFINITY
vi.mock('node:fs', async importOriginal => {
  const real = await importOriginal<typeof fs>()
  const failing = <T extends (...args: never[]) => unknown>(call: T, name: string) =>
    ((...args: Parameters<T>) => {
      if (--callsLeft < 0)
        throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), {
          code: 'ENOSPC',
          syscall: name,
        })
      return call(...args)
    }) as T
  return {
    ...real,
    writeSync: failing(real.writeSync as never, 'write'),
    fsyncSync: failing(real.fsyncSync as never, 'fsync'),
    mkdirSync: failing(real.mkdirSync as never, 'mkdir'),
    renameSync: failing(real.renameSync as never, 'rename'),
  }
})

const { folder, place, data, job, cache } = workshop('disk-full')

describe('each call that may find the disk full, in turn', () => {
  const recipe = resolved() as ResolvedImageRecipe
  const config = {
    format: 1,
    arch: 'resnet18_32x32',
    width: 4,
    inlierClasses: 3,
    outlierClass: true,
    classNames: ['a', 'b', 'c'],
    preprocessing: recipe.preprocessing,
  } as const

  test('older checkpoints stay, no half one is left, free space and need are named', () => {
    const run = place('calls')
    const trainer = new ImageTrainer(recipe, { ...config, classNames: [...config.classNames] }, 12)
    saveCheckpoint(run, trainer, { ...freshState(), step: 1 })
    const before = contentOf(run)
    let failures = 0
    for (let calls = 0; ; calls++) {
      callsLeft = calls
      let message: string | undefined
      try {
        saveCheckpoint(run, trainer, { ...freshState(), step: 2 })
      } catch (error) {
        message = (error as Error).message
      }
      callsLeft = Number.POSITIVE_INFINITY
      const isThere = checkpointsOf(run).some(({ step }) => step === 2)
      if (message === undefined) {
        expect(isThere).toBe(true)
        break
      }
      failures++
      expect(message).toMatch(
        /ENOSPC: no space left on device, .*; a checkpoint needs 1 MB, older ones are untouched: free some space, then uno train --resume /,
      )
      // The last call of all only makes the new name last; the checkpoint is there and whole.
      if (isThere) for (const { path } of checkpointsOf(run)) expect(damageOf(path)).toBeUndefined()
      else expect(contentOf(run)).toEqual(before)
    }
    // Two files of tensors and two of JSON, written, synced and renamed.
    expect(failures).toBeGreaterThan(20)
  })

  test('a step that is saved a second time has a whole checkpoint, whichever call fails', () => {
    const run = place('twice')
    const trainer = new ImageTrainer(recipe, { ...config, classNames: [...config.classNames] }, 12)
    saveCheckpoint(run, trainer, { ...freshState(), step: 1 })
    for (let calls = 0, failed = true; failed; calls++) {
      callsLeft = calls
      try {
        saveCheckpoint(run, trainer, { ...freshState(), step: 1 })
        failed = false
      } catch {
        // As every call after it: the disk stays full until somebody goes on.
      }
      callsLeft = Number.POSITIVE_INFINITY
      removeLeftovers(run)
      expect(checkpointsOf(run).map(({ path }) => damageOf(path))).toEqual([undefined])
    }
  })
})

/** A disk of its own of a few megabytes, where we may mount one. */
const disk = place('disk')
mkdirSync(disk)
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]).status === 0
afterAll(() => {
  if (isMounted) spawnSync('umount', ['-l', disk])
})

describe.skipIf(!isMounted)('a real disk that fills up (needs the right to mount)', () => {
  const settings = ['epochs=30', 'checkpoint.everyMinutes=1e-9']
  const words = (run: string) => [
    ...['train', writeRecipe(folder), '--data', data.data, '--negatives', data.negatives, '--out', run],
    ...settings.flatMap(setting => ['--set', setting]),
  ]
  beforeAll(build)

  test('training stops with exit code 1; with space again, it goes on to the same result', async () => {
    const run = join(disk, 'run')
    const program = start(words(run), { cache })
    await program.until(() => eventsOf(run).some(event => event.type === 'checkpoint'))
    const { bavail, bsize } = statfsSync(disk)
    const filler = join(disk, 'filler')
    try {
      // Leaves less than a checkpoint (0.4 MB) wants.
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 100_000)))
    } catch {
      // Filled to the brim: training was quicker.
    }
    const { code, stderr } = await program.ended
    expect(code, stderr).toBe(1)
    expect(stderr).toMatch(
      /\nuno: .*ENOSPC.*; \d+ MB are free there|\nuno: .*events.*cannot be written \(ENOSPC/,
    )
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^uno: /)
    expect(readdirSync(runPaths(run).checkpoints).filter(name => name.includes('.tmp'))).toEqual([])
    expect(checkpointsOf(run).length).toBeGreaterThan(0)
    for (const { path } of checkpointsOf(run)) expect(damageOf(path)).toBeUndefined()
    rmSync(filler)
    await trainHere({ ...job('', ...settings), run, resume: true })
    await trainHere(job('undisturbed', 'epochs=30'))
    expect(finalState(run)).toBe(finalState(place('undisturbed')))
  })

  test('too little space for the checkpoints is said before the first step', async () => {
    const filler = join(disk, 'filler')
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 600_000))
    const { code, stderr } = await start(words(join(disk, 'other')), { cache }).ended
    expect(code, stderr).toBe(1)
    expect(stderr).toMatch(
      /uno: .*other: checkpoints need about 2 MB, 1 MB are free; free some and --resume .*other, or choose another --out/,
    )
    expect(eventsOf(join(disk, 'other'))).toEqual([])
  })
})
