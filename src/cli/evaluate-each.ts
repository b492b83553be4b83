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

export interface Ready<Prepared> {
  home: string
  prepared: Prepared
}

/** How a track evaluates a model. */
export interface Evaluating<Prepared, Results> {
  /** Finds mistakes, of all models before the first is computed. */
  prepare(model: string, onEvent: Progress['listen']): Promise<Prepared>
  /** Finds mistakes in what is done with the results, when all models are prepared. */
  check(ready: readonly Ready<Prepared>[]): void
  evaluate(prepared: Prepared): Promise<Results>
  /** Tables beside the results. */
  write(home: string, results: Results): void
}

/** Models one by one, each with its tables beside its results. */
export async function evaluateEach<Prepared, Results>(
  models: readonly string[],
  { quiet, out }: Pick<EvaluateFlags, 'quiet' | 'out'>,
  { prepare, check, evaluate, write }: Evaluating<Prepared, Results>,
): Promise<(Evaluated<Results> & { home: string })[]> {
  const progress = new Progress(quiet ? { write: () => true } : process.stderr)
  return leavable(progress, goesOn, async () => {
    const ready: Ready<Prepared>[] = []
    for (const model of models)
      ready.push({ home: out ?? model, prepared: await prepare(model, progress.listen.bind(progress)) })
    if (ready.length > 0) check(ready)
    const evaluated: (Evaluated<Results> & { home: string })[] = []
    for (const { home, prepared } of ready) {
      const results = await evaluate(prepared)
      write(home, results)
      evaluated.push({ home, results })
    }
    return evaluated
  })
}

/** Prints blocks as they come, with a line between them: what is there is seen, even if the next one fails. */
export function printBlocks(blocks: Iterable<string>): void {
  let between = ''
  for (const block of blocks) {
    process.stdout.write(between + block)
    between = '\n'
  }
}

/** The tables for people and for programs, beside `results.json`. */
export function writeTables(home: string, tables: { markdown: string; csv: string }): void {
  const { folder } = evaluationPaths(home)
  writeAtomically(join(folder, 'results.md'), [Buffer.from(tables.markdown)])
  writeAtomically(join(folder, 'results.csv'), [Buffer.from(tables.csv)])
}
