import { counted } from '../counted.js'
import { UserError } from '../errors.js'
import { type Scores, sortScores } from './sort.js'

/**
 * Split-conformal threshold: a sample is accepted as inlier if its score ≤ the threshold.
 *
 * The guarantee, for any model and any distribution: if the n calibration inliers and a new inlier are
 * exchangeable (and the calibration inliers took no part in training), the new one is accepted with
 * probability ≥ `acceptanceRate`; where scores have no ties, also ≤ `acceptanceRate` + 1/(n + 1). The
 * probability is over both the calibration set and the new sample. It says nothing about outliers.
 *
 * The threshold is the ⌈(n + 1)·rate⌉-th smallest calibration score. (Vovk et al., Algorithmic Learning in a
 * Random World, 2005.)
 *
 * @param inlierScores higher = more outlying; ±∞ allowed; left as they are
 * @param acceptanceRate in (0, 1)
 * @throws UserError if there are too few scores for the rate (n < rate/(1 − rate)), or a NaN
 */
export function conformalThreshold(inlierScores: Scores, acceptanceRate: number): number {
  if (!(acceptanceRate > 0 && acceptanceRate < 1)) {
    throw new UserError(`acceptance rate ${acceptanceRate}: expected one between 0 and 1, for example 0.95`)
  }
  const bad = inlierScores.findIndex(score => Number.isNaN(score))
  if (bad >= 0) throw new UserError(`calibration score at index ${bad} is NaN; expected a number`)
  const n = inlierScores.length
  const rank = orderStatistic(n, acceptanceRate)
  if (rank > n) {
    throw new UserError(
      `${counted(n, 'calibration inlier is', 'calibration inliers are')} too few to accept ${acceptanceRate} of inliers with a guarantee; ` +
        `give at least ${samplesNeeded(acceptanceRate)}, or lower the rate`,
    )
  }
  return sortScores(inlierScores.slice())[rank - 1]!
}

/** ⌈(n + 1)·rate⌉ of the rate as it is written: 100 · 0.07 is 7, not 7.000000000000001. */
function orderStatistic(n: number, rate: number): number {
  const rank = (n + 1) * rate
  const nearest = Math.round(rank)
  return Math.max(1, Math.abs(rank - nearest) <= nearest * 2 ** -48 ? nearest : Math.ceil(rank))
}

/** The smallest n whose order statistic exists. */
function samplesNeeded(rate: number): number {
  let n = Math.max(1, Math.floor(rate / (1 - rate)) - 1)
  while (orderStatistic(n, rate) > n) n++
  return n
}
