import { UserError } from '../../errors.js'
import { jointProbabilities, squaredDistances } from './affinities.js'
import { descend } from './descent.js'
import { divergence, divergenceGradient, type Embedding } from './divergence.js'
import { principalPlane } from './principal-plane.js'

export interface TsneOptions {
  /** Effective number of neighbours, at least 1 and less than the number of points. */
  perplexity?: number
  /** Iterations in all, of which the first 250 exaggerate. */
  iterations?: number
  /** Default max(n / 12 / 4, 50). */
  learningRate?: number
  /** Where to start, `[n, 2]`; default: the first two principal components, small. */
  init?: Embedding
  /** Called every 50 iterations with the divergence (of the exaggerated P in the first 250). */
  onProgress?: (iteration: number, divergence: number) => void
}

export interface Tsne {
  /** `[n, 2]` */
  embedding: Embedding
  /** KL(P‖Q) at the end. */
  divergence: number
  /** Index of the last iteration. */
  lastIteration: number
}

const exaggeration = 12
const exploration = 250

/**
 * Exact t-SNE in two dimensions with the conventions of scikit-learn 1.2 (`method='exact'`): n² in time and
 * memory, meant for a few thousand points. Deterministic; its start is PCA, not chance.
 *
 * (van der Maaten and Hinton, Visualizing data using t-SNE, JMLR 2008.)
 *
 * @param points `[n, dimensions]`, row-major
 * @throws UserError for points that are not finite or all equal, or a perplexity that n does not allow
 */
export function tsne(
  points: Float32Array | Float64Array,
  dimensions: number,
  { perplexity = 30, iterations = 1000, learningRate, init, onProgress }: TsneOptions = {},
): Tsne {
  const n = points.length / dimensions
  check(points, n, perplexity)
  const embedding = init?.slice() ?? principalPlane(points, n)
  if (embedding.length !== 2 * n) {
    throw new UserError(`t-SNE start has ${embedding.length / 2} points, expected ${n}`)
  }
  const joint = jointProbabilities(squaredDistances(points, n), n, perplexity)
  const rate = learningRate ?? Math.max(n / exaggeration / 4, 50)
  const shared = { learningRate: rate, onProgress }
  const explored = descend(joint, embedding, {
    ...shared,
    from: 0,
    to: Math.min(exploration, iterations),
    momentum: 0.5,
    exaggeration,
    patience: exploration,
  })
  const lastIteration = descend(joint, embedding, {
    ...shared,
    from: explored + 1,
    to: iterations,
    momentum: 0.8,
    exaggeration: 1,
    patience: 300,
  })
  const Z = divergenceGradient(joint, embedding, new Float64Array(2 * n))
  return { embedding, divergence: divergence(joint, embedding, Z), lastIteration }
}

function check(points: Float32Array | Float64Array, n: number, perplexity: number): void {
  if (!Number.isInteger(n) || n < 2) throw new UserError(`t-SNE of ${n} points: expected at least 2`)
  if (!(perplexity >= 1 && perplexity < n)) {
    throw new UserError(`perplexity ${perplexity}: expected at least 1 and less than the ${n} points`)
  }
  const dimensions = points.length / n
  const bad = points.findIndex(value => !Number.isFinite(value))
  if (bad >= 0) {
    throw new UserError(
      `t-SNE: point ${Math.floor(bad / dimensions)} holds ${points[bad]}; expected finite values`,
    )
  }
  if (points.every((value, i) => value === points[i % dimensions])) {
    throw new UserError(`t-SNE: all ${n} points are equal; there is nothing to spread out`)
  }
}
