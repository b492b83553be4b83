/** `--compare RUN:score RUN:score`: one pair by bootstrap over images, several pairs by their spread over seeds. */
import { UserError } from '../errors.js'
import { type Comparison, comparePaired } from '../protocols/image/compare.js'
import { evaluationPaths } from '../protocols/results-folder.js'
import {
  type Difference,
  differencesTable,
  pairedDifferences,
  readResults,
  type Side,
  terminal,
} from '../reports/tables.js'

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
  if (left.homes.length === 1 && right.homes.length === 1) {
    const [first, second] = [left, right].map(({ homes, score }) => ({ home: homes[0]!, score }))
    const { accuracy, differences } = comparePaired(first!, second!, { seed: 0, replicates })
    return { a, b, interval: 'bootstrap over images', accuracy, differences }
  }
  const differences = pairedDifferences(withResults(a, left), withResults(b, right))
  return { a, b, interval: 'Student over seeds', accuracy: null, differences }
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

function withResults(name: string, { homes, score }: ParsedSide): Side {
  const runs = homes.map(home => {
    const results = readResults(evaluationPaths(home).results)
    if (!results) throw new UserError(`${home}: was not evaluated; run "uno evaluate ${home}" first`)
    return results
  })
  return { name, runs, score }
}
