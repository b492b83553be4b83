/** What `uno evaluate` does once its options are known to make sense. */

import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '../errors.js'
import { evaluatePrepared, prepareEvaluation } from '../protocols/image/evaluate.js'
import { evaluateOutputs } from '../protocols/image/evaluate-outputs.js'
import { type EvaluationResults, leftOut } from '../protocols/image/results.js'
import { isSegmenterPath } from '../protocols/pixel/segmenter-config.js'
import { claimResultsPlace, evaluationPaths, writeResults } from '../protocols/results-folder.js'
import { formatResults, parseResults, type Results, summarise } from '../reports/tables.js'
import { type ComparedSides, compareSides, comparisonText, pairsOf } from './compare-sides.js'
import type { EvaluateFlags } from './evaluate.js'
import { type Evaluated as EvaluatedBy, evaluateEach, writeTables } from './evaluate-each.js'
import { evaluatePixelsFromFlags, pixelSides, refusePixelFlags } from './evaluate-pixels.js'
import { refuseLeftOut } from './left-out.js'
import { groupsOfRuns } from './run-groups.js'

type Evaluated = EvaluatedBy<EvaluationResults>

export async function evaluateFromFlags(models: string[], flags: EvaluateFlags): Promise<void> {
  const segmenters = models.filter(isSegmenterPath)
  if (segmenters.length > 0 || pixelSides(flags)) {
    if (segmenters.length < models.length)
      throw new UserError(
        `evaluate: ${segmenters[0] ?? 'what is compared'} is a segmenter, ${models.find(model => !segmenters.includes(model))} is not; evaluate them one by one`,
      )
    return evaluatePixelsFromFlags(models, flags)
  }
  refusePixelFlags(models, flags)
  const evaluated = flags.outputs ? [await evaluateArrays(flags)] : await evaluateModels(models, flags)
  const pairs = pairsOf(flags.compare ?? []).map(([a, b]) => compareSides(a, b, flags.bootstrap ?? 1000))
  process.stdout.write(flags.json ? asJson(evaluated, pairs) : asText(evaluated, pairs))
  refuseLeftOut(evaluated.flatMap(({ results }) => leftOut(results)))
}

function evaluateModels(models: string[], flags: EvaluateFlags): Promise<Evaluated[]> {
  const { method: methods, ...options } = flags
  return evaluateEach(models, flags, {
    prepare: (model, onEvent) => prepareEvaluation({ ...options, model, methods, onEvent }),
    evaluate: evaluatePrepared,
    write: writeOwnTables,
  })
}

async function evaluateArrays(flags: EvaluateFlags): Promise<Evaluated> {
  const { outputs, classes: inlierClasses, method: methods, fpr95, out } = flags
  if (out !== undefined) claimResultsPlace(out, flags)
  const results = await evaluateOutputs({ outputs: outputs!, inlierClasses, methods, fpr95 })
  if (out === undefined) return { results }
  const path = evaluationPaths(out).results
  mkdirSync(dirname(path), { recursive: true })
  writeResults(path, results)
  writeOwnTables(out, results)
  return { home: out, results }
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

function asText(evaluated: readonly Evaluated[], pairs: readonly ComparedSides[]): string {
  const tables = groupsOfRuns(evaluated, measuredIn).map(({ title, members }) => {
    const table = formatResults(
      members.map(({ results }) => shownResults(results)),
      'table',
      { decimals: 2 },
    )
    return title === undefined ? table : `${title}\n${table}`
  })
  return [...tables, ...pairs.map(comparisonText)].join('\n')
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
