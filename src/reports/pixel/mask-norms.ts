import type { AnomalySetResults, NormsOfMasks } from '../../protocols/pixel/results.js'
import { binEdges } from '../histogram-counts.js'
import { type Markup, markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { histograms, points } from '../plot/layers.js'
import { pageLegend } from '../plot/legend.js'
import { markShapes } from '../plot/marks.js'
import { seriesColour, seriesDash } from '../plot/palette.js'
import { absent, evaluateRemedy, row, type Section } from '../sections/section.js'
import type { PixelRun } from './pixel-run.js'

const BINS = 32

/** L2 norms of mask pre-logits at the pixels of highest s_Unc, and their projection on the outlier class (Figure 1). */
export function maskNorms({ results, folder }: PixelRun): Section {
  const sets = (results?.sets ?? []).filter(hasNorms)
  return {
    id: 'norms',
    title: 'Pre-logits of masks',
    lede: 'Of the outlier pixels the half with the highest s_Unc; a pixel is stood for by the mask with the largest share σ(m) · max P in its score. Uncertainty finds short pre-logits z; negative objectness those that point along the weight vector w of the outlier class. The length is what the decoder’s last layer norm makes of it.',
    body:
      sets.length > 0 ? body(sets) : absent('pre-logits of masks at outlier pixels', evaluateRemedy(folder)),
  }
}

type WithNorms = AnomalySetResults & { norms: NormsOfMasks }

const hasNorms = (set: AnomalySetResults): set is WithNorms => (set.norms?.masks.length ?? 0) > 0

function body(sets: readonly WithNorms[]): Markup {
  const legend = sets.map(({ name, norms }, i) => ({
    name: `${name} (${norms.pixels.toLocaleString('en')} pixels)`,
    ...{ colour: seriesColour(i), key: seriesDash(i) ?? ('line' as const) },
  }))
  const projected = sets.filter(({ norms }) => norms.masks.every(([, projection]) => projection !== null))
  const figures = [
    histogramOf('Length of pre-logits', '‖z‖₂', sets, mask => mask[0]),
    ...(projected.length > 0
      ? [
          histogramOf('Projection on the outlier class’s weights', 'z·w / ‖w‖', projected, mask => mask[1]!),
          scatter(projected),
        ]
      : []),
  ]
  const reason = absent(
    'the projection on the outlier class’s weight vector',
    'A model without an outlier class has none; fine-tune it with negatives',
  )
  return markup`${pageLegend(legend)}${row(figures)}${projected.length === 0 && reason}`
}

type Mask = NormsOfMasks['masks'][number]

function histogramOf(
  title: string,
  label: string,
  sets: readonly WithNorms[],
  read: (mask: Mask) => number,
): Markup {
  const domain = widened(sets.flatMap(({ norms }) => norms.masks.map(read)))
  const edges = binEdges(domain, BINS)
  const series = sets.map(({ name, norms }, i) => ({
    ...{ name, colour: seriesColour(i), dash: seriesDash(i), edges },
    ...{ heights: weightedShares(norms.masks, read, domain), fill: 'pale' as const },
  }))
  const largest = Math.max(...series.map(({ heights }) => Math.max(...heights)))
  return figure(
    {
      title,
      description: `Histograms of ${label} over pixels, of ${sets.map(({ name }) => name).join(', ')}.`,
      x: { label, domain },
      y: { label: 'share of pixels', domain: [0, largest * 1.05] },
      ...{ width: 420, height: 300, legend: false },
    },
    [histograms(series)],
  )
}

/** Share of the pixels whose mask has a value in each bin. */
export function weightedShares(
  masks: readonly Mask[],
  read: (mask: Mask) => number,
  [low, high]: readonly [number, number],
): Float64Array {
  const heights = new Float64Array(BINS)
  const total = masks.reduce((sum, [, , pixels]) => sum + pixels, 0)
  for (const mask of masks) {
    const bin = Math.floor(((read(mask) - low) / (high - low)) * BINS)
    heights[Math.min(BINS - 1, Math.max(0, bin))]! += mask[2] / total
  }
  return heights
}

/** A mark a mask, the larger the more pixels it stands for. */
function scatter(sets: readonly WithNorms[]): Markup {
  const all = sets.flatMap(({ norms }) => norms.masks)
  const most = Math.max(...all.map(([, , pixels]) => pixels))
  const marks = sets.flatMap(({ name, norms }, i) =>
    [0, 1, 2].map(size => {
      const chosen = norms.masks.filter(([, , pixels]) => sizeOf(pixels / most) === size)
      return {
        ...{ name, colour: seriesColour(i), shape: markShapes[i % markShapes.length]!, radius: 2 + 2 * size },
        ...{ x: chosen.map(([norm]) => norm), y: chosen.map(([, projection]) => projection!) },
      }
    }),
  )
  return figure(
    {
      title: 'Both, a mark a mask',
      description:
        'Scatter of the length of pre-logits and their projection; larger marks stand for more pixels.',
      x: { label: '‖z‖₂', domain: widened(all.map(([norm]) => norm)) },
      y: { label: 'z·w / ‖w‖', domain: widened(all.map(([, projection]) => projection!)) },
      ...{ width: 420, height: 300, legend: false },
    },
    [points(marks)],
  )
}

const sizeOf = (share: number) => (share > 0.3 ? 2 : share > 0.05 ? 1 : 0)

/** From the least to the largest value with some room. */
function widened(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = 0.05 * (high - low) || 0.5
  return [low - room, high + room]
}
