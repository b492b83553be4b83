/** `--compare RUN:score RUN:score`: one pair by bootstrap over images, several pairs by their spread over seeds. */
import { resolve } from 'node:path'
import { UserError } from '../errors.js'
import { type Comparison, checkSide, comparePaired } from '../protocols/image/compare.js'
import { evaluationPaths } from '../protocols/results-folder.js'
import {
  type Difference,
  differencesTable,
  pairedDifferences,
  type Results,
  readResults,
  type Side,
  terminal,
} from '../reports/tables.js'
import type { Ready } from './evaluate-each.js'

export interface ComparedSides {
  a: string
  b: string
  interval: 'bootstrap over images' | 'Student over seeds'
  accuracy: Comparison['accuracy']
  differences: Difference[]
}

/** Percentage points that the sides differ by, a − b; both were evaluated before. */
export function compareSides(a: string, b: string, replicates: number): ComparedSides {
  const [left, right] = [sideOf(a), sideOf(b)]
  if (!isOverSeeds([a, b])) {
    const [first, second] = [left, right].map(({ homes, score }) => ({ home: homes[0]!, score }))
    const { accuracy, differences } = comparePaired(first!, second!, { seed: 0, replicates })
    return { a, b, interval: 'bootstrap over images', accuracy, differences }
  }
  const differences = pairedDifferences(withResults(a, left), withResults(b, right))
  return { a, b, interval: 'Student over seeds', accuracy: null, differences }
}

/** Whether a pair is compared by the spread over seeds, and not by resamples of images. */
export const isOverSeeds = (pair: readonly string[]): boolean =>
  pair.some(side => sideOf(side).homes.length > 1)

/** An evaluation that is about to be made. */
interface Coming {
  home: string
  /** Labels of its scores, where they are known. */
  scores?: readonly string[]
}

/** The evaluations of models that are prepared. */
export const comingOf = (ready: readonly Ready<{ chosen: readonly { label: string }[] }>[]): Coming[] =>
  ready.map(({ home, prepared }) => ({ home, scores: prepared.chosen.map(({ label }) => label) }))

/**
 * Finds mistakes in the sides of comparisons before anything is computed: of what is evaluated now, the scores are
 * known; what was evaluated before is looked into.
 *
 * @param checkEarlier throws if there are no results of `home`, or none by the score
 */
export function checkSides(
  sides: readonly string[],
  coming: readonly Coming[],
  checkEarlier: (home: string, score: string, isOfSeeds: boolean) => void,
): void {
  for (const pair of pairsOf(sides))
    for (const side of pair) {
      const { homes, score } = sideOf(side)
      for (const home of homes) {
        const now = coming.find(one => resolve(one.home) === resolve(home))
        if (!now) checkEarlier(home, score, isOverSeeds(pair))
        else if (now.scores && !now.scores.includes(score))
          throw new UserError(
            `--compare ${side}: ${home} is not evaluated by "${score}", but by ${now.scores.join(', ')}; name it with --method`,
          )
      }
    }
}

/** Of classifiers. @throws UserError if there are no results, or none by the score */
export function checkEarlierSide(home: string, score: string, isOfSeeds: boolean): void {
  if (isOfSeeds) resultsOf(home, score)
  else checkSide({ home, score })
}

export function comparisonText({ a, b, interval, accuracy, differences }: ComparedSides): string {
  const note = `95 % intervals: ${interval}, paired.`
  return terminal(differencesTable(`${a} − ${b}${accuracyText(accuracy)}`, differences, note))
}

function accuracyText(accuracy: Comparison['accuracy']): string {
  if (!accuracy) return ''
  const points = (value: number | null) => (value === null ? '–' : (100 * value).toFixed(2))
  return ` (accuracy ${points(accuracy.value)} [${points(accuracy.low)}, ${points(accuracy.high)}] points)`
}

/** `--compare a b c d` → (a, b), (c, d). */
export const pairsOf = (sides: readonly string[]): [string, string][] =>
  Array.from({ length: sides.length / 2 }, (_, i) => [sides[2 * i]!, sides[2 * i + 1]!])

interface ParsedSide {
  homes: string[]
  score: string
}

/** `runs/a,runs/b:energy:temperature=2`: the score begins after the first colon of the last path's name. */
export function sideOf(text: string): ParsedSide {
  const [, homes, score] = /^(.+?):([^/]+)$/.exec(text) ?? []
  if (homes && score) return { homes: homes.split(','), score }
  throw new UserError(`--compare ${text}: expected RUN:score, as in runs/uno-s0:s_uno`)
}

const withResults = (name: string, { homes, score }: ParsedSide): Side => ({
  name,
  runs: homes.map(home => resultsOf(home, score)),
  score,
})

/** @throws UserError if there are none, or none by the score */
function resultsOf(home: string, score: string): Results {
  const results = readResults(evaluationPaths(home).results)
  if (!results) throw new UserError(`${home}: was not evaluated; run "uno evaluate ${home}" first`)
  const scores = new Set(results.sets.flatMap(({ metrics }) => Object.keys(metrics)))
  if (scores.has(score)) return results
  throw new UserError(`${home}: has no score "${score}"; known: ${[...scores].join(', ')}`)
}
