/** The random points at which masks are compared, injected so that recorded ones can be replayed. */
import { stream } from '../../random.js'
import { Generator, ops, Tensor } from '../../torch/index.js'

/** Uniform points (x, y) in [0, 1)²; `output` is 0 for the last prediction, then 1, 2, … for the earlier ones. */
export interface PointDraws {
  /** `[images, points, 2]`, for the matcher. */
  match(output: number, images: number, points: number): Tensor
  /** `[pairs, points, 2]`, of which the most uncertain are kept. */
  oversampled(output: number, pairs: number, points: number): Tensor
  /** `[pairs, points, 2]`, taken as they are. */
  random(output: number, pairs: number, points: number): Tensor
}

/** Draws that are a function of (seed, kind, step, output), whatever else was drawn before. */
export function pointDraws(seed: number, step: number): PointDraws {
  const draw = (kind: string) => (output: number, rows: number, points: number) => {
    const random = stream(seed, `points/${kind}`, step, output)
    shared ??= new Generator(0)
    shared.manualSeed((BigInt(random.bits()) << 20n) | BigInt(random.bits() & 0xfffff))
    return ops.uniform_(Tensor.zeros([rows, points, 2]), { from: 0, to: 1, generator: shared })
  }
  return { match: draw('match'), oversampled: draw('oversampled'), random: draw('random') }
}

/** One generator for all, seeded anew for each draw. */
let shared: Generator | undefined
