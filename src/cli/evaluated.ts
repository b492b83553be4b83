/** What `uno evaluate` does with the results of either track. */

import { join } from 'node:path'
import { counted } from '../counted.js'
import type { NotedFile } from '../data/images/noted-file.js'
import { FaultError, UserError } from '../errors.js'
import { writeAtomically } from '../formats/atomic-write.js'
import { evaluationPaths } from '../protocols/results-folder.js'
import type { EvaluateFlags } from './evaluate.js'
import { Progress } from './progress.js'
import { goesOn, leavable } from './signals.js'

/** Results with the folder that they belong to; somebody's outputs may have none. */
export interface Evaluated<Results> {
  home?: string
  results: Results
}

/** How a track evaluates a model. */
export interface Evaluating<Prepared, Results> {
  /** Finds mistakes, of all models before the first is computed. */
  prepare(model: string, onEvent: Progress['listen']): Promise<Prepared>
  evaluate(prepared: Prepared): Promise<Results>
  /** Tables beside the results. */
  write(home: string, results: Results): void
}

/** Models one by one, each with its tables beside its results. */
export async function evaluateEach<Prepared, Results>(
  models: readonly string[],
  { quiet, out }: Pick<EvaluateFlags, 'quiet' | 'out'>,
  { prepare, evaluate, write }: Evaluating<Prepared, Results>,
): Promise<(Evaluated<Results> & { home: string })[]> {
  const progress = new Progress(quiet ? { write: () => true } : process.stderr)
  return leavable(progress, goesOn, async () => {
    const ready: { home: string; prepared: Prepared }[] = []
    for (const model of models)
      ready.push({ home: out ?? model, prepared: await prepare(model, progress.listen.bind(progress)) })
    const evaluated: (Evaluated<Results> & { home: string })[] = []
    for (const { home, prepared } of ready) {
      const results = await evaluate(prepared)
      write(home, results)
      evaluated.push({ home, results })
    }
    return evaluated
  })
}

/** The tables for people and for programs, beside `results.json`. */
export function writeTables(home: string, tables: { markdown: string; csv: string }): void {
  const { folder } = evaluationPaths(home)
  writeAtomically(join(folder, 'results.md'), [Buffer.from(tables.markdown)])
  writeAtomically(join(folder, 'results.csv'), [Buffer.from(tables.csv)])
}

/**
 * @param flags values by name; undefined where a flag is not given
 * @param why follows the name
 * @throws UserError that names the first that is given
 */
export function refuseFlags(flags: Record<string, unknown>, why: string): void {
  const flag = Object.keys(flags).find(name => flags[name] !== undefined)
  if (flag !== undefined) throw new UserError(`evaluate: ${flag} ${why}`)
}

export interface LeftOut extends NotedFile {
  set: string
}

/** HOSTILE 22: what could be done was done, and it is said what could not. @throws FaultError if images were left out */
export function refuseLeftOut(images: readonly LeftOut[]): void {
  if (images.length === 0) return
  const shown = images
    .slice(0, 10)
    .map(({ set, file, reason }) => `${set}: ${JSON.stringify(file)} (${reason})`)
  const more = images.length > 10 ? `, … (${images.length} in all; results.json names them)` : ''
  throw new FaultError(
    `${counted(images.length, 'image could not be read and was', 'images could not be read and were')} left out: ${shown.join(', ')}${more}`,
  )
}

/** `--compare a b c d` → (a, b), (c, d). */
export const pairsOf = (sides: readonly string[]): [string, string][] =>
  Array.from({ length: sides.length / 2 }, (_, i) => [sides[2 * i]!, sides[2 * i + 1]!])
