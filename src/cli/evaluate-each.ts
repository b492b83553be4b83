/** `uno evaluate` of several models, of either track. */

import { join } from 'node:path'
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
