import type { EvaluatedSet } from '../inputs/evaluated-set.js'
import type { RunRecord } from '../inputs/run-record.js'
import { type Markup, markup } from '../markup.js'
import { heatmap } from '../plot/heatmap.js'
import { absent, evaluateRemedy, type Section } from '../sections/section.js'
import { htmlTable } from '../tables/html.js'
import { percent, type Table } from '../tables/table.js'
import { ofRole } from './set-styles.js'

/** Above this many classes a picture of the matrix shows nothing; the list of pairs still does. */
const DRAWN = 100
const PAIRS = 10

/** Which inlier classes are taken for which. */
export function confusionMatrix({ sets, model, folder }: RunRecord): Section {
  const inliers = ofRole(sets, 'inliers').find(set => set.predicted)
  return {
    id: 'classes',
    title: 'Class confusion',
    lede: 'Inlier test images only; the class is the likeliest of the inlier classes.',
    body: inliers
      ? body(inliers, model?.classNames ?? [])
      : absent('logits of the inlier test images (evaluation/outputs)', evaluateRemedy(folder)),
  }
}

function body(inliers: EvaluatedSet, classNames: readonly string[]): Markup {
  const { counts, n } = confusionCounts(inliers)
  const names = Array.from({ length: n }, (_, k) => classNames[k] ?? `class ${k}`)
  const totals = names.map((_, row) =>
    counts.subarray(row * n, (row + 1) * n).reduce((sum, count) => sum + count, 0),
  )
  const draw = () =>
    heatmap(
      counts.map((count, i) => count / Math.max(1, totals[Math.floor(i / n)]!)),
      {
        title: `${inliers.name}: per cent of each true class`,
        description: `Confusion matrix of ${n} classes: rows are true classes, columns predicted ones.`,
        ...{ rowLabel: 'true class', columnLabel: 'predicted class', names },
      },
    )
  return markup`<div class="figures of2">${n <= DRAWN && markup`<figure>${draw()}</figure>`}<div>${htmlTable(pairsTable(counts, names, totals))}</div></div>`
}

/** How many images of each true class (row) were taken for each class (column). */
export function confusionCounts({ labels, predicted }: EvaluatedSet): { counts: Float64Array; n: number } {
  const largest = (values: Int32Array) => values.reduce((a, b) => Math.max(a, b), 0)
  const n = 1 + Math.max(largest(labels), largest(predicted!))
  const counts = new Float64Array(n * n)
  labels.forEach((label, i) => {
    if (label >= 0) counts[label * n + predicted![i]!]!++
  })
  return { counts, n }
}

function pairsTable(counts: Float64Array, names: readonly string[], totals: readonly number[]): Table {
  const n = names.length
  const wrong = Array.from(counts.keys())
    .filter(i => counts[i]! > 0 && Math.floor(i / n) !== i % n)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, PAIRS)
  return {
    caption: 'Most frequent confusions',
    columns: [
      { title: 'True class', align: 'left' },
      { title: 'Taken for', align: 'left' },
      { title: 'Images', align: 'right' },
      { title: '% of class', align: 'right' },
    ],
    rows: wrong.map(i => {
      const row = Math.floor(i / n)
      const share = percent(counts[i]! / totals[row]!)
      return { cells: [names[row]!, names[i % n]!, String(counts[i]), share].map(text => ({ text })) }
    }),
    notes: wrong.length === 0 ? ['No image was given a wrong class.'] : [],
  }
}
