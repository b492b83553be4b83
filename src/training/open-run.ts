/** The folder of a run: whether it may be one, its lock, and what it begins with. */
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { isRun, removeLeftovers, runPaths, writeJson } from '../runs/run-folder.js'
import { isLock, lockRun } from '../runs/run-lock.js'
import { firstManifest, isManifest } from './manifest.js'
import type { ResolvedRecipe } from './recipe.js'
import type { DataArguments } from './track.js'

export interface RunRequest {
  recipe: ResolvedRecipe
  data: DataArguments
  run: string
  resume?: boolean
  /** File of weights to start from. */
  weights?: string
}

/** A run folder whose lock this thread has. */
export interface HeldRun {
  /** Gives the lock back; what is there stays, to be gone on with. */
  close(): void
  /** The same, after a mistake: a new run without a first step goes, so that the command can be given again. */
  abandon(): void
}

/**
 * Makes or opens the run folder and takes its lock. From here on it can be resumed, even if no data was read.
 * @throws UserError if a new run's folder is not empty, or there is no run to resume
 */
export const openRun = (request: RunRequest, warn: (message: string) => void): HeldRun =>
  request.resume ? reopenRun(request.run, warn) : beginRun(request, warn)

function reopenRun(run: string, warn: (message: string) => void): HeldRun {
  if (!isRun(run)) throw new UserError(`${run}: no run to resume (it has no recipe.json)`)
  const unlock = lockRun(run, warn)
  removeLeftovers(run)
  return { close: unlock, abandon: unlock }
}

function beginRun(request: RunRequest, warn: (message: string) => void): HeldRun {
  const { run } = request
  const isNew = !existsSync(run)
  // A lock means that somebody is, or was, about to begin: the lock decides.
  if (!isLock(run)) refuseContent(run)
  makeRunFolder(run)
  const unlock = lockRun(run, warn)
  try {
    // Whoever had the lock may have begun a run.
    refuseContent(run)
  } catch (error) {
    unlock()
    throw error
  }
  const abandon = () => {
    if (!existsSync(runPaths(run).events)) removeBeginnings(run)
    unlock()
    if (isNew && readdirSync(run).length === 0) rmdirSync(run)
  }
  try {
    removeLeftovers(run)
    writeBeginnings(request)
  } catch (error) {
    abandon()
    throw error
  }
  return { close: unlock, abandon }
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

function writeBeginnings({ run, recipe, data, weights }: RunRequest): void {
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
