/** The record that a run folder begins with, and its comparison with what a resumed run would be. */
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { currentEnvironment, type Environment } from '../runs/environment.js'
import { isRun, readJson, removeLeftovers, runPaths, writeJson } from '../runs/run-folder.js'
import { isLock, lockRun } from '../runs/run-lock.js'
import { changeBetween } from './compare-run.js'
import { parseRecipe } from './load-recipe.js'
import { firstManifest, isManifest, type Manifest, withData } from './manifest.js'
import type { ResolvedRecipe } from './recipe.js'
import type { DataArguments, DataRecord } from './track.js'
import { readState } from './training-state.js'

export interface RunRequest {
  recipe: ResolvedRecipe
  data: DataArguments
  run: string
  resume?: boolean
  /** File of weights to start from. */
  weights?: string
}

/**
 * Makes or opens the run folder and takes its lock. From here on it can be resumed, even if no data was read.
 *
 * @returns a function that gives the lock back; told of a mistake of the user, it also takes away a new run that
 *   did not come to its first step, so that the command can be given again
 * @throws UserError if a new run's folder is not empty, or there is no run to resume
 */
export function openRun(request: RunRequest, warn: (message: string) => void): (mistaken: boolean) => void {
  const { run, resume } = request
  const existed = existsSync(run)
  if (resume && !isRun(run)) throw new UserError(`${run}: no run to resume (it has no recipe.json)`)
  if (!resume) {
    // A lock means that somebody is, or was, about to begin: the lock decides.
    if (!isLock(run)) refuseContent(run)
    makeRunFolder(run)
  }
  const unlock = lockRun(run, warn)
  let isBegun = false
  const leave = (mistaken: boolean) => {
    const isAbandoned = mistaken && isBegun && !existsSync(runPaths(run).events)
    if (isAbandoned) removeBeginnings(run)
    unlock()
    if (isAbandoned && !existed && readdirSync(run).length === 0) rmdirSync(run)
  }
  try {
    if (!resume) {
      refuseContent(run)
      isBegun = true
    }
    removeLeftovers(run)
    if (!resume) begin(request)
    return leave
  } catch (error) {
    leave(!isRun(run))
    throw error
  }
}

function makeRunFolder(run: string): void {
  try {
    mkdirSync(run, { recursive: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(`${run}: cannot be made (${code}); choose another --out`)
  }
}

function removeBeginnings(run: string): void {
  const { recipe, data, environment } = runPaths(run)
  // A folder without a recipe is no run.
  for (const path of [recipe, data, environment]) rmSync(path, { force: true })
}

function begin({ run, recipe, data, weights }: RunRequest): void {
  const paths = runPaths(run)
  writeJson(paths.data, firstManifest(data, weights))
  // Last: a folder with a recipe is a run.
  writeJson(paths.recipe, recipe)
}

/** @throws UserError if the folder holds more than what a process left that was killed before there was a run */
function refuseContent(run: string): void {
  if (!existsSync(run)) return
  if (!statSync(run).isDirectory())
    throw new UserError(`${run}: is a file, expected a folder for the run; choose another --out`)
  if (readdirSync(run).every(name => isBeginning(run, name))) return
  throw new UserError(
    isRun(run)
      ? `${run}: there is a run already; go on with --resume ${run}, or choose another --out`
      : `${run}: exists and is not empty; choose another --out`,
  )
}

/** Names that others use as well are looked into. */
function isBeginning(run: string, name: string): boolean {
  if (name === 'lock') return isLock(run)
  if (name === 'data.json') return isManifest(join(run, name))
  return /^(lock(\.takeover)?|data\.json|recipe\.json)\.\d+\.tmp$|^lock\.takeover$/.test(name)
}

/**
 * Compares a resumed run with what it was (HOSTILE 36), and writes down what is known now that the data were
 * read. Where the data lie may change, what they are may not.
 *
 * @param checkpoint that the run goes on from
 * @throws UserError naming the first difference
 */
export function settleRecord(
  { run, recipe, weights }: RunRequest,
  record: DataRecord,
  checkpoint: string | undefined,
  warn: (message: string) => void,
): void {
  const paths = runPaths(run)
  const before = readJson<Manifest>(paths.data)
  const now = withData(before, record)
  // Fields that came later have the values that were all there was.
  const trainedBy = checkpoint ? readState(checkpoint).recipe : readJson<ResolvedRecipe>(paths.recipe)
  const change =
    changeBetween(parseRecipe(trainedBy, `${run}: its recipe`), recipe, 'recipe.json') ??
    (before.inliers && changeBetween(contentOf(before), contentOf(now), 'data.json')) ??
    (checkpoint ? undefined : changeOfWeights(before, weights)) ??
    changeOfEnvironment(run, warn)
  if (change) {
    throw new UserError(
      `${run}: ${change}; a resumed run must be the same run (--fork ${run} begins a new one from its weights)`,
    )
  }
  if (!before.inliers) writeJson(paths.data, now)
  if (!existsSync(paths.environment)) writeJson(paths.environment, currentEnvironment())
}

/** What decides a run: neither names nor places of its sets. */
function contentOf({ inliers, negatives }: Manifest) {
  const [ours, theirs] = [inliers, negatives].map(entry => {
    if (!entry) return undefined
    const { images, classNames, perClass, fingerprint } = entry
    return { images, classNames, perClass, fingerprint }
  })
  return { inliers: ours, negatives: theirs }
}

/** Weights to start from matter until there is a checkpoint. */
function changeOfWeights({ arguments: data, weights: before }: Manifest, path: string | undefined) {
  const now = firstManifest(data, path).weights
  return changeBetween(before?.sha256, now?.sha256, 'data.json', 'weights.sha256')
}

/** Another libtorch is another run; another processor only gives other roundings, which is said. */
function changeOfEnvironment(run: string, warn: (message: string) => void): string | undefined {
  const path = runPaths(run).environment
  if (!existsSync(path)) return undefined
  const [before, now] = [readJson<Environment>(path), currentEnvironment()]
  const change = changeBetween(before.capability, now.capability, 'environment.json', 'capability')
  if (change) warn(`${change}; the result will differ in its last bits from that of an undisturbed run`)
  return changeBetween(before.libtorch, now.libtorch, 'environment.json', 'libtorch')
}
