/** What `uno evaluate` does with segmenters. */

import { UserError } from '../errors.js'
import {
  checkPixelSide,
  comparePixelsPaired,
  type PixelSetDifference,
  type PixelSide,
} from '../protocols/pixel/compare.js'
import { evaluatePreparedPixels } from '../protocols/pixel/evaluate.js'
import { isPixelReference } from '../protocols/pixel/plan.js'
import { type PreparedPixelEvaluation, preparePixelEvaluation } from '../protocols/pixel/prepare.js'
import { arePixelResults } from '../protocols/pixel/read-results.js'
import type { PixelResults } from '../protocols/pixel/results.js'
import { evaluationPaths } from '../protocols/results-folder.js'
import { type Difference, differencesTable, formatPixelResults, terminal } from '../reports/tables.js'
import { checkSides, comingOf, isOverSeeds, pairsOf, sideOf } from './compare-sides.js'
import { type EvaluateFlags, refuseFlags } from './evaluate.js'
import {
  type Evaluated as EvaluatedBy,
  evaluateEach,
  printBlocks,
  type Ready,
  writeTables,
} from './evaluate-each.js'
import { type LeftOut, refuseLeftOut } from './left-out.js'
import { groupsOfRuns } from './run-groups.js'

type Evaluated = EvaluatedBy<PixelResults> & { home: string }

/** Whether `--compare` names evaluated segmenters. */
export const pixelSides = ({ compare = [] }: EvaluateFlags): boolean =>
  compare.some(side => sideOf(side).homes.some(home => arePixelResults(evaluationPaths(home).results)))

/** Options of segmenters that a classifier would pass over in silence. */
export function refusePixelFlags(models: readonly string[], flags: EvaluateFlags): void {
  const { submission, skipUnlabelled, maxPixels, shownImages, benchmark, bootstrap, compare } = flags
  const given = {
    '--submission': submission,
    '--skip-unlabelled': skipUnlabelled,
    '--max-pixels': maxPixels,
    '--shown-images': shownImages,
  }
  refuseFlags(given, `is of segmenters; ${models[0] ?? 'none'} is a classifier`)
  if (!compare || pairsOf(compare).every(isOverSeeds))
    refuseFlags(
      { '--bootstrap': bootstrap },
      compare
        ? 'resamples images; pairs of several runs have the intervals of their seeds'
        : 'of classifiers is for the intervals of --compare, which is missing',
    )
  if (benchmark !== undefined && isPixelReference(benchmark))
    throw new UserError(`evaluate: ${benchmark} is a benchmark of segmenters; ${models[0]} is a classifier`)
}

export async function evaluatePixelsFromFlags(models: string[], flags: EvaluateFlags): Promise<void> {
  refuseImageFlags(flags)
  if (models.length === 0)
    refuseFlags(
      { '--bootstrap': flags.bootstrap },
      'is said when segmenters are evaluated; --compare takes the resamples that they kept',
    )
  const { method: methods, ...options } = flags
  const evaluated = await evaluateEach(models, flags, {
    prepare: (model, onEvent) => preparePixelEvaluation({ ...options, model, methods, onEvent }),
    check: ready => checkPixelSides(flags.compare ?? [], ready),
    evaluate: evaluatePreparedPixels,
    write: (home, results) =>
      writeTables(home, {
        markdown: formatPixelResults([results], 'markdown'),
        csv: formatPixelResults([results], 'csv'),
      }),
  })
  const compared = comparisons(flags)
  if (flags.json) process.stdout.write(asJson(evaluated, [...compared]))
  else printBlocks(asText(evaluated, compared))
  refuseLeftOut(evaluated.flatMap(leftOut))
}

function refuseImageFlags({ fitImages, negatives, withoutValidation, batch }: EvaluateFlags): void {
  const given = {
    '--fit-images': fitImages,
    '--negatives': negatives,
    '--without-validation': withoutValidation,
    '--batch': batch,
  }
  refuseFlags(given, 'is of classifiers, and the model is a segmenter')
}

const measuredIn = ({ sets }: PixelResults) => sets.map(({ name, methods }) => [name, Object.keys(methods)])

interface Compared {
  a: string
  b: string
  interval: 'bootstrap over images'
  differences: PixelSetDifference[]
}

/** What can be found out of comparisons before anything is computed. */
function checkPixelSides(sides: readonly string[], ready: readonly Ready<PreparedPixelEvaluation>[]): void {
  for (const side of sides) pixelSideOf(side)
  checkSides(sides, comingOf(ready), (home, score) => checkPixelSide({ home, score }))
}

/** @throws UserError if it is more than one run */
function pixelSideOf(side: string): PixelSide {
  const { homes, score } = sideOf(side)
  const [home, ...others] = homes
  if (others.length === 0) return { home: home!, score }
  throw new UserError(`--compare ${side}: segmenters are compared run by run; name one on each side`)
}

/** One by one, as they are asked for. */
function* comparisons({ compare = [] }: EvaluateFlags): Generator<Compared> {
  for (const [a, b] of pairsOf(compare)) {
    const differences = comparePixelsPaired(pixelSideOf(a), pixelSideOf(b))
    yield { a, b, interval: 'bootstrap over images', differences }
  }
}

function* asText(evaluated: readonly Evaluated[], compared: Iterable<Compared>): Generator<string> {
  for (const { title, members } of groupsOfRuns(evaluated, measuredIn)) {
    const table = formatPixelResults(
      members.map(({ results }) => results),
      'table',
    )
    yield title === undefined ? table : `${title}\n${table}`
  }
  for (const { a, b, interval, differences } of compared) {
    const note = `95 % intervals: ${interval}, paired; counted in bins, whose doubt bold and star allow for.`
    yield terminal(differencesTable(`${a} − ${b}`, differences.map(differenceOf), note))
  }
}

const differenceOf = ({ name, metrics }: PixelSetDifference): Difference => ({ name, metrics })

function asJson(evaluated: readonly Evaluated[], pairs: readonly Compared[]): string {
  const results = evaluated.map(one => one.results)
  const json = results.length === 1 && pairs.length === 0 ? results[0] : { results, comparisons: pairs }
  return `${JSON.stringify(json, null, 2)}\n`
}

const leftOut = ({ results: { sets, segmentation } }: Evaluated): LeftOut[] =>
  [...sets, ...segmentation].flatMap(({ name, unreadable = [] }) =>
    unreadable.map(one => ({ set: name, ...one })),
  )
