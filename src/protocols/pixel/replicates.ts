/**
 * Bootstrap over images that keeps what each resample gave: resample b draws the same images for every method and
 * every model, so that differences of any two are paired without the maps of either.
 */
import { join } from 'node:path'
import { UserError } from '../../errors.js'
import { makeFolder } from '../../formats/atomic-write.js'
import { fromTyped, readNpz, toFloat64Array, writeNpz } from '../../formats/index.js'
import {
  type BootstrapMetric,
  drawWithReplacement,
  type Interval,
  type PixelPool,
  percentileInterval,
} from '../../metrics/index.js'
import { stream } from '../../random.js'

export const replicateMetrics = ['ap', 'auroc', 'fpr95'] as const satisfies BootstrapMetric[]

/** Each metric on resample b, NaN where undefined. */
export type Replicates = Record<BootstrapMetric, Float64Array>

/** Replicates, and by how much any of them may be off because scores were counted in bins. */
export interface BoundedReplicates {
  values: Replicates
  bounds: Record<BootstrapMetric, number>
}

/** Bins that hold outliers: a thousand resamples take about a second, and are off by less than 0.1 points. */
const blocks = 4096

export interface ReplicateOptions {
  seed: number
  replicates: number
}

export function replicatesOf(
  pool: PixelPool,
  { seed, replicates: count }: ReplicateOptions,
): BoundedReplicates {
  const resample = pool.resampler(blocks)
  const values = {
    ap: new Float64Array(count),
    auroc: new Float64Array(count),
    fpr95: new Float64Array(count),
  }
  const bounds = { ap: 0, auroc: 0, fpr95: 0 }
  for (let b = 0; b < count; b++) {
    const draws = drawWithReplacement(pool.images.length, stream(seed, 'bootstrap', 0, b))
    const found = resample(draws)
    for (const name of replicateMetrics) {
      values[name][b] = found.metrics[name] ?? Number.NaN
      bounds[name] = Math.max(bounds[name], found.bounds[name])
    }
  }
  return { values, bounds }
}

/** 95 % percentile intervals. */
export function intervalsOf({ values, bounds }: BoundedReplicates) {
  const interval = (name: BootstrapMetric) => ({ ...intervalOf(values[name]), bound: bounds[name] })
  return { ap: interval('ap'), auroc: interval('auroc'), fpr95: interval('fpr95') }
}

export const intervalOf = (values: Float64Array): Interval =>
  percentileInterval(Array.from(values, value => (Number.isNaN(value) ? null : value)))

const pathOf = (evaluation: string, set: string) => join(evaluation, 'replicates', `${set}.npz`)

export function writeReplicates(
  evaluation: string,
  set: string,
  byMethod: ReadonlyMap<string, Replicates>,
): void {
  const entries = [...byMethod].flatMap(([method, values]) =>
    replicateMetrics.map(name => [`${method}.${name}`, fromTyped(values[name])] as const),
  )
  makeFolder(join(evaluation, 'replicates'))
  writeNpz(pathOf(evaluation, set), new Map(entries))
}

/** @throws UserError if the method has none */
export function readReplicates(evaluation: string, set: string, method: string): Replicates {
  const path = pathOf(evaluation, set)
  const arrays = readNpz(path)
  const values = replicateMetrics.map(name => {
    const array = arrays.get(`${method}.${name}`)
    if (!array)
      throw new UserError(`${path}: has no "${method}.${name}"; evaluate again with --method ${method}`)
    return [name, toFloat64Array(array)]
  })
  return Object.fromEntries(values)
}
