/**
 * The folder `evaluation/`. Work in progress lies beside it in `evaluation.partial/` and takes its place in
 * one step at the end, so that earlier results stay whole until there are new ones; `evaluation.lock` names the
 * process that works there.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { makeFolder, writeAtomically, writing } from '../formats/atomic-write.js'
import { readJson, runPaths } from '../runs/run-folder.js'
import { lockFolder } from '../runs/run-lock.js'
import { checkWritable } from './writable.js'

export const evaluationPaths = (home: string) => {
  const folder = runPaths(home).evaluation
  return { folder, results: join(folder, 'results.json'), outputs: join(folder, 'outputs') }
}

const partialOf = (home: string) => `${evaluationPaths(home).folder}.partial`
const replacedOf = (home: string) => `${evaluationPaths(home).folder}.old`

interface ClaimOptions {
  overwrite?: boolean
  resume?: boolean
}

/**
 * Called before anything is computed. What an evaluation that died while it ended had put aside takes its place again.
 * @throws UserError if results are there, or nothing can be written there
 * @throws FaultError if another process is just putting its results there
 */
export function claimResultsPlace(home: string, options: ClaimOptions): void {
  if (isPutAside(home)) {
    const unlock = lockResults(home)
    restorePutAside(home)
    unlock()
  }
  refuseResults(home, options)
  checkWritable(evaluationPaths(home).folder)
}

/**
 * Evaluates into a home that was claimed; two evaluations at once would mix what they write. Training has a lock of its
 * own, since a run may be evaluated while it is trained.
 * @throws FaultError naming the process that evaluates there
 */
export async function whileEvaluating<T>(
  home: string,
  options: ClaimOptions,
  work: () => Promise<T>,
): Promise<T> {
  makeFolder(home)
  const unlock = lockResults(home)
  try {
    // Whoever had the lock may have left results.
    restorePutAside(home)
    refuseResults(home, options)
    return await work()
  } finally {
    unlock()
  }
}

function lockResults(home: string): () => void {
  const { folder } = evaluationPaths(home)
  return lockFolder(folder, `${folder}.lock`)
}

function refuseResults(home: string, { overwrite = false, resume = false }: ClaimOptions): void {
  const { results } = evaluationPaths(home)
  if (!existsSync(results) || overwrite || resume) return
  throw new UserError(
    `${results}: exists already; --overwrite replaces it, --resume takes what still holds, --out writes elsewhere`,
  )
}

const isPutAside = (home: string): boolean =>
  !existsSync(evaluationPaths(home).folder) && existsSync(replacedOf(home))

function restorePutAside(home: string): void {
  if (isPutAside(home)) renameSync(replacedOf(home), evaluationPaths(home).folder)
}

/** What an evaluation is of: the name of the benchmark, and of its sets. */
export interface EvaluationSubject {
  benchmark: string
  sets: readonly string[]
}

/**
 * Going on is of one benchmark: results of another do not hold for it, and would be lost.
 * @throws UserError if there are results of another benchmark, or of none of these sets; or if work was stopped on
 *   another benchmark, or on sets that are not among these
 */
export function checkSameBenchmark(
  home: string,
  wanted: EvaluationSubject,
  { overwrite = false, resume = false }: ClaimOptions,
): void {
  if (!resume) return
  checkSamePartial(home, wanted)
  const { results } = evaluationPaths(home)
  if (overwrite || !existsSync(results)) return
  const { benchmark, sets = [], segmentation = [] } = readJson<Earlier>(results)
  const there = [...sets, ...segmentation].map(({ name }) => name)
  if (benchmark === wanted.benchmark && wanted.sets.some(name => there.includes(name))) return
  throw new UserError(
    `${results}: is of ${benchmark} (${there.join(', ')}), not of ${wanted.benchmark} (${wanted.sets.join(', ')}); ` +
      '--overwrite replaces it, --out writes elsewhere',
  )
}

/** What was stopped would be lost, and its maps would lie among those of this benchmark. */
function checkSamePartial(home: string, wanted: EvaluationSubject): void {
  const about = subjectIn(partialOf(home))
  if (!existsSync(about)) return
  const { benchmark, sets } = readJson<EvaluationSubject>(about)
  if (benchmark === wanted.benchmark && sets.every(name => wanted.sets.includes(name))) return
  throw new UserError(
    `${partialOf(home)}: what was stopped is of ${benchmark} (${sets.join(', ')}), not of ${wanted.benchmark} ` +
      `(${wanted.sets.join(', ')}); without --resume it begins again (with --overwrite where there are results), --out evaluates elsewhere`,
  )
}

const subjectIn = (partial: string) => join(partial, 'about.json')

interface Earlier {
  benchmark?: string
  sets?: { name: string }[]
  segmentation?: { name: string }[]
}

/** Where outputs of an earlier evaluation may be taken from: one that was cut short before one that ended. */
export const folderOfEarlierOutputs = (home: string): string[] =>
  [join(partialOf(home), 'outputs'), evaluationPaths(home).outputs].filter(folder => existsSync(folder))

/** Whether an evaluation was cut short. */
export const hasPartial = (home: string): boolean => existsSync(partialOf(home))

/**
 * A folder to work in; without `resume`, an empty one.
 * @param subject what of is evaluated, where work that was stopped can go on (`checkSameBenchmark`)
 */
export function openPartial(home: string, resume: boolean, subject?: EvaluationSubject): string {
  const partial = partialOf(home)
  if (!resume) rmSync(partial, { recursive: true, force: true })
  makeFolder(partial)
  if (subject) writeAtomically(subjectIn(partial), [Buffer.from(JSON.stringify(subject))])
  return partial
}

/** Puts the finished work in place of what was there. */
export function finishPartial(home: string): void {
  const { folder } = evaluationPaths(home)
  const old = replacedOf(home)
  rmSync(old, { recursive: true, force: true })
  rmSync(subjectIn(partialOf(home)), { force: true })
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
