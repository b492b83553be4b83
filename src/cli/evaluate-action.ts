/** What `uno evaluate` does once its options are known to make sense. */

import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { counted } from '../counted.js'
import { FaultError, UserError } from '../errors.js'
import { writeAtomically } from '../formats/atomic-write.js'
import { evaluate } from '../protocols/evaluate.js'
import { evaluateOutputs } from '../protocols/evaluate-outputs.js'
import { type EvaluationResults, leftOut } from '../protocols/results.js'
import { checkResultsPlace, evaluationPaths, writeResults } from '../protocols/results-folder.js'
import { formatResults, parseResults, type Results, summarise } from '../reports/tables.js'
import { type ComparedSides, compareSides, comparisonText } from './compare-sides.js'
import type { EvaluateFlags } from './evaluate.js'
import { evaluatePixelsFromFlags, isSegmenterPath, pixelSides, refusePixelFlags } from './evaluate-pixels.js'
import { Progress } from './progress.js'
import { groupsOfRuns } from './run-groups.js'

/** Results with the folder that they belong to; somebody's outputs may have none. */
interface Evaluated {
  home?: string
  results: EvaluationResults
}

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
  const pairs = pairsOf(flags.compare ?? []).map(([a, b]) => compareSides(a, b, flags.bootstrap))
  process.stdout.write(flags.json ? asJson(evaluated, pairs) : asText(evaluated, pairs))
  refuseLeftOut(evaluated)
}

async function evaluateModels(models: string[], flags: EvaluateFlags): Promise<Evaluated[]> {
  const progress = new Progress(flags.quiet ? { write: () => true } : process.stderr)
  const { method: methods, ...options } = flags
  const evaluated: Evaluated[] = []
  try {
    for (const model of models) {
      const onEvent = progress.listen.bind(progress)
      const home = flags.out ?? model
      const results = await evaluate({ ...options, model, methods, onEvent })
      writeTables(home, results)
      evaluated.push({ home, results })
    }
  } finally {
    progress.clear()
  }
  return evaluated
}

async function evaluateArrays(flags: EvaluateFlags): Promise<Evaluated> {
  const { outputs, classes: inlierClasses, method: methods, fpr95, out } = flags
  if (out !== undefined) checkResultsPlace(out, flags)
  const results = await evaluateOutputs({ outputs: outputs!, inlierClasses, methods, fpr95 })
  if (out === undefined) return { results }
  const path = evaluationPaths(out).results
  mkdirSync(dirname(path), { recursive: true })
  writeResults(path, results)
  writeTables(out, results)
  return { home: out, results }
}

/** The table for people and for programs, beside `results.json`. */
function writeTables(home: string, results: EvaluationResults): void {
  const { folder } = evaluationPaths(home)
  const shown = [shownResults(results)]
  writeAtomically(join(folder, 'results.md'), [
    Buffer.from(formatResults(shown, 'markdown', { decimals: 2 })),
  ])
  writeAtomically(join(folder, 'results.csv'), [Buffer.from(formatResults(shown, 'csv'))])
}

const shownResults = (results: EvaluationResults): Results => parseResults(results, 'results')

function asText(evaluated: readonly Evaluated[], pairs: readonly ComparedSides[]): string {
  const tables = groupsOfRuns(evaluated).map(({ title, members }) => {
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
  const summaries = groupsOfRuns(evaluated).map(({ title, members }) => ({
    title,
    ...summarise(members.map(member => shownResults(member.results))),
  }))
  const json =
    evaluated.length === 1 && pairs.length === 0 ? only!.results : { results, summaries, comparisons: pairs }
  return `${JSON.stringify(json, null, 2)}\n`
}

/** HOSTILE 22: what could be done was done, and it is said what could not. */
function refuseLeftOut(evaluated: readonly Evaluated[]): void {
  const images = evaluated.flatMap(({ results }) => leftOut(results))
  if (images.length === 0) return
  const shown = images
    .slice(0, 10)
    .map(({ set, file, reason }) => `${set}: ${JSON.stringify(file)} (${reason})`)
  const more = images.length > 10 ? `, … (${images.length} in all; results.json names them)` : ''
  throw new FaultError(
    `${counted(images.length, 'image could not be read and was', 'images could not be read and were')} left out: ${shown.join(', ')}${more}`,
  )
}

function pairsOf(sides: readonly string[]): [string, string][] {
  return Array.from({ length: sides.length / 2 }, (_, i) => [sides[2 * i]!, sides[2 * i + 1]!])
}
