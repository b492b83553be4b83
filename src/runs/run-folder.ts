/** The layout of a run folder; everything in it can be made again from the first three files. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../formats/atomic-write.js'
import { readJsonFile } from '../formats/json-file.js'

export const runPaths = (run: string) => ({
  recipe: join(run, 'recipe.json'),
  data: join(run, 'data.json'),
  environment: join(run, 'environment.json'),
  events: join(run, 'events.jsonl'),
  lock: join(run, 'lock'),
  checkpoints: join(run, 'checkpoints'),
  evaluation: join(run, 'evaluation'),
  report: join(run, 'report.html'),
})

export const isRun = (folder: string): boolean => existsSync(runPaths(folder).recipe)

export function writeJson(path: string, value: unknown): void {
  writeAtomically(path, [Buffer.from(`${JSON.stringify(value, null, 2)}\n`)])
}

/** @throws UserError if the file is missing or no JSON */
export const readJson = <T>(path: string): T => readJsonFile(path) as T

/** Checkpoints of a run by step, newest first. */
export function checkpointsOf(run: string): { step: number; path: string }[] {
  const folder = runPaths(run).checkpoints
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap(name => {
      const step = /^step-(\d+)$/.exec(name)?.[1]
      return step === undefined ? [] : [{ step: Number(step), path: join(folder, name) }]
    })
    .sort((a, b) => b.step - a.step)
}

/** Name of a checkpoint while another of the same step takes its place. */
export const replacedSuffix = '.replaced.tmp'

/**
 * Removes what a killed process left half-written: temporary files of the folder and its checkpoints; a checkpoint
 * whose successor never came has its name again. Only for who holds the run's lock; that of another who wants it
 * (`lock.…`) stays.
 */
export function removeLeftovers(run: string): void {
  restoreReplaced(runPaths(run).checkpoints)
  for (const folder of [run, runPaths(run).checkpoints]) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.tmp') && !name.startsWith('lock'))
        rmSync(join(folder, name), { recursive: true, force: true })
    }
  }
}

function restoreReplaced(checkpoints: string): void {
  if (!existsSync(checkpoints)) return
  for (const name of readdirSync(checkpoints)) {
    if (!name.endsWith(replacedSuffix)) continue
    const own = join(checkpoints, name.slice(0, -replacedSuffix.length))
    if (!existsSync(own)) renameSync(join(checkpoints, name), own)
  }
}
