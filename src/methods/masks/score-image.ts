/** All scores of one image, and its classes, from one prediction of masks. */
import { UserError } from '../../errors.js'
import { type MapGeometry, scoreMaps, semanticClasses, semanticMaps } from '../../nn/mask-maps.js'
import { Tensor } from '../../torch/index.js'
import { inlierRows } from './detector.js'
import type { ChosenMaskDetector } from './registry.js'

/** What is read of a model's output for one image. */
export interface MasksOfImage {
  /** `[Q, h, w]` */
  maskLogits: Tensor
  /** `[Q, C]` */
  classLogits: Tensor
  /** K. */
  inlierClasses: number
  /** Whether class K is the outlier class. */
  outlierClass: boolean
}

export interface ImageScores {
  /** `[H, W]` float32 each, by the label of the detector; larger = more outlying. */
  scores: Map<string, Tensor>
  /** `[H, W]` uint8: argmax_k of S[k] = Σ_q P(k|z_q) · σ(m_q) over the inlier classes (Eq. 7). */
  classes: Tensor
}

/** P(k|z_q) over all classes in float64, `[Q, C]`. */
export const maskPosterior = ({ classLogits }: Pick<MasksOfImage, 'classLogits'>): Tensor =>
  classLogits.to('float64').softmax(-1)

/**
 * Weights of all detectors are stacked, so that the masks are resized once for each path, whatever the number
 * of scores; rows that several detectors share are summed once.
 *
 * @throws UserError naming a detector that needs an outlier class, or whose result has not the image's size
 */
export function scoreImage(
  masks: MasksOfImage,
  detectors: readonly ChosenMaskDetector[],
  geometry: MapGeometry,
): ImageScores {
  const P = maskPosterior(masks)
  const K = masks.inlierClasses
  const stacks = { score: new RowStack(), semantic: new RowStack() }
  const placed = detectors.map(chosen => {
    const { detector, options, label } = chosen
    if (detector.needs?.outlierClass && !masks.outlierClass)
      throw new UserError(`method ${label} needs an outlier class, which the model has not`)
    return {
      chosen,
      rows: stacks[detector.path].add(checkedWeights(chosen, detector.weights(P, K, options), P)),
    }
  })
  // Where no detector wants maps of the classes, they are compared without being held.
  const inliers = inlierRows(P, K)
  const shared = stacks.semantic.isEmpty ? undefined : stacks.semantic.add(inliers)
  const mapsOf = {
    score: stacks.score.isEmpty ? undefined : scoreMaps(masks.maskLogits, stacks.score.weights(P), geometry),
    semantic: stacks.semantic.isEmpty
      ? undefined
      : semanticMaps(masks.maskLogits, stacks.semantic.weights(P), geometry),
  }
  const scores = placed.map(({ chosen, rows }) => {
    const { detector, options, label } = chosen
    const map = detector.combine(rowsOf(mapsOf[detector.path]!, rows), options)
    return [label, checkedMap(chosen, map, geometry.size)] as const
  })
  return {
    scores: new Map(scores),
    classes: shared
      ? rowsOf(mapsOf.semantic!, shared).argmax(0).to('uint8')
      : semanticClasses(masks.maskLogits, inliers, geometry),
  }
}

/** Different rows of weights, in the order of their first use. */
class RowStack {
  readonly #rows: Float64Array[] = []
  readonly #index = new Map<string, number>()

  get isEmpty(): boolean {
    return this.#rows.length === 0
  }

  /** @returns where the rows of `[R, Q]` stand */
  add(weights: Tensor): number[] {
    const [R, Q] = weights.shape as [number, number]
    const values = weights.toFloat64Array()
    return Array.from({ length: R }, (_, r) => {
      const row = values.slice(r * Q, (r + 1) * Q)
      const key = Buffer.from(row.buffer).toString('latin1')
      const known = this.#index.get(key)
      if (known !== undefined) return known
      this.#index.set(key, this.#rows.length)
      return this.#rows.push(row) - 1
    })
  }

  /** `[R, Q]` float32, on the device of `like`. */
  weights(like: Tensor): Tensor {
    const [R, Q] = [this.#rows.length, this.#rows[0]!.length]
    const values = Float32Array.from(this.#rows.flatMap(row => [...row]))
    const weights = Tensor.fromTyped(values, [R, Q])
    return like.device === 'cpu' ? weights : weights.to({ device: like.device })
  }
}

/** A view where the rows follow each other, as those of one detector mostly do. */
function rowsOf(maps: Tensor, rows: readonly number[]): Tensor {
  const [first] = rows as [number]
  if (rows.every((row, i) => row === first + i)) return maps.narrow(0, first, rows.length)
  return maps.indexSelect(0, Tensor.from(rows as number[], 'int64').to({ device: maps.device }))
}

/** What a detector returns is not taken on trust: it may be anybody's. */
function checkedWeights({ label }: ChosenMaskDetector, weights: Tensor, P: Tensor): Tensor {
  const Q = P.shape[0]!
  if (weights?.rank === 2 && weights.shape[1] === Q && weights.shape[0]! > 0) return weights
  const found = weights?.shape ? `[${weights.shape.join(', ')}]` : typeof weights
  throw new UserError(`method ${label}: weights are ${found}, expected a tensor [R, ${Q}], R > 0`)
}

function checkedMap(
  { label }: ChosenMaskDetector,
  map: Tensor,
  [height, width]: readonly [number, number],
): Tensor {
  if (map?.rank === 2 && map.shape[0] === height && map.shape[1] === width) return map.to('float32')
  const found = map?.shape ? `[${map.shape.join(', ')}]` : typeof map
  throw new UserError(`method ${label}: the map is ${found}, expected a tensor [${height}, ${width}]`)
}
