/** What an evaluation runs over, from a benchmark's name or file. */
import { isDeepStrictEqual } from 'node:util'
import { readBenchmark, type SetGroups, type SetSpec, withoutValidation } from '../../data/index.js'
import { UserError } from '../../errors.js'
import type { EvaluationSubject } from '../results-folder.js'
import { openoodBenchmark, openoodBenchmarks } from './openood.js'

export interface PlannedSet {
  name: string
  /** `inliers`, `near`, `far` or any other name of outliers; `negatives` and `train`, which are in no metric. */
  group: string
  spec: SetSpec
}

export const isOutlierGroup = (group: string): boolean => !['inliers', 'negatives', 'train'].includes(group)

export interface EvaluationPlan {
  benchmark: string
  inliers: PlannedSet
  /** Near and far. */
  outliers: PlannedSet[]
  /** What training used; shown in reports, in no metric. */
  negatives?: PlannedSet
  /** Inlier training images, for detectors that are fitted. */
  train?: SetSpec
}

/** What stopped work and earlier results must be of, to go on with. */
export const subjectOf = ({ benchmark, outliers }: EvaluationPlan): EvaluationSubject => ({
  benchmark,
  sets: outliers.map(({ name }) => name),
})

export interface PlanOptions {
  /** Where OpenOOD's folders lie. */
  root?: string
  /** Leaves the benchmark's validation images out of its test sets. */
  withoutValidation?: boolean
}

/**
 * @param reference a name (`openood-cifar10`, …) or a benchmark file (`FILE.json`, `FILE.json#large`)
 * @throws UserError
 */
export function planEvaluation(reference: string, options: PlanOptions = {}): EvaluationPlan {
  const { name, inlier, near, far, negatives } = benchmarkOf(reference, options)
  if (!inlier.test)
    throw new UserError(`${reference}: inlier.test is missing, so there are no inliers to test on`)
  const planned = (group: string) => (spec: SetSpec & { name: string }) => ({ name: spec.name, group, spec })
  const plan: EvaluationPlan = {
    benchmark: name,
    inliers: { name: inlier.name, group: 'inliers', spec: inlier.test },
    outliers: [...near.map(planned('near')), ...far.map(planned('far'))],
    negatives: negatives && { name: negatives.name ?? 'negatives', group: 'negatives', spec: negatives },
    train: inlier.train,
  }
  if (plan.outliers.length === 0)
    throw new UserError(`${reference}: names no outliers; expected sets in "near" or "far"`)
  checkNames(reference, plan)
  return plan
}

function benchmarkOf(
  reference: string,
  { root, withoutValidation: leavesOut }: PlanOptions,
): SetGroups & { name: string } {
  const noValidation = () =>
    new UserError(
      `--without-validation: ${reference} takes no validation images from its test sets; leave it out`,
    )
  if (openoodBenchmarks.includes(reference)) {
    if (root === undefined)
      throw new UserError(`${reference}: needs --root, the folder that holds OpenOOD's benchmark_imglist`)
    if (leavesOut) throw noValidation()
    return { name: reference, ...openoodBenchmark(reference, root) }
  }
  if (!/\.json(#|$)/.test(reference))
    throw new UserError(
      `unknown benchmark "${reference}"; known: ${openoodBenchmarks.join(', ')}, or a file FILE.json`,
    )
  if (root !== undefined)
    throw new UserError(`--root: ${reference} says itself where its files are; leave it out`)
  const read = readBenchmark(reference)
  if (!leavesOut) return read
  const rest = withoutValidation(read)
  if (isDeepStrictEqual(rest, read)) throw noValidation()
  return rest
}

/** Names become file names, and rows of tables. */
function checkNames(reference: string, { inliers, outliers, negatives }: EvaluationPlan): void {
  const names = [inliers, ...outliers, ...(negatives ? [negatives] : [])].map(set => set.name)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined)
    throw new UserError(`${reference}: two sets are called ${JSON.stringify(twice)}; rename one`)
  const odd = names.find(name => !isFileName(name))
  if (odd !== undefined)
    throw new UserError(
      `${reference}: the set name ${JSON.stringify(odd)} cannot be a file name; expected no "/", no leading dot`,
    )
}

/** Whether outputs can be kept under this name. */
export const isFileName = (name: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what a Linux name cannot hold
  /^[^./\u0000][^/\u0000]*$/.test(name) && Buffer.byteLength(name) <= 200
