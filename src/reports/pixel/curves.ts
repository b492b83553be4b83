import type { AnomalySetResults } from '../../protocols/pixel/results.js'
import { inPaperOrder } from '../inputs/results.js'
import { type Markup, markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { lines, reference } from '../plot/layers.js'
import { type LegendEntry, pageLegend } from '../plot/legend.js'
import { seriesColour, seriesDash } from '../plot/palette.js'
import { scoreText } from '../score-names.js'
import { absent, evaluateRemedy, row, type Section } from '../sections/section.js'
import type { PixelRun } from './pixel-run.js'

/** PR and ROC curves: a panel a set, a line a score. */
export function pixelCurves({ results, folder }: PixelRun): Section {
  const drawn = (results?.sets ?? []).filter(({ methods }) => Object.values(methods).some(({ pr }) => pr))
  return {
    id: 'curves',
    title: 'PR and ROC curves',
    lede: 'Over the pixels of all images of a set together; outliers are the positive class. The dashed lines are chance: where outliers are rare, precision tells more than the ROC.',
    body: drawn.length > 0 ? body(drawn) : absent('curves of an evaluation', evaluateRemedy(folder)),
  }
}

function body(sets: readonly AnomalySetResults[]): Markup {
  const names = inPaperOrder([...new Set(sets.flatMap(({ methods }) => Object.keys(methods)))])
  const legend = names.map((name, i): LegendEntry => {
    return { name: scoreText(name), colour: seriesColour(i), key: seriesDash(i) ?? 'line' }
  })
  const curves = (set: AnomalySetResults, kind: 'pr' | 'roc') =>
    lines(
      names.flatMap((name, i) => {
        const points = set.methods[name]?.[kind]
        return points
          ? [{ name: scoreText(name), colour: seriesColour(i), dash: seriesDash(i), ...points }]
          : []
      }),
    )
  const scores = names.map(scoreText).join(', ')
  const size = { width: 420, height: 340, legend: false, hover: true }
  const precision = sets.map(set =>
    figure(
      {
        ...{ title: `Precision-recall, ${set.name}`, ...size },
        description: `Precision-recall curves on ${set.name} of ${scores}.`,
        x: { label: 'outlier pixels found (recall)', domain: [0, 1] },
        y: { label: 'precision', domain: [0, 1] },
      },
      [reference([0, 1], [set.prevalence ?? Number.NaN, set.prevalence ?? Number.NaN]), curves(set, 'pr')],
    ),
  )
  const roc = sets.map(set =>
    figure(
      {
        ...{ title: `ROC, ${set.name}`, description: `ROC curves on ${set.name} of ${scores}.`, ...size },
        x: { label: 'inlier pixels called outlying (FPR)', domain: [0, 1] },
        y: { label: 'outlier pixels found (TPR)', domain: [0, 1] },
      },
      [reference([0, 1], [0, 1]), curves(set, 'roc')],
    ),
  )
  return markup`${pageLegend(legend)}${row(precision)}${row(roc)}`
}
