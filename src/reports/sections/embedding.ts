import { tsne } from '../../metrics/tsne/tsne.js'
import type { EvaluatedSet } from '../inputs/evaluated-set.js'
import type { RunRecord } from '../inputs/run-record.js'
import { type Markup, markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { points } from '../plot/layers.js'
import { type LegendEntry, pageLegend } from '../plot/legend.js'
import { extent } from '../plot/ticks.js'
import { absent, evaluateRemedy, type Section } from './section.js'
import { setStyles } from './set-styles.js'

/** Perplexity of t-SNE, its usual value; fewer than three times as many points are no picture. */
const PERPLEXITY = 30

/** The pre-logits in the plane (the paper's Figure 2). */
export function embedding({ sets, folder }: RunRecord, pointsShown: number): Section {
  const sampled = sets.filter(set => set.sample && set.count > 0)
  const dimensions = sampled[0]?.sample?.dimensions
  const alike = sampled.filter(set => set.sample!.dimensions === dimensions)
  const sizes = allot(alike, pointsShown)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const negatives = alike.some(set => set.role === 'negatives')
  return {
    id: 'embedding',
    title: 'Embedding',
    lede: markup`t-SNE of ${total} pre-logits (perplexity ${PERPLEXITY}). Outliers near the training negatives are the ones that negative objectness can find; distances between clusters mean nothing.${
      !negatives && ' The training negatives were not evaluated and are missing here.'
    }`,
    body:
      total > 3 * PERPLEXITY
        ? body(alike, sizes, dimensions!)
        : absent(
            `pre-logits of more than ${3 * PERPLEXITY} images (features in evaluation/outputs)`,
            evaluateRemedy(folder),
          ),
  }
}

/** Shares of the points: inliers and negatives three, each outlier set two; no more than a set has. */
function allot(sets: readonly EvaluatedSet[], total: number): number[] {
  const weight = ({ role }: EvaluatedSet) => (role === 'outliers' ? 2 : 3)
  const whole = sets.reduce((sum, set) => sum + weight(set), 0)
  return sets.map(set => Math.min(Math.floor((total * weight(set)) / whole), set.sample!.indices.length))
}

function body(sets: EvaluatedSet[], sizes: number[], dimensions: number): Markup {
  const all = new Float32Array(sizes.reduce((sum, size) => sum + size, 0) * dimensions)
  const starts: number[] = []
  let used = 0
  sets.forEach((set, s) => {
    starts.push(used)
    for (const i of spread(set.sample!.indices.length, sizes[s]!)) {
      all.set(set.sample!.features.subarray(i * dimensions, (i + 1) * dimensions), used++ * dimensions)
    }
  })
  const { embedding } = tsne(all, dimensions, { perplexity: PERPLEXITY })
  const styles = setStyles(sets)
  const coordinate = (axis: 0 | 1, s: number) =>
    Array.from({ length: sizes[s]! }, (_, i) => embedding[2 * (starts[s]! + i) + axis]!)
  const series = sets.map((set, s) => ({
    name: set.name,
    ...styles.get(set)!,
    x: coordinate(0, s),
    y: coordinate(1, s),
    radius: 2.6,
  }))
  const domain = (axis: 0 | 1) => {
    const [low, high] = extent(embedding.filter((_, i) => i % 2 === axis))
    return [low - 0.03 * (high - low), high + 0.03 * (high - low)] as const
  }
  const bare = { label: '', ticks: [] }
  const legend = sets.map((set): LegendEntry => {
    const { colour, shape } = styles.get(set)!
    return { name: set.name, colour, key: shape }
  })
  return markup`${pageLegend(legend)}<figure class="wide">${figure(
    {
      title: 'Pre-logits by t-SNE',
      description: `Each mark is an image: ${sets.map(set => set.name).join(', ')}.`,
      ...{ x: { ...bare, domain: domain(0) }, y: { ...bare, domain: domain(1) } },
      ...{ width: 600, height: 500, legend: false },
    },
    [points(series)],
  )}</figure>`
}

/** `count` of `length` indices at equal distances. */
function spread(length: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count))
}
