/**
 * Figure 1: which mask stands for an outlier pixel, and how long its pre-logits are. It is the mask with the
 * largest share σ(m_q) · max_{k<K} P(k|z_q) in the pixel's s_Unc.
 */
import { joined } from '../../joined.js'
import { highestShare, standingMasks } from '../../methods/masks/index.js'
import type { SegmenterConfig } from '../../models/index.js'
import { samplePoints } from '../../nn/index.js'
import { scope, Tensor } from '../../torch/index.js'
import type { NormsOfMasks } from './results.js'
import type { LiveOutputs } from './segment.js'

/** The score that says which pixels are shown; without it no norms are wanted. */
export const showingScore = 's_unc'

/** How long the pre-logits of an image's masks are. */
export interface MaskNorms {
  /** `[Q]`: ‖z_q‖₂. */
  norms: number[]
  /** `[Q]`: z_q · w/‖w‖ of the outlier class; null without one. */
  projections: number[] | null
}

/** The masks of one image, and which of them stands for each of its outlier pixels. */
export interface StandingMasks extends MaskNorms {
  /** Of each outlier pixel, in row-major order, its mask; a model has far fewer than 65536. */
  masks: Uint16Array
}

/** Points that are sampled at a time. */
const pointsAtOnce = 65536

/**
 * @param pixels indices of the outlier pixels, row-major
 * @param outlierWeight `[D]`, the outlier class's row of the class layer
 */
export function standingMasksOf(
  { output, geometry }: LiveOutputs,
  { inlierClasses: K }: SegmenterConfig,
  pixels: Uint32Array,
  outlierWeight: Tensor | undefined,
): StandingMasks {
  const z = output.preLogits.select(0, 0).to('float64')
  const P = output.classLogits.select(0, 0).to('float64').softmax(-1)
  const maps = output.maskLogits.to('float32')
  const masks = new Uint16Array(pixels.length)
  for (let first = 0; first < pixels.length; first += pointsAtOnce) {
    const some = pixels.subarray(first, first + pointsAtOnce)
    const found = scope(() => {
      const points = pointsOf(some, geometry, maps.shape.slice(2), z.device)
      return standingMasks(samplePoints(maps, points).select(0, 0), P, K, 'share').toInt32Array()
    })
    masks.set(found, first)
  }
  const along = outlierWeight?.to('float64')
  return {
    norms: [...z.norm(1).toFloat64Array()],
    projections: along
      ? [
          ...z
            .matmul(along.div(along.norm(0)).unsqueeze(1))
            .squeeze(1)
            .toFloat64Array(),
        ]
      : null,
    masks,
  }
}

/**
 * Centres of pixels, over 0 … 1 of the padded input: `[1, P, (x, y)]`. None lies farther out than the centres of the
 * masks' own pixels, so that masks go on as they are at their borders, as they do in the maps of scores.
 */
function pointsOf(
  pixels: Uint32Array,
  { padded, crop, size: [height, width] }: LiveOutputs['geometry'],
  [rows, columns]: readonly number[],
  device: string,
): Tensor {
  const values = new Float32Array(pixels.length * 2)
  const [perRow, perColumn] = [crop[0] / height / padded[0], crop[1] / width / padded[1]]
  const inside = (at: number, count: number) => Math.min(Math.max(at, 0.5 / count), 1 - 0.5 / count)
  pixels.forEach((pixel, i) => {
    values[2 * i] = inside(((pixel % width) + 0.5) * perColumn, columns!)
    values[2 * i + 1] = inside((Math.floor(pixel / width) + 0.5) * perRow, rows!)
  })
  const points = Tensor.fromTyped(values, [1, pixels.length, 2])
  return device === 'cpu' ? points : points.to({ device })
}

/**
 * Over the outlier pixels of all images, the share with the highest s_Unc; of ties those that come first.
 * @param uncertainties s_Unc of each image's outlier pixels, in the order of `StandingMasks.masks`
 */
export function normsOfMasks(
  images: readonly StandingMasks[],
  uncertainties: readonly Float32Array[],
  share = 0.5,
): NormsOfMasks | undefined {
  const chosen = highestShare(joined(Float32Array, uncertainties), share)
  if (chosen.length === 0) return undefined
  let [next, first] = [0, 0]
  const masks = images.flatMap(({ norms, projections, masks }, i) => {
    const counts = new Map<number, number>()
    const end = first + uncertainties[i]!.length
    for (; chosen[next]! < end; next++) {
      const mask = masks[chosen[next]! - first]!
      counts.set(mask, (counts.get(mask) ?? 0) + 1)
    }
    first = end
    return [...counts].map(([q, count]): [number, number | null, number] => [
      norms[q]!,
      projections ? projections[q]! : null,
      count,
    ])
  })
  return { share, pixels: chosen.length, masks }
}
