/**
 * What each resample of images gave, kept beside the results: resample b draws the same images for every method and
 * every model, so that differences of any two are paired without the maps of either.
 */
import { join } from 'node:path'
import { UserError } from '../../errors.js'
import { makeFolder } from '../../formats/atomic-write.js'
import { fromTyped, readNpz, toFloat64Array, writeNpz } from '../../formats/index.js'
import { type BoundedReplicates, byMetric, pixelBootstrapMetrics } from '../../metrics/index.js'

/** Bins that hold outliers: a thousand resamples take about a second; by how much they may be off is kept with them. */
export const replicateBlocks = 4096

const pathOf = (evaluation: string, set: string) => join(evaluation, 'replicates', `${set}.npz`)

export function writeReplicates(
  evaluation: string,
  set: string,
  byMethod: ReadonlyMap<string, BoundedReplicates>,
): void {
  const entries = [...byMethod].flatMap(([method, { values, bounds }]) => [
    ...pixelBootstrapMetrics.map(name => [`${method}.${name}`, fromTyped(values[name])] as const),
    [`${method}.bounds`, fromTyped(Float64Array.from(pixelBootstrapMetrics, name => bounds[name]))] as const,
  ])
  makeFolder(join(evaluation, 'replicates'))
  writeNpz(pathOf(evaluation, set), new Map(entries))
}

/** @throws UserError if the method has none */
export function readReplicates(evaluation: string, set: string, method: string): BoundedReplicates {
  const path = pathOf(evaluation, set)
  const arrays = readNpz(path)
  const read = (name: string) => {
    const array = arrays.get(`${method}.${name}`)
    if (array) return toFloat64Array(array)
    throw new UserError(`${path}: has no "${method}.${name}"; evaluate again with --method ${method}`)
  }
  const bounds = read('bounds')
  return {
    values: byMetric(read),
    bounds: byMetric(metric => bounds[pixelBootstrapMetrics.indexOf(metric)]!),
  }
}
