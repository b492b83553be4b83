import { existsSync } from 'node:fs'
import { z } from 'zod'
import { fitting, readJsonFile } from '../../formats/json-file.js'

const share = z.number().nullable()

/** Rank metrics of one score on one set; outliers are positive (in `aupr_in`, inliers). Fractions. */
const metrics = z.looseObject({
  auroc: share,
  ap: share,
  fpr95: share,
  aupr_in: share.optional(),
  aupr_out: share.optional(),
})
const byScore = z.record(z.string(), metrics)

const schema = z.looseObject({
  benchmark: z.string(),
  model: z.string().optional(),
  seed: z.number().nullish(),
  /** Share of inlier test images whose class is right. */
  accuracy: share.optional(),
  sets: z.array(
    z.looseObject({ name: z.string(), group: z.string(), images: z.number(), metrics: byScore.default({}) }),
  ),
  averages: z.record(z.string(), byScore).default({}),
  /** Pearson's correlation of s_unc and s_no. */
  correlation: z
    .looseObject({ inliers: share.optional(), outliers: share.optional(), all: share.optional() })
    .nullish(),
})

/** What `uno evaluate` found, as it stands in `evaluation/results.json`. */
export type Results = z.infer<typeof schema>
export type Metrics = z.infer<typeof metrics>
export type MetricName = 'auroc' | 'ap' | 'fpr95'

/** The results in a file, or `undefined` if there is no such file. */
export function readResults(path: string): Results | undefined {
  if (!existsSync(path)) return undefined
  return parseResults(parseJson(path), path)
}

/**
 * Results from parsed JSON.
 * @throws UserError that names the first field at fault
 */
export const parseResults = (value: unknown, name: string): Results =>
  fitting(value, name, schema, 'run "uno evaluate" again')

/** The names of all scores, the ones that the paper defines first and in its order. */
export function scoreNames(results: Results): string[] {
  const names = new Set(results.sets.flatMap(set => Object.keys(set.metrics)))
  return inPaperOrder([...names])
}

const PAPER_ORDER = ['s_unc', 's_no', 's_uno']

/** `s_unc, s_no, s_uno` first, the others after them as they came. */
export function inPaperOrder(names: readonly string[]): string[] {
  const known = PAPER_ORDER.filter(name => names.includes(name))
  return [...known, ...names.filter(name => !known.includes(name))]
}

/** The score that a summary shows: s_uno where there is one. */
export function mainScore(names: readonly string[]): string | undefined {
  return names.includes('s_uno') ? 's_uno' : names[0]
}

/** A JSON file of a run. */
export const parseJson = (path: string): unknown => readJsonFile(path, 'the file is damaged')
