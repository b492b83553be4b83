/** Random choices as augmentations ask for them, so that recorded ones can stand in for a stream's. */
import type { Stream } from '../../random.js'

export interface Draws {
  /** A uniform integer in [0, n). */
  below(n: number): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
}

export function drawsOf(random: Stream): Draws {
  return {
    below: n => random.below(n),
    between: (low, high) => low + (high - low) * random.uniform(),
  }
}

/** A uniform integer from `low` to `high`, both included. */
export const integerIn = (draws: Draws, [low, high]: readonly [number, number]): number =>
  low + draws.below(high - low + 1)

/** True with probability `share`; certain outcomes draw nothing. */
export const happens = (draws: Draws, share: number): boolean =>
  share >= 1 || (share > 0 && draws.between(0, 1) < share)
