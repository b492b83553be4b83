import { curve } from '../../metrics/curve.js'
import { type PlotCurve, precisionRecallCurve, rocCurve, thin } from '../../metrics/plot-curve.js'
import type { EvaluatedSet } from '../inputs/evaluated-set.js'
import type { RunRecord } from '../inputs/run-record.js'
import { type Markup, markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { lines, reference } from '../plot/layers.js'
import { type LegendEntry, pageLegend } from '../plot/legend.js'
import { scoreText } from '../score-names.js'
import { absent, evaluateRemedy, row, type Section } from '../sections/section.js'
import { sharedScores } from './scores.js'
import { ofRole, type SetStyle, setStyles } from './set-styles.js'

/** ROC and precision-recall curves, of what the metrics rank by: a line a set, a panel a score. */
export function rankingCurves({ sets, folder }: RunRecord): Section {
  const [inliers] = ofRole(sets, 'inliers')
  const outliers = ofRole(sets, 'outliers')
  const names = sharedScores([...(inliers ? [inliers] : []), ...outliers])
  return {
    id: 'curves',
    title: 'ROC and PR curves',
    lede: 'Receiver operating characteristic and precision-recall, each outlier set against the inlier test images; outliers are the positive class. Precision depends on how many outliers a set has, so that its curves compare scores, not sets.',
    body:
      inliers && outliers.length > 0 && names.length > 0
        ? body(inliers, outliers, names, setStyles(sets))
        : absent('scores of inliers and outliers (evaluation/outputs)', evaluateRemedy(folder)),
  }
}

function body(
  inliers: EvaluatedSet,
  outliers: EvaluatedSet[],
  names: string[],
  styles: Map<EvaluatedSet, SetStyle>,
): Markup {
  const legend = outliers.map((set): LegendEntry => {
    const { colour, dash = 'line' } = styles.get(set)!
    return { name: set.name, colour, key: dash }
  })
  const panels = (kind: Kind) =>
    names.map(name => {
      const series = outliers.flatMap(set => {
        const { colour, dash } = styles.get(set)!
        const points = kind.points(inliers.orders.get(name)!, set.orders.get(name)!)
        return points ? [{ name: set.name, colour, dash, x: points.x, y: points.y }] : []
      })
      const diagonal = kind.chance ? [reference([0, 1], [0, 1])] : []
      return figure(
        {
          title: `${kind.title}, ${scoreText(name)}`,
          description: `${kind.title} curves of ${scoreText(name)} for ${outliers.map(set => set.name).join(', ')}.`,
          ...{ x: { label: kind.x, domain: [0, 1] }, y: { label: kind.y, domain: [0, 1] } },
          ...{ width: 420, height: 360, legend: false, hover: true },
        },
        [...diagonal, lines(series)],
      )
    })
  return markup`${pageLegend(legend)}${row(panels(ROC))}${row(panels(PRECISION_RECALL))}`
}

interface Kind {
  title: string
  x: string
  y: string
  /** Whether chance is the diagonal. */
  chance: boolean
  points(inliers: Float64Array, outliers: Float64Array): PlotCurve | null
}

const ROC: Kind = {
  title: 'ROC',
  x: 'inliers called outlying (FPR)',
  y: 'outliers found (TPR)',
  chance: true,
  points: (inliers, outliers) => shortened(rocCurve(pooled(inliers, outliers))),
}

const PRECISION_RECALL: Kind = {
  title: 'Precision-recall',
  x: 'outliers found (recall)',
  y: 'precision',
  chance: false,
  points: (inliers, outliers) => shortened(precisionRecallCurve(pooled(inliers, outliers))),
}

function shortened(points: PlotCurve | null): PlotCurve | null {
  return points && thin(points, 1 / 200)
}

function pooled(inliers: Float64Array, outliers: Float64Array) {
  const scores = new Float64Array(inliers.length + outliers.length)
  scores.set(inliers)
  scores.set(outliers, inliers.length)
  return curve(scores, new Uint8Array(scores.length).fill(1, inliers.length))
}
