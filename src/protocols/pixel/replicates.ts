/**
 * What each resample of images gave, kept beside the results: resample b draws the same images for every method and
 * every model, so that differences of any two are paired without the maps of either.
 */
import { join } from 'node:path'
import { UserError } from '../../errors.js'
import { makeFolder } from '../../formats/atomic-write.js'
import { fromTyped, readNpz, toFloat64Array, writeNpz } from '../../formats/index.js'
import { type PixelReplicates, pixelBootstrapMetrics } from '../../metrics/index.js'

/** Bins that hold outliers: a thousand resamples take about a second, and are off by less than 0.1 points. */
export const replicateBlocks = 4096

const pathOf = (evaluation: string, set: string) => join(evaluation, 'replicates', `${set}.npz`)

export function writeReplicates(
  evaluation: string,
  set: string,
  byMethod: ReadonlyMap<string, PixelReplicates>,
): void {
  const entries = [...byMethod].flatMap(([method, values]) =>
    pixelBootstrapMetrics.map(name => [`${method}.${name}`, fromTyped(values[name])] as const),
  )
  makeFolder(join(evaluation, 'replicates'))
  writeNpz(pathOf(evaluation, set), new Map(entries))
}

/** @throws UserError if the method has none */
export function readReplicates(evaluation: string, set: string, method: string): PixelReplicates {
  const path = pathOf(evaluation, set)
  const arrays = readNpz(path)
  const values = pixelBootstrapMetrics.map(name => {
    const array = arrays.get(`${method}.${name}`)
    if (!array)
      throw new UserError(`${path}: has no "${method}.${name}"; evaluate again with --method ${method}`)
    return [name, toFloat64Array(array)]
  })
  return Object.fromEntries(values)
}
