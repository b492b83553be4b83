/** Runs that differ in their seed only share a table. */
import { isRun, readJson, runPaths } from '../runs/run-folder.js'
import { type Manifest, readManifest, runOfWeights } from '../training/manifest.js'
import type { ResolvedRecipe } from '../training/recipe.js'

interface GroupedRun {
  home?: string
  results: { benchmark: string; recipe?: string; seed?: number | null }
}

export interface RunGroup<Member> {
  /** What stands over the table; none for a single model. */
  title?: string
  members: Member[]
}

/**
 * Groups in the order of their first members.
 * @param measured what was measured of a run's sets: runs of one table have the same rows and columns
 */
export function groupsOfRuns<Member extends GroupedRun>(
  evaluated: readonly Member[],
  measured: (results: Member['results']) => unknown,
): RunGroup<Member>[] {
  const groups = new Map<string, Member[]>()
  for (const member of evaluated) {
    const { home, results } = member
    const key = JSON.stringify([keyOfRun(home), results.benchmark, measured(results)])
    groups.set(key, [...(groups.get(key) ?? []), member])
  }
  return [...groups.values()].map(members => ({
    ...(evaluated.length > 1 && { title: titleOf(members) }),
    members,
  }))
}

/** The same for runs that differ in their seed only. */
function keyOfRun(home: string | undefined): string {
  if (home === undefined || !isRun(home)) return JSON.stringify(home ?? null)
  // Threads and their like are of the machine, not of the experiment.
  const { seed: _, threads: __, ...recipe } = readJson<ResolvedRecipe>(runPaths(home).recipe)
  const { inliers, negatives, weights } = readManifest(home)
  return JSON.stringify([
    recipe,
    inliers?.fingerprint,
    negatives?.fingerprint,
    weights && keyOfStart(weights),
  ])
}

/** Each seed may go on from a run of its own seed; of weights from elsewhere their content counts. */
function keyOfStart({ path, sha256 }: NonNullable<Manifest['weights']>): string {
  const run = runOfWeights(path)
  return run === undefined ? sha256 : keyOfRun(run)
}

function titleOf(members: readonly GroupedRun[]): string {
  const { recipe } = members[0]!.results
  const seeds = members.map(({ results }) => results.seed)
  const homes = members.map(({ home }) => home).join(', ')
  return recipe === undefined
    ? homes
    : `${recipe}, ${seeds.length > 1 ? 'seeds' : 'seed'} ${seeds.join(', ')}: ${homes}`
}
