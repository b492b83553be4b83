/** What a run was given and what that was, compared with what a resumed run would be. */
import { existsSync } from 'node:fs'
import { UserError } from '../errors.js'
import { currentEnvironment, type Environment } from '../runs/environment.js'
import { readJson, runPaths, writeJson } from '../runs/run-folder.js'
import { changeBetween } from './compare-run.js'
import { parseRecipe } from './load-recipe.js'
import { firstManifest, type Manifest, readManifest, weightsEntry } from './manifest.js'
import type { RunRequest } from './open-run.js'
import type { ResolvedRecipe } from './recipe.js'
import type { DataRecord } from './track.js'
import { readState } from './training-state.js'

/**
 * Compares a resumed run with what it was (HOSTILE 36), and writes down what is known now that the data were
 * read. Where the data lie may change, what they are may not.
 *
 * @param checkpoint that the run goes on from
 * @throws UserError naming the first difference
 */
export function settleRecord(
  { run, recipe, weights, data }: RunRequest,
  record: DataRecord,
  checkpoint: string | undefined,
  warn: (message: string) => void,
): void {
  const paths = runPaths(run)
  const before = readManifest(run)
  const now = { ...before, ...record, ...firstManifest(data) }
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
  if (JSON.stringify(now) !== JSON.stringify(before)) writeJson(paths.data, now)
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
function changeOfWeights({ weights: before }: Manifest, path: string | undefined) {
  const now = path === undefined ? undefined : weightsEntry(path)
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
