import { UserError } from '../../errors.js'
import { tsne } from '../../metrics/tsne/tsne.js'
import type { EvaluatedSet } from '../inputs/evaluated-set.js'
import type { RunRecord } from '../inputs/run-record.js'
import { type Markup, markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { type PointSeries, points } from '../plot/layers.js'
import { pageLegend } from '../plot/legend.js'
import { extent } from '../plot/ticks.js'
import { absent, evaluateRemedy, type Section } from '../sections/section.js'
import { type SetStyle, setStyles } from './set-styles.js'

/** Perplexity of t-SNE, its usual value; fewer than three times as many points are no picture. */
const PERPLEXITY = 30

/** The pre-logits in the plane (the paper's Figure 2). */
export function embedding({ sets, folder }: RunRecord, pointsShown: number): Section {
  const sampled = choose(sets, pointsShown)
  const total = sampled.reduce((sum, { count }) => sum + count, 0)
  const negatives = sampled.some(({ set }) => set.role === 'negatives')
  return {
    id: 'embedding',
    title: 'Embedding',
    lede: markup`Pre-logits by t-SNE. Outliers near the training negatives are the ones that negative objectness can find; distances between clusters mean nothing.${
      total > 0 && !negatives && ' The training negatives were not evaluated and are missing here.'
    }`,
    body:
      total > 3 * PERPLEXITY
        ? drawn(sampled, setStyles(sets))
        : absent(
            `pre-logits of more than ${3 * PERPLEXITY} images (features in evaluation/outputs)`,
            evaluateRemedy(folder),
          ),
  }
}

/** The part of a set that is shown: `[count, dimensions]`. */
interface Chosen {
  set: EvaluatedSet
  features: Float32Array
  count: number
  dimensions: number
}

/** Shares of the points: inliers and negatives three, each outlier set two; no more than a set has. */
function choose(sets: readonly EvaluatedSet[], total: number): Chosen[] {
  const sampled = sets.filter(set => set.sample && set.count > 0)
  const weight = ({ role }: EvaluatedSet) => (role === 'outliers' ? 2 : 3)
  const whole = sampled.reduce((sum, set) => sum + weight(set), 0)
  return sampled.map(set => {
    const { features, dimensions, indices } = set.sample!
    const count = Math.min(Math.floor((total * weight(set)) / whole), indices.length)
    const chosen = new Float32Array(count * dimensions)
    for (let i = 0; i < count; i++) {
      // At equal distances in the sample, which is in the order of the set: all its classes take part.
      const from = Math.floor((i * indices.length) / count) * dimensions
      chosen.set(features.subarray(from, from + dimensions), i * dimensions)
    }
    return { set, features: chosen, count, dimensions }
  })
}

function drawn(chosen: readonly Chosen[], styles: Map<EvaluatedSet, SetStyle>): Markup {
  const places = project(chosen)
  if (places instanceof UserError)
    return absent(places.message, 'Look at the model: its pre-logits say nothing')
  const domain = (axis: 0 | 1) => {
    const [low, high] = extent(places.filter((_, i) => i % 2 === axis))
    return [low - 0.03 * (high - low), high + 0.03 * (high - low)] as const
  }
  let start = 0
  const series = chosen.map(({ set, count }): PointSeries => {
    const own = places.subarray(2 * start, 2 * (start += count))
    const [x, y] = [own.filter((_, i) => i % 2 === 0), own.filter((_, i) => i % 2 === 1)]
    return { name: set.name, ...styles.get(set)!, x, y, radius: 2.6 }
  })
  const bare = { label: '', ticks: [] }
  const total = chosen.reduce((sum, { count }) => sum + count, 0)
  return markup`${pageLegend(series.map(({ name, colour, shape }) => ({ name, colour, key: shape })))}<figure class="wide">${figure(
    {
      title: `${total} images`,
      description: `Each mark is an image: ${series.map(({ name }) => name).join(', ')}.`,
      ...{ x: { ...bare, domain: domain(0) }, y: { ...bare, domain: domain(1) } },
      ...{ width: 600, height: 500, legend: false },
    },
    [points(series)],
  )}</figure><p class="note">Exact t-SNE, perplexity ${PERPLEXITY}, started from the first two principal components.</p>`
}

/** Places in the plane, pairs in the order of the points; or why there are none. */
function project(chosen: readonly Chosen[]): Float64Array | UserError {
  try {
    const all = Float32Array.from(chosen.flatMap(({ features }) => Array.from(features)))
    return tsne(all, chosen[0]!.dimensions, { perplexity: PERPLEXITY }).embedding
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}
