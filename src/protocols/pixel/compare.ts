/** Paired differences of two scores of segmenters, from the resamples that their evaluations kept. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../errors.js'
import { type BootstrapMetric, byMetric, type PixelEstimate, replicateInterval } from '../../metrics/index.js'
import { evaluationPaths } from '../results-folder.js'
import { arePixelResults, readPixelResults } from './read-results.js'
import { readReplicates } from './replicates.js'
import type { AnomalySetResults, PixelResults } from './results.js'

/** One score of one evaluated model. */
export interface PixelSide {
  /** The folder that holds `evaluation/`. */
  home: string
  score: string
}

export interface PixelSetDifference {
  name: string
  metrics: Record<BootstrapMetric, PixelEstimate>
}

/**
 * a − b on each set. Both see each resample of images, so that what is hard for both cancels out.
 * @throws UserError if a side was not evaluated, lacks the score, or saw other images
 */
export function comparePixelsPaired(a: PixelSide, b: PixelSide): PixelSetDifference[] {
  const [left, right] = [resultsOf(a), resultsOf(b)]
  const draws = ({ bootstrap }: PixelResults) => JSON.stringify(bootstrap)
  if (!left.bootstrap || draws(left) !== draws(right))
    throw new UserError(
      `${a.home} and ${b.home} have different resamples (${draws(left)}, ${draws(right)}); evaluate both with one --bootstrap`,
    )
  return left.sets.map(set => {
    const other = right.sets.find(({ name }) => name === set.name)
    if (other?.fingerprint !== set.fingerprint)
      throw new UserError(
        `${a.home} and ${b.home} were not evaluated on the same images of ${set.name}; evaluate both on one benchmark`,
      )
    const [ours, theirs] = [methodOf(a, set), methodOf(b, other)]
    const interval = intervalsOf(
      a,
      b,
      set.name,
      ours.intervals !== undefined && theirs.intervals !== undefined,
    )
    const metrics = byMetric((metric): PixelEstimate => {
      const [x, y] = [ours[metric], theirs[metric]]
      return { value: x === null || y === null ? null : x - y, ...interval(metric) }
    })
    return { name: set.name, metrics }
  })
}

/** @param areDrawn false where a set has no resamples: it has one image, or pixels of one kind alone */
function intervalsOf(
  a: PixelSide,
  b: PixelSide,
  set: string,
  areDrawn: boolean,
): (metric: BootstrapMetric) => Omit<PixelEstimate, 'value'> {
  if (!areDrawn) return () => ({ ...replicateInterval(new Float64Array()), bound: 0 })
  const [drawn, against] = [replicatesOf(a, set), replicatesOf(b, set)]
  return metric => ({
    ...replicateInterval(drawn.values[metric].map((value, i) => value - against.values[metric][i]!)),
    bound: drawn.bounds[metric] + against.bounds[metric],
  })
}

/** @throws UserError if the side was not evaluated, or lacks the score */
export function checkPixelSide(side: PixelSide): void {
  for (const set of resultsOf(side).sets) methodOf(side, set)
}

function resultsOf({ home }: PixelSide): PixelResults {
  const { results } = evaluationPaths(home)
  if (existsSync(results) && !arePixelResults(results))
    throw new UserError(`${home}: was evaluated as a classifier; segmenters are compared with segmenters`)
  const found = readPixelResults(results)
  if (!found)
    throw new UserError(`${home}: was not evaluated (no ${results}); run "uno evaluate" on it first`)
  return found
}

function methodOf({ home, score }: PixelSide, { name, methods }: AnomalySetResults) {
  const found = methods[score]
  if (found) return found
  throw new UserError(
    `${home}: has no score "${score}" of ${name}; known: ${Object.keys(methods).join(', ')}`,
  )
}

const replicatesOf = ({ home, score }: PixelSide, set: string) =>
  readReplicates(join(evaluationPaths(home).folder), set, score)
