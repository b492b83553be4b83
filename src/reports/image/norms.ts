import { binEdges, shares } from '../histogram-counts.js'
import type { EvaluatedSet } from '../inputs/evaluated-set.js'
import type { RunRecord } from '../inputs/run-record.js'
import { type Markup, markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { histograms } from '../plot/layers.js'
import { type LegendEntry, pageLegend } from '../plot/legend.js'
import { absent, evaluateRemedy, row, type Section } from '../sections/section.js'
import { bulk } from './score-range.js'
import { type SetStyle, setStyles } from './set-styles.js'

const BINS = 40

/** How long the pre-logits are, and how far they point towards the outlier class (the idea of Figure 1). */
export function norms({ sets, folder }: RunRecord): Section {
  const normed = sets.filter(set => set.norms && set.count > 0)
  return {
    id: 'norms',
    title: 'Pre-logits',
    lede: 'Uncertainty finds what the network answers weakly, by short pre-logits z; negative objectness finds what points along the weight vector of the outlier class.',
    body:
      normed.length > 0
        ? body(normed, setStyles(sets))
        : absent('pre-logits (features in evaluation/outputs)', evaluateRemedy(folder)),
  }
}

function body(sets: EvaluatedSet[], styles: Map<EvaluatedSet, SetStyle>): Markup {
  const projected = sets.filter(set => set.projections)
  const legend = sets.map((set): LegendEntry => {
    const { colour, dash = 'line' } = styles.get(set)!
    return { name: set.name, colour, key: set.role === 'inliers' ? 'area' : dash }
  })
  const length = panel('Length of pre-logits', '‖z‖₂', sets, set => set.norms!, styles)
  const projection = panel(
    'Projection on the outlier class’s weights',
    'z·w / ‖w‖',
    projected,
    set => set.projections!,
    styles,
  )
  const reason = absent(
    'the projection on the outlier class’s weight vector (a model with an outlier class at the path that the results name)',
    'Keep the evaluated model where it was',
  )
  return markup`${pageLegend(legend)}${row([length, ...(projected.length > 0 ? [projection] : [])], 2)}${projected.length === 0 && reason}`
}

function panel(
  title: string,
  label: string,
  sets: EvaluatedSet[],
  valuesOf: (set: EvaluatedSet) => Float64Array,
  styles: Map<EvaluatedSet, SetStyle>,
): Markup {
  const domain = bulk(sets.map(valuesOf))
  const edges = binEdges(domain, BINS)
  const series = sets.map(set => {
    const { colour, dash } = styles.get(set)!
    const fill = set.role === 'inliers' ? ('solid' as const) : undefined
    return { name: set.name, colour, dash, edges, heights: shares(valuesOf(set), domain, BINS), fill }
  })
  const largest = Math.max(0, ...series.map(({ heights }) => Math.max(...heights)))
  return figure(
    {
      ...{
        title,
        description: `Histograms of ${label} for ${sets.map(set => set.name).join(', ')}.`,
        legend: false,
      },
      ...{ x: { label, domain }, y: { label: 'share of images', domain: [0, largest * 1.05] } },
      ...{ width: 560, height: 340 },
    },
    [histograms(series)],
  )
}
