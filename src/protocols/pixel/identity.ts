/** What maps and results depend on: only those of the same are taken when an evaluation goes on. */
import { createHash } from 'node:crypto'
import type { OpenedTestSet } from './open-test-set.js'
import type { PreparedPixelEvaluation } from './prepare.js'

export type OpenedClosedSet = OpenedTestSet & {
  /** The model's class of each of the set's. */
  order: number[]
}

export interface OpenedSets {
  anomaly: OpenedTestSet[]
  closed: OpenedClosedSet[]
}

export const identityOfMaps = (
  { fingerprint }: OpenedTestSet,
  { target: { weights, config }, computing, modules, chosen }: PreparedPixelEvaluation,
) => ({ weights, config, ...computing, methods: chosen.map(({ label }) => label), modules, fingerprint })

export const identityOfAnomalies = (opened: OpenedTestSet, prepared: PreparedPixelEvaluation) => ({
  ...identityOfMaps(opened, prepared),
  measuring: prepared.measuring,
  submission: prepared.job.submission,
})

export const identityOfSegmentation = (opened: OpenedClosedSet, prepared: PreparedPixelEvaluation) => ({
  ...identityOfMaps(opened, prepared),
  order: opened.order,
  shown: prepared.measuring.shown,
})

/** sha256 of all that the results of an evaluation depend on. */
export function identityOfResults(
  { anomaly, closed }: OpenedSets,
  prepared: PreparedPixelEvaluation,
): string {
  const all = [
    prepared.plan.benchmark,
    ...anomaly.map(opened => [opened.set.name, identityOfAnomalies(opened, prepared)]),
    ...closed.map(opened => [opened.set.name, identityOfSegmentation(opened, prepared)]),
  ]
  return createHash('sha256').update(JSON.stringify(all)).digest('hex')
}
