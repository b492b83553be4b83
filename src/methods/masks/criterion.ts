/**
 * Losses of a set of masks (Cheng et al., CVPR 2022, section 3.3; its criterion.py), for the last prediction and every
 * earlier one (deep supervision), each with a matching and points of its own.
 */
import { samplePoints } from '../../nn/index.js'
import { atLeastFloat, noGrad, ops, scalarOf, Tensor } from '../../torch/index.js'
import type { Assignment } from './assignment.js'
import { type MaskPrediction, match, matchByClass, matchingCosts, type TermWeights } from './matcher.js'
import type { PointDraws } from './point-draws.js'
import type { MaskTargets } from './targets.js'
import { untracked } from './untracked.js'

export interface CriterionOptions {
  weights: TermWeights
  /** Weight of the no-object class in the cross-entropy; all other classes have 1. */
  noObjectWeight: number
  /** P, points a mask. */
  points: number
  /** Times P points are drawn, of which the most uncertain are kept. */
  oversample: number
  /** Share of the P points that are chosen for uncertainty; the rest is uniform. */
  importance: number
}

export interface MaskLosses {
  /** `[O]` each, weighted, the last prediction first. */
  ce: Tensor
  mask: Tensor
  dice: Tensor
  /** `[o][n]`: queries (rows) with their targets (columns). */
  matches: Assignment[][]
  /** Pairs of the last prediction, and how many of their queries name the target's class. */
  pairs: number
  correct: number
}

/**
 * @param predictions the last one first
 * @param targets one an image
 * @param assignment `class` fixes query = class instead of matching
 * @throws NonfiniteCost if predictions are so far off that nothing can be matched
 */
export function maskLosses(
  predictions: readonly MaskPrediction[],
  targets: readonly MaskTargets[],
  draws: PointDraws,
  options: CriterionOptions,
  assignment: 'hungarian' | 'class' = 'hungarian',
): MaskLosses {
  const Q = predictions[0]!.classLogits.shape[1]!
  const matches =
    assignment === 'hungarian'
      ? match(matchingCosts(predictions, targets, draws, options))
      : matchByClass(targets, predictions.length, Q)
  const { ce, correct } = classLoss(predictions, targets, matches, options)
  const { mask, dice, pairs } = pointLosses(predictions, targets, matches, draws, options)
  const { weights } = options
  return {
    ce: ce.mul(weights.class),
    mask: mask.mul(weights.mask),
    dice: dice.mul(weights.dice),
    matches,
    pairs,
    correct,
  }
}

/**
 * Cross-entropy of every query: its target's class, or no-object. A weighted mean, over the weights of all N·Q
 * queries of a prediction.
 */
function classLoss(
  predictions: readonly MaskPrediction[],
  targets: readonly MaskTargets[],
  matches: readonly Assignment[][],
  { noObjectWeight }: CriterionOptions,
): { ce: Tensor; correct: number } {
  const logits = Tensor.stack(predictions.map(({ classLogits }) => atLeastFloat(classLogits))) // [O, N, Q, C]
  const [O, N, Q, C] = logits.shape as [number, number, number, number]
  const wanted = new BigInt64Array(O * N * Q).fill(BigInt(C - 1))
  eachPair(matches, (o, n, q, t) => {
    wanted[(o * N + n) * Q + q] = BigInt(targets[n]!.classes[t]!)
  })
  const target = Tensor.fromTyped(wanted, [O, N * Q]).to({ device: logits.device })
  const weights = target
    .eq(C - 1)
    .to(logits.dtype)
    .mul(noObjectWeight - 1)
    .add(1)
  const flat = logits.reshape([O, N * Q, C])
  const nll = flat.logSoftmax(-1).gather(2, target.unsqueeze(2)).squeeze(2).neg()
  const correct = noGrad(() => {
    const [own, first] = [target.select(0, 0), flat.detach().select(0, 0)]
    return scalarOf(ops.sum(ops.bitwise_and(first.argmax(-1).eq(own), own.ne(C - 1))))
  })
  return { ce: nll.mul(weights).sum(1).div(weights.sum(1)), correct }
}

/** The losses of all matched masks at points, divided by the number of targets in the batch. */
function pointLosses(
  predictions: readonly MaskPrediction[],
  targets: readonly MaskTargets[],
  matches: readonly Assignment[][],
  draws: PointDraws,
  options: CriterionOptions,
): { mask: Tensor; dice: Tensor; pairs: number } {
  const O = predictions.length
  // Equal for all predictions: min(Q, T) of each image.
  const pairs = matches[0]!.reduce((sum, { rows }) => sum + rows.length, 0)
  if (pairs === 0) {
    const none = Tensor.stack(predictions.map(({ maskLogits }) => atLeastFloat(maskLogits).sum().mul(0)))
    return { mask: none, dice: none, pairs }
  }
  const maps = Tensor.cat(predictions.map(({ maskLogits }, o) => matchedMaps(maskLogits, matches[o]!))) // [O·M, 1, h, w]
  const points = untracked(() => lossPoints(maps.detach(), pairs, O, draws, options)) // [O·M, P, 2]
  return { ...lossesAt(points, maps, targets, matches), pairs }
}

/**
 * Cross-entropy and dice of matched masks with their targets at given points, summed over the M pairs of each of O
 * predictions and divided by the number of targets.
 *
 * @param points `[O·M, P, 2]`, x and y in [0, 1]
 * @param maps `[O·M, 1, h, w]`
 * @returns `[O]` each, unweighted
 */
export function lossesAt(
  points: Tensor,
  maps: Tensor,
  targets: readonly MaskTargets[],
  matches: readonly Assignment[][],
): { mask: Tensor; dice: Tensor } {
  const y = untracked(() => targetValues(targets, matches, points)) // [O·M, P]
  const m = samplePoints(maps, points).squeeze(1)
  const bce = ops.binary_cross_entropy_with_logits(m, y, { reduction: 0 }).mean(1)
  const sigma = m.sigmoid()
  const overlap = sigma.mul(y).sum(1).mul(2).add(1)
  const dice = overlap
    .div(sigma.sum(1).add(y.sum(1)).add(1))
    .neg()
    .add(1)
  const masks = Math.max(
    1,
    targets.reduce((sum, { classes }) => sum + classes.length, 0),
  )
  const O = matches.length
  const perOutput = (x: Tensor) =>
    x
      .reshape([O, x.shape[0]! / O])
      .sum(1)
      .div(masks)
  return { mask: perOutput(bce), dice: perOutput(dice) }
}

/** The maps of one prediction's matched queries, image by image: `[M, 1, h, w]`. */
export function matchedMaps(maskLogits: Tensor, matches: readonly Assignment[]): Tensor {
  const [N, Q, h, w] = maskLogits.shape as [number, number, number, number]
  const index = matches.flatMap(({ rows }, n) => Array.from(rows, q => BigInt(n * Q + q)))
  return atLeastFloat(
    maskLogits
      .reshape([N * Q, 1, h, w])
      .indexSelect(0, Tensor.fromTyped(BigInt64Array.from(index)).to({ device: maskLogits.device })),
  )
}

/**
 * PointRend's points: of `oversample`·P uniform ones those where the mask is least certain (smallest |logit|), and
 * P − ⌊importance·P⌋ more wherever they fall. maps `[O·M, 1, h, w]` → `[O·M, P, 2]`.
 */
export function lossPoints(
  maps: Tensor,
  pairs: number,
  O: number,
  draws: PointDraws,
  { points: P, oversample, importance }: CriterionOptions,
): Tensor {
  const uncertain = Math.floor(importance * P)
  const ofAll = (draw: (output: number) => Tensor) =>
    Tensor.cat(Array.from({ length: O }, (_, o) => draw(o))).to({ device: maps.device })
  const uniform = ofAll(o => draws.random(o, pairs, P - uncertain))
  const candidates = ofAll(o => draws.oversampled(o, pairs, Math.floor(oversample * P)))
  const certainty = samplePoints(maps, candidates).squeeze(1).abs()
  const [, chosen] = ops.topk(certainty, uncertain, { dim: 1, largest: false, sorted: false })
  const kept = candidates.gather(1, chosen!.unsqueeze(2).expand([O * pairs, uncertain, 2]))
  return Tensor.cat([kept, uniform], 1)
}

/**
 * The targets' values at the points of their pairs, points `[O·M, P, 2]` → `[O·M, P]`. Each mask is sampled once
 * at the points that all predictions want of it, so that no mask is copied for each of its pairs.
 */
function targetValues(
  targets: readonly MaskTargets[],
  matches: readonly Assignment[][],
  points: Tensor,
): Tensor {
  const O = matches.length
  const P = points.shape[1]!
  const first = firstRows(targets)
  const rows = first[targets.length]!
  const pairOf = new BigInt64Array(rows * O)
  const slotOf = new BigInt64Array(points.shape[0]!)
  let pair = 0
  eachPair(matches, (o, n, _, t) => {
    const slot = (first[n]! + t) * O + o
    // A mask that no query of a prediction has (more masks than queries) keeps 0: sampled, and never read.
    pairOf[slot] = BigInt(pair)
    slotOf[pair++] = BigInt(slot)
  })
  const arranged = points
    .indexSelect(0, Tensor.fromTyped(pairOf).to({ device: points.device }))
    .reshape([rows, O * P, 2])
  const masks = Tensor.cat(targets.map(target => target.masks)).unsqueeze(1)
  const values = samplePoints(masks, arranged).reshape([rows * O, P])
  return values.indexSelect(0, Tensor.fromTyped(slotOf).to({ device: points.device }))
}

/** Where each image's masks begin in the list of all, and their number at the end. */
function firstRows(targets: readonly MaskTargets[]): number[] {
  const first = [0]
  for (const { classes } of targets) first.push(first.at(-1)! + classes.length)
  return first
}

/** Visits pairs in the order of their rows in `[O·M, …]`: prediction, image, ascending query. */
function eachPair(
  matches: readonly Assignment[][],
  see: (o: number, n: number, q: number, t: number) => void,
): void {
  for (const [o, images] of matches.entries()) {
    for (const [n, { rows, columns }] of images.entries()) {
      for (const [i, q] of rows.entries()) see(o, n, q, columns[i]!)
    }
  }
}
