import { pearson } from '../../metrics/pearson.js'
import { permutation, stream } from '../../random.js'
import type { EvaluatedSet } from '../inputs/evaluated-set.js'
import type { RunRecord } from '../inputs/run-record.js'
import { type Markup, markup } from '../markup.js'
import { decimal } from '../numbers.js'
import { figure } from '../plot/figure.js'
import { points, reference } from '../plot/layers.js'
import { absent, evaluateRemedy, row, type Section } from '../sections/section.js'
import { htmlTable } from '../tables/html.js'
import type { Table } from '../tables/table.js'
import { ofRole, type SetStyle, setStyles } from './set-styles.js'

/** Points that a panel shows at most. */
const SHOWN = 700

/** Whether the two parts of the score see the same things (the paper's Table 6). */
export function correlation({ sets, seed, folder }: RunRecord): Section {
  const scored = sets.filter(set => set.scores.has('s_unc') && set.scores.has('s_no'))
  return {
    id: 'correlation',
    title: 'Correlation of the scores',
    lede: 'An ensemble of uncertainty (s_Unc) and negative objectness (s_NO) gains where its members err differently. The two scores cannot both be high: probabilities sum to one, so that no image lies above the dashed line.',
    body:
      scored.length > 0
        ? markup`${row(panels(scored, seed, setStyles(sets)))}${htmlTable(correlationTable(scored))}`
        : absent(
            'outputs with s_unc and s_no: the model has no outlier class, or was not evaluated',
            evaluateRemedy(folder),
          ),
  }
}

function panels(sets: EvaluatedSet[], seed: number, styles: Map<EvaluatedSet, SetStyle>): Markup[] {
  return panelGroups(sets).map(({ title, members }) => {
    const share = Math.min(1, SHOWN / members.reduce((sum, set) => sum + set.count, 0))
    const series = members.map(set => {
      const drawn = permutation(set.count, stream(seed, `report/correlation/${set.name}`))
      const shown = [...drawn.slice(0, Math.ceil(share * set.count))]
      const values = (name: string) => shown.map(i => set.scores.get(name)![i]!)
      return { name: set.name, ...styles.get(set)!, x: values('s_unc'), y: values('s_no') }
    })
    return figure(
      {
        ...{ title, description: `Scatter of s_Unc and s_NO: ${members.map(set => set.name).join(', ')}.` },
        ...{ x: { label: 's_Unc', domain: [-1, 0] }, y: { label: 's_NO', domain: [0, 1] } },
        ...{ width: 420, height: 360 },
      },
      [reference([-1, 0], [0, 1]), points(series)],
    )
  })
}

/** Inliers with the negatives, then each group of outliers. */
function panelGroups(sets: EvaluatedSet[]): { title: string; members: EvaluatedSet[] }[] {
  const known = sets.filter(set => set.role !== 'outliers')
  const outliers = ofRole(sets, 'outliers')
  const groups = [...new Set(outliers.map(({ group }) => group))]
  const knownTitle = known.some(set => set.role === 'negatives')
    ? 'Inliers and training negatives'
    : 'Inliers'
  return [
    ...(known.length > 0 ? [{ title: knownTitle, members: known }] : []),
    ...groups.map(group => ({
      title: group ? `Outliers, ${group}` : 'Outliers',
      members: outliers.filter(set => set.group === group),
    })),
  ]
}

function correlationTable(sets: EvaluatedSet[]): Table {
  const [inliers, outliers] = [ofRole(sets, 'inliers'), ofRole(sets, 'outliers')]
  const line = (name: string, members: EvaluatedSet[], summary = false) => {
    const images = members.reduce((sum, { count }) => sum + count, 0)
    return { summary, cells: [{ text: name }, { text: String(images) }, { text: pearsonText(members) }] }
  }
  return {
    caption: 'Pearson correlation of s_Unc and s_NO',
    columns: [
      { title: 'Images', align: 'left' },
      { title: 'Number', align: 'right' },
      { title: 'Correlation', align: 'right' },
    ],
    rows: [
      ...[...inliers, ...outliers].map(set => line(set.name, [set])),
      ...(outliers.length > 0 ? [line('all outliers', outliers, true)] : []),
      line('all images', [...inliers, ...outliers], true),
    ],
    notes: [],
  }
}

/** Pooled over the images of the sets. */
function pearsonText(sets: EvaluatedSet[]): string {
  const pooled = (name: string) => sets.flatMap(set => Array.from(set.scores.get(name)!))
  const r = pearson(pooled('s_unc'), pooled('s_no'))
  return r === null ? '–' : decimal(r, 3)
}
