/** What `uno evaluate` does once its options are known to make sense. */

import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { evaluatePrepared, prepareEvaluation } from '../protocols/image/evaluate.js'
import { evaluateOutputs } from '../protocols/image/evaluate-outputs.js'
import { type EvaluationResults, leftOut } from '../protocols/image/results.js'
import { isSegmenterPath } from '../protocols/pixel/segmenter-config.js'
import {
  claimResultsPlace,
  evaluationPaths,
  finishPartial,
  openPartial,
  whileEvaluating,
  writeResults,
} from '../protocols/results-folder.js'
import { formatResults, parseResults, type Results, summarise } from '../reports/tables.js'
import {
  type ComparedSides,
  checkEarlierSide,
  checkSides,
  comingOf,
  compareSides,
  comparisonText,
  pairsOf,
} from './compare-sides.js'
import type { EvaluateFlags } from './evaluate.js'
import { type Evaluated as EvaluatedBy, evaluateEach, printBlocks, writeTables } from './evaluate-each.js'
import { evaluatePixelsFromFlags, pixelSides, refusePixelFlags } from './evaluate-pixels.js'
import { refuseLeftOut } from './left-out.js'
import { groupsOfRuns } from './run-groups.js'

type Evaluated = EvaluatedBy<EvaluationResults>

export async function evaluateFromFlags(models: string[], flags: EvaluateFlags): Promise<void> {
  const segmenters = models.filter(isSegmenterPath)
  if (segmenters.length > 0 || pixelSides(flags)) {
    if (flags.outputs)
      throw new UserError(
        'evaluate: --outputs are of classifiers, and --compare names segmenters; give one of them',
      )
    if (segmenters.length < models.length)
      throw new UserError(
        `evaluate: ${segmenters[0] ?? 'what is compared'} is a segmenter, ${models.find(model => !segmenters.includes(model))} is not; evaluate them one by one`,
      )
    return evaluatePixelsFromFlags(models, flags)
  }
  refusePixelFlags(models, flags)
  const evaluated = flags.outputs ? [await evaluateArrays(flags)] : await evaluateModels(models, flags)
  const compared = comparisons(flags)
  if (flags.json) process.stdout.write(asJson(evaluated, [...compared]))
  else printBlocks(asText(evaluated, compared))
  refuseLeftOut(evaluated.flatMap(({ results }) => leftOut(results)))
}

function evaluateModels(models: string[], flags: EvaluateFlags): Promise<Evaluated[]> {
  const { method: methods, ...options } = flags
  return evaluateEach(models, flags, {
    prepare: (model, onEvent) => prepareEvaluation({ ...options, model, methods, onEvent }),
    check: ready => checkSides(flags.compare ?? [], comingOf(ready), checkEarlierSide),
    evaluate: evaluatePrepared,
    write: writeOwnTables,
  })
}

async function evaluateArrays(flags: EvaluateFlags): Promise<Evaluated> {
  const { outputs, classes: inlierClasses, method: methods, fpr95, out } = flags
  checkSides(flags.compare ?? [], out === undefined ? [] : [{ home: out }], checkEarlierSide)
  if (out !== undefined) {
    claimResultsPlace(out, flags)
    refuseOwnOutputs(outputs!, out)
  }
  const results = await evaluateOutputs({ outputs: outputs!, inlierClasses, methods, fpr95 })
  if (out === undefined) return { results }
  return whileEvaluating(out, flags, async () => {
    writeResults(join(openPartial(out, false), 'results.json'), results)
    finishPartial(out)
    writeOwnTables(out, results)
    return { home: out, results }
  })
}

/** What is there is replaced as a whole, so nothing of it can be what is read. */
function refuseOwnOutputs(outputs: readonly string[], out: string): void {
  const { folder } = evaluationPaths(out)
  if (!existsSync(folder)) return
  const own = outputs.find(
    path => existsSync(path) && `${realpathSync(path)}/`.startsWith(`${realpathSync(folder)}/`),
  )
  if (own !== undefined)
    throw new UserError(`${own}: lies in ${folder}, which is replaced; choose another --out`)
}

function writeOwnTables(home: string, results: EvaluationResults): void {
  const shown = [shownResults(results)]
  writeTables(home, {
    markdown: formatResults(shown, 'markdown', { decimals: 2 }),
    csv: formatResults(shown, 'csv'),
  })
}

const measuredIn = ({ sets }: EvaluationResults) =>
  sets.map(({ name, metrics }) => [name, Object.keys(metrics)])

const shownResults = (results: EvaluationResults): Results => parseResults(results, 'results')

/** One by one, as they are asked for. */
function* comparisons({ compare = [], bootstrap = 1000 }: EvaluateFlags): Generator<ComparedSides> {
  for (const [a, b] of pairsOf(compare)) yield compareSides(a, b, bootstrap)
}

function* asText(evaluated: readonly Evaluated[], compared: Iterable<ComparedSides>): Generator<string> {
  for (const { title, members } of groupsOfRuns(evaluated, measuredIn)) {
    const table = formatResults(
      members.map(({ results }) => shownResults(results)),
      'table',
      { decimals: 2 },
    )
    yield title === undefined ? table : `${title}\n${table}`
  }
  for (const pair of compared) yield comparisonText(pair)
}

/** One model: its results. Several: each, their summaries by recipe, and the comparisons. */
function asJson(evaluated: readonly Evaluated[], pairs: readonly ComparedSides[]): string {
  const [only] = evaluated
  const results = evaluated.map(one => one.results)
  const summaries = groupsOfRuns(evaluated, measuredIn).map(({ title, members }) => ({
    title,
    ...summarise(members.map(member => shownResults(member.results))),
  }))
  const json =
    evaluated.length === 1 && pairs.length === 0 ? only!.results : { results, summaries, comparisons: pairs }
  return `${JSON.stringify(json, null, 2)}\n`
}
