/** Which of a run's checkpoints to go on from, which to use as its model, and which to keep. */
import { existsSync, renameSync } from 'node:fs'
import { UserError } from '../errors.js'
import { checkpointsOf } from '../runs/run-folder.js'
import { removeCheckpoint } from './save-checkpoint.js'
import { damageOf, readState } from './training-state.js'

/**
 * The newest checkpoint that is whole. Damaged ones are set aside under another name, never deleted.
 *
 * @throws UserError if there are checkpoints and none is whole
 */
export function newestCheckpoint(run: string, warn: (message: string) => void): string | undefined {
  const all = checkpointsOf(run)
  const damaged: { path: string; damage: string }[] = []
  for (const { path } of all) {
    const damage = damageOf(path)
    if (!damage) {
      // Only once a good one is found: while all are bad nothing is touched.
      for (const bad of damaged) warn(`${setAside(bad)}, going on from ${path}`)
      return path
    }
    damaged.push({ path, damage })
  }
  if (all.length === 0) return undefined
  const list = damaged.map(({ path, damage }) => `${path}: ${damage}`).join('; ')
  throw new UserError(`${run}: no checkpoint is whole (${list}); nothing was deleted`)
}

function setAside({ path, damage }: { path: string; damage: string }): string {
  let aside = `${path}.damaged`
  for (let n = 2; existsSync(aside); n++) aside = `${path}.damaged-${n}`
  renameSync(path, aside)
  return `${path}: ${damage}; set aside as ${aside}`
}

/** The checkpoint that is the run's model: the best on what was held out, else the newest, if it is whole. */
export const bestCheckpoint = (run: string): string | undefined =>
  byQuality(run).find(path => damageOf(path) === undefined)

/** Deletes all but the newest `keep` checkpoints and the best. */
export function pruneCheckpoints(run: string, keep: number): void {
  const [best] = byQuality(run)
  for (const { path } of checkpointsOf(run).slice(keep)) if (path !== best) removeCheckpoint(path)
}

/** Ties go to the later one, as in OpenOOD. */
const byQuality = (run: string): string[] =>
  checkpointsOf(run)
    .map(({ step, path }) => ({ step, path, quality: qualityOf(path) }))
    .sort((a, b) => b.quality - a.quality || b.step - a.step)
    .map(({ path }) => path)

function qualityOf(path: string): number {
  try {
    return readState(path).validationQuality ?? -1
  } catch {
    return -2
  }
}
