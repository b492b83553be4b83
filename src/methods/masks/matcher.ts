/** Which query is to find which mask (Mask2Former's matcher.py). */
import { samplePoints } from '../../nn/index.js'
import { atLeastFloat, ops, scope, Tensor, valuesOf } from '../../torch/index.js'
import { type Assignment, assign } from './assignment.js'
import type { PointDraws } from './point-draws.js'
import type { MaskTargets } from './targets.js'
import { untracked } from './untracked.js'

/** One prediction of all queries: `maskLogits` `[N, Q, h, w]`, `classLogits` `[N, Q, C]`, no-object last. */
export interface MaskPrediction {
  maskLogits: Tensor
  classLogits: Tensor
}

/** Weights of the three terms, in the matching cost as in the loss (official: 2, 5, 5). */
export interface TermWeights {
  class: number
  mask: number
  dice: number
}

export interface MatchOptions {
  weights: TermWeights
  /** P, points at which a query is compared with a target. */
  points: number
}

/**
 * Costs of all queries and targets,
 *
 *     cost[q, t] = 5·ce + 2·cls + 5·dice,  cls = −softmax(z_q)[class_t],
 *     ce = mean_p BCE(m_q[p], y_t[p]),     dice = 1 − (2·Σσ(m)y + 1) / (Σσ(m) + Σy + 1),
 *
 * at P points that all queries and targets of an image share. BCE(m, y) is softplus(m) − m·y, so that one matrix
 * product of m and σ(m) with y gives all that depends on both.
 *
 * @returns for each image `[O, Q, T]`, O predictions
 */
export function matchingCosts(
  predictions: readonly MaskPrediction[],
  targets: readonly MaskTargets[],
  draws: PointDraws,
  { weights, points: P }: MatchOptions,
): Tensor[] {
  return untracked(() => {
    const { device } = predictions[0]!.maskLogits
    const points = Tensor.stack(predictions.map((_, o) => draws.match(o, targets.length, P))).to({ device }) // [O, N, P, 2]
    const logits = Tensor.stack(
      predictions.map(({ maskLogits }, o) => samplePoints(maskLogits.detach(), points.select(0, o))),
    ) // [O, N, Q, P]
    const probabilities = Tensor.stack(
      predictions.map(({ classLogits }) => atLeastFloat(classLogits.detach()).softmax(-1)),
    ) // [O, N, Q, C]
    return targets.map((target, n) =>
      scope(() =>
        costOf(
          {
            logits: logits.select(1, n),
            probabilities: probabilities.select(1, n),
            points: points.select(1, n),
          },
          target,
          weights,
        ),
      ),
    )
  })
}

/** logits `[O, Q, P]`, probabilities `[O, Q, C]`, points `[O, P, 2]` of one image → `[O, Q, T]`. */
function costOf(
  { logits: m, probabilities, points }: { logits: Tensor; probabilities: Tensor; points: Tensor },
  { classes, masks }: MaskTargets,
  weights: TermWeights,
): Tensor {
  const [O, Q, P] = m.shape as [number, number, number]
  const T = classes.length
  if (T === 0) return Tensor.zeros([O, Q, 0])
  const y = samplePoints(masks.unsqueeze(0), points.reshape([1, O * P, 2]))
    .reshape([T, O, P])
    .permute([1, 2, 0]) // [O, P, T]
  const sigma = m.sigmoid()
  const products = ops.bmm(Tensor.cat([m, sigma], 1), y.to(m.dtype)) // [O, 2Q, T]
  const ce = ops
    .softplus(m)
    .sum(-1, true)
    .sub(products.narrow(1, 0, Q))
    .div(P)
  const sizes = sigma.sum(-1, true).add(y.sum(1, true))
  const dice = products.narrow(1, Q, Q).mul(2).add(1).div(sizes.add(1)).neg().add(1)
  const index = Tensor.fromTyped(BigInt64Array.from(classes, BigInt)).to({ device: m.device })
  const cls = probabilities.indexSelect(2, index)
  return ce.mul(weights.mask).sub(cls.mul(weights.class)).add(dice.mul(weights.dice))
}

/**
 * The pairs of least cost, for each prediction and image: `[o][n]`, rows are queries, columns targets.
 *
 * @throws NonfiniteCost
 */
export function match(costs: readonly Tensor[]): Assignment[][] {
  const perImage = costs.map(cost => {
    const [O, Q, T] = cost.shape as [number, number, number]
    const values = valuesOf(cost)
    return Array.from({ length: O }, (_, o) => assign(values.subarray(o * Q * T, (o + 1) * Q * T), Q, T))
  })
  const O = costs[0]?.shape[0] ?? 0
  return Array.from({ length: O }, (_, o) => perImage.map(image => image[o]!))
}

/**
 * Query = class: what training from scratch may begin with, so that queries need not first agree on who is who.
 *
 * @returns as `match`; targets of classes beyond the queries stay without one
 */
export function matchByClass(targets: readonly MaskTargets[], O: number, Q: number): Assignment[][] {
  const perImage = targets.map(({ classes }): Assignment => {
    const columns = Int32Array.from(classes.keys()).filter(t => classes[t]! < Q)
    return { rows: columns.map(t => classes[t]!), columns }
  })
  return Array.from({ length: O }, () => perImage)
}
