/** What `uno evaluate` does with segmenters. */

import { UserError } from '../errors.js'
import { comparePixelsPaired, type PixelSetDifference } from '../protocols/pixel/compare.js'
import { evaluatePreparedPixels } from '../protocols/pixel/evaluate.js'
import { isPixelReference } from '../protocols/pixel/plan.js'
import { preparePixelEvaluation } from '../protocols/pixel/prepare.js'
import { arePixelResults } from '../protocols/pixel/read-results.js'
import type { PixelResults } from '../protocols/pixel/results.js'
import { evaluationPaths } from '../protocols/results-folder.js'
import { type Difference, differencesTable, formatPixelResults, terminal } from '../reports/tables.js'
import { pairsOf, sideOf } from './compare-sides.js'
import { type EvaluateFlags, refuseFlags } from './evaluate.js'
import { type Evaluated as EvaluatedBy, evaluateEach, writeTables } from './evaluate-each.js'
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
  const resampled = { '--bootstrap': compare ? undefined : bootstrap }
  refuseFlags(resampled, 'of classifiers is for the intervals of --compare, which is missing')
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
    evaluate: evaluatePreparedPixels,
    write: (home, results) =>
      writeTables(home, {
        markdown: formatPixelResults([results], 'markdown'),
        csv: formatPixelResults([results], 'csv'),
      }),
  })
  const pairs = comparisons(flags.compare ?? [])
  process.stdout.write(flags.json ? asJson(evaluated, pairs) : asText(evaluated, pairs))
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

function comparisons(sides: readonly string[]): Compared[] {
  return pairsOf(sides).map(([a, b]) => {
    const [left, right] = [a, b].map(side => {
      const { homes, score } = sideOf(side)
      if (homes.length > 1)
        throw new UserError(`--compare ${side}: segmenters are compared run by run; name one on each side`)
      return { home: homes[0]!, score }
    })
    return { a, b, interval: 'bootstrap over images', differences: comparePixelsPaired(left!, right!) }
  })
}

function asText(evaluated: readonly Evaluated[], pairs: readonly Compared[]): string {
  const tables = groupsOfRuns(evaluated, measuredIn).map(({ title, members }) => {
    const table = formatPixelResults(
      members.map(({ results }) => results),
      'table',
    )
    return title === undefined ? table : `${title}\n${table}`
  })
  const compared = pairs.map(({ a, b, interval, differences }) => {
    const note = `95 % intervals: ${interval}, paired; counted in bins, whose doubt bold type allows for.`
    return terminal(differencesTable(`${a} − ${b}`, differences.map(differenceOf), note))
  })
  return [...tables, ...compared].join('\n')
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
