/**
 * The folder `evaluation/`. Work in progress lies beside it in `evaluation.partial/` and takes its place in
 * one step at the end, so that earlier results stay whole until there are new ones.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { makeFolder, writeAtomically, writing } from '../formats/atomic-write.js'
import { readJson, runPaths } from '../runs/run-folder.js'
import { checkWritable } from './writable.js'

export const evaluationPaths = (home: string) => {
  const folder = runPaths(home).evaluation
  return { folder, results: join(folder, 'results.json'), outputs: join(folder, 'outputs') }
}

const partialOf = (home: string) => `${evaluationPaths(home).folder}.partial`
const replacedOf = (home: string) => `${evaluationPaths(home).folder}.old`

/**
 * Called before anything is computed. What an evaluation that died while it ended had put aside takes its place again.
 * @throws UserError if results are there, or nothing can be written there
 */
export function claimResultsPlace(home: string, { overwrite = false, resume = false }): void {
  const { folder, results } = evaluationPaths(home)
  if (!existsSync(folder) && existsSync(replacedOf(home))) renameSync(replacedOf(home), folder)
  if (existsSync(results) && !overwrite && !resume)
    throw new UserError(
      `${results}: exists already; --overwrite replaces it, --resume takes what is still valid, --out writes elsewhere`,
    )
  checkWritable(folder)
}

/**
 * Going on is of one benchmark: results of another are not what is still valid, and would be lost.
 * @param wanted name of the benchmark, and of its sets
 * @throws UserError if there are results of another benchmark, or of none of these sets
 */
export function checkSameBenchmark(
  home: string,
  wanted: { benchmark: string; sets: readonly string[] },
  { overwrite = false, resume = false }: { overwrite?: boolean; resume?: boolean },
): void {
  const { results } = evaluationPaths(home)
  if (!resume || overwrite || !existsSync(results)) return
  const { benchmark, sets = [], segmentation = [] } = readJson<Earlier>(results)
  const there = [...sets, ...segmentation].map(({ name }) => name)
  if (benchmark === wanted.benchmark && wanted.sets.some(name => there.includes(name))) return
  throw new UserError(
    `${results}: is of ${benchmark} (${there.join(', ')}), not of ${wanted.benchmark} (${wanted.sets.join(', ')}); ` +
      '--overwrite replaces it, --out writes elsewhere',
  )
}

interface Earlier {
  benchmark?: string
  sets?: { name: string }[]
  segmentation?: { name: string }[]
}

/** Where outputs of an earlier evaluation may be taken from: one that was cut short before one that ended. */
export const folderOfEarlierOutputs = (home: string): string[] =>
  [join(partialOf(home), 'outputs'), evaluationPaths(home).outputs].filter(folder => existsSync(folder))

/** A folder to work in; without `resume`, an empty one. */
export function openPartial(home: string, resume: boolean): string {
  const partial = partialOf(home)
  if (!resume) rmSync(partial, { recursive: true, force: true })
  makeFolder(partial)
  return partial
}

/** Puts the finished work in place of what was there. */
export function finishPartial(home: string): void {
  const { folder } = evaluationPaths(home)
  const old = replacedOf(home)
  rmSync(old, { recursive: true, force: true })
  writing(folder, () => {
    if (existsSync(folder)) renameSync(folder, old)
    renameSync(partialOf(home), folder)
  })
  rmSync(old, { recursive: true, force: true })
}

/** JSON with indentation, but rows of numbers on one line each. */
export function writeResults(path: string, results: object): void {
  const rows = (text: string) =>
    text.replace(
      /\[\n\s+(-?[\d.e+-]+(?:,\n\s+-?[\d.e+-]+)*)\n\s+\]/g,
      (_, row: string) => `[${row.replace(/\s+/g, ' ')}]`,
    )
  writeAtomically(path, [Buffer.from(`${rows(JSON.stringify(results, null, 2))}\n`)])
}
