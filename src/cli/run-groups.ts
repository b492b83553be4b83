/** Runs that differ in their seed only share a table. */

import type { EvaluationResults } from '../protocols/image/results.js'
import { isRun, readJson, runPaths } from '../runs/run-folder.js'
import type { ResolvedRecipe } from '../training/recipe.js'

export interface RunGroup<Member> {
  /** What stands over the table; none for a single model. */
  title?: string
  members: Member[]
}

/** Groups in the order of their first members. */
export function groupsOfRuns<Member extends { home?: string; results: EvaluationResults }>(
  evaluated: readonly Member[],
): RunGroup<Member>[] {
  const groups = new Map<string, Member[]>()
  for (const member of evaluated) {
    const key = keyOf(member)
    groups.set(key, [...(groups.get(key) ?? []), member])
  }
  return [...groups.values()].map(members => ({
    ...(evaluated.length > 1 && { title: titleOf(members) }),
    members,
  }))
}

function keyOf({ home, results }: { home?: string; results: EvaluationResults }): string {
  const sets = results.sets.map(({ name, metrics }) => [name, Object.keys(metrics)])
  return JSON.stringify([keyOfRun(home), results.benchmark, sets])
}

/** The same for runs that differ in their seed only. */
export function keyOfRun(home: string | undefined): string {
  if (home === undefined || !isRun(home)) return JSON.stringify(home ?? null)
  // Threads and their like are of the machine, not of the experiment.
  const { seed: _, threads: __, ...recipe } = readJson<ResolvedRecipe>(runPaths(home).recipe)
  return JSON.stringify(recipe)
}

function titleOf(members: readonly { home?: string; results: EvaluationResults }[]): string {
  const { recipe } = members[0]!.results
  const seeds = members.map(({ results }) => results.seed)
  const homes = members.map(({ home }) => home).join(', ')
  return recipe === undefined
    ? homes
    : `${recipe}, ${seeds.length > 1 ? 'seeds' : 'seed'} ${seeds.join(', ')}: ${homes}`
}
