/** Recorded points in the place of drawn ones. */
import type { NDArray } from '../../src/formats/index.js'
import type { PointDraws } from '../../src/methods/masks/index.js'
import { Tensor } from '../../src/torch/index.js'

/** Names of the predictions in golden files: the last, then the earlier ones. */
export const predictionName = (o: number): string => (o === 0 ? 'final' : `aux${o - 1}`)

/** @param prefix before the names of a step's draws */
export function recordedPoints(draws: ReadonlyMap<string, NDArray>, prefix = ''): PointDraws {
  const read = (name: string) => {
    const array = draws.get(prefix + name)
    if (!array) throw new Error(`no recorded draw ${prefix}${name}`)
    return Tensor.fromArray(array)
  }
  return {
    match: (o, images) =>
      Tensor.cat(Array.from({ length: images }, (_, n) => read(`${predictionName(o)}.match.image${n}`))),
    oversampled: o => read(`${predictionName(o)}.sample.oversampled`),
    random: o => read(`${predictionName(o)}.sample.random`),
  }
}
