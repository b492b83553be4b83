/** What was measured of segmenters, as tables: anomaly sets × scores, closed set, correlation, benchmark's own numbers. */

import { counted } from '../../counted.js'
import { UserError } from '../../errors.js'
import { spreadOverRuns } from '../../metrics/averages.js'
import type { AnomalySetResults, MethodMetrics, PixelResults } from '../../protocols/pixel/results.js'
import { scoreText } from '../score-names.js'
import { bestOf, percentOverRuns } from './spread-text.js'
import { type Cell, type Column, percent, type Row, type Table } from './table.js'

const shown = [
  { name: 'ap', title: 'AP ↑', better: 'higher' },
  { name: 'auroc', title: 'AUROC ↑', better: 'higher' },
  { name: 'fpr95', title: 'FPR95 ↓', better: 'lower' },
  { name: 'best_f1', title: 'best F1 ↑', better: 'higher' },
] as const
type Shown = (typeof shown)[number]['name']

const left = (title: string): Column => ({ title, align: 'left' })
const right = (title: string): Column => ({ title, align: 'right' })

const NOTE =
  'Per cent, over the pixels of all images of a set together. Outliers are the positive class: AP, AUROC and F1 higher is better; FPR95, the share of inlier pixels rejected where 95 % of the outlier pixels are found, lower is better. The best score of a set stands in bold or has a star.'

/** Tables of one run, or of several as mean ± standard deviation; those that there is nothing for are missing. */
export interface PixelTables {
  anomaly?: Table
  segmentation?: Table
  correlation?: Table
  smiyc?: Table
}

/** All of them, in the order of a report. */
export function pixelTables(runs: readonly PixelResults[], decimals = 2): Table[] {
  const { anomaly, segmentation, correlation, smiyc } = pixelTablesByName(runs, decimals)
  return [anomaly, segmentation, correlation, smiyc].filter(table => table !== undefined)
}

/** @throws UserError if the runs differ in sets or scores */
export function pixelTablesByName(runs: readonly PixelResults[], decimals = 2): PixelTables {
  const [first] = runs
  if (!first) throw new UserError('no results to put in a table; give at least one run that was evaluated')
  for (const run of runs) checkAlike(first, run)
  const scored = first.sets.filter(({ images }) => images > 0)
  const official = scored.some(set => Object.values(set.methods).some(({ smiyc }) => smiyc))
  return {
    ...(scored.length > 0 && { anomaly: anomalyTable(runs, scored, decimals) }),
    ...(first.segmentation.length > 0 && { segmentation: segmentationTable(runs, decimals) }),
    ...(scored.some(({ correlation }) => correlation) && { correlation: correlationTable(runs, scored) }),
    ...(official && { smiyc: smiycTable(runs, scored, decimals) }),
  }
}

const namesOf = ({ sets, segmentation }: PixelResults) => [
  ...sets.map(({ name, methods }) => `${name} (${Object.keys(methods).join(', ')})`),
  ...segmentation.map(({ name }) => name),
]

function checkAlike(first: PixelResults, run: PixelResults): void {
  const [expected, found] = [namesOf(first).join('; '), namesOf(run).join('; ')]
  if (found !== expected)
    throw new UserError(
      `runs differ in sets or scores: ${expected}; ${found}; evaluate them on one benchmark`,
    )
}

function anomalyTable(
  runs: readonly PixelResults[],
  sets: readonly AnomalySetResults[],
  decimals: number,
): Table {
  const several = runs.length > 1
  const { bootstrap } = runs[0]!
  return {
    caption: runs[0]!.benchmark,
    columns: [left('Set'), right('Images'), left('Score'), ...shown.map(({ title }) => right(title))],
    rows: sets.flatMap(set => {
      const labels = Object.keys(set.methods)
      return labels.map((label, i): Row => {
        const numbers = shown.map(({ name, better }): Cell => {
          const metricOf = (score: string) => runs.map(run => methodOf(run, set.name, score))
          const best = bestOf(
            labels.map(score => meanOf(metricOf(score), name)),
            better,
          )
          const metrics = metricOf(label)
          const strong = best !== undefined && meanOf(metrics, name) === best
          return { text: numberText(metrics, name, decimals), ...(strong && { strong }) }
        })
        const about = i === 0 ? [set.name, String(set.images)] : ['', '']
        return { cells: [...about, scoreText(label)].map((text): Cell => ({ text })).concat(numbers) }
      })
    }),
    notes: [
      NOTE,
      ...(several ? [`Mean ± standard deviation (population) of ${runs.length} runs.`] : []),
      ...(!several && bootstrap && sets.some(hasIntervals)
        ? [`In brackets: 95 % bootstrap interval over images, ${bootstrap.replicates} resamples.`]
        : []),
      ...undefinedReasons(runs, sets, metrics => metrics.undefined),
      ...saidOf(runs),
    ],
  }
}

const hasIntervals = ({ methods }: AnomalySetResults) =>
  Object.values(methods).some(({ intervals }) => intervals !== undefined)

/** Why numbers are missing: a table may be read without what was said beside it. */
function undefinedReasons(
  runs: readonly PixelResults[],
  sets: readonly AnomalySetResults[],
  reasonOf: (metrics: MethodMetrics) => string | undefined,
): string[] {
  return sets.flatMap(({ name }) => {
    const reasons = runs.flatMap(run => Object.values(run.sets.find(set => set.name === name)!.methods))
    const [reason] = reasons.flatMap(metrics => reasonOf(metrics) ?? [])
    return reason === undefined ? [] : [`${name}: undefined, ${reason}.`]
  })
}

/** Warnings that a table shows; `results.json` has all. */
const mostWarnings = 5

function saidOf(runs: readonly PixelResults[]): string[] {
  const warnings = [...new Set(runs.flatMap(run => run.warnings))]
  const shown = warnings.slice(0, mostWarnings).map(warning => `Warning: ${warning}.`)
  const more = warnings.length - shown.length
  return more > 0
    ? [...shown, `${counted(more, 'more warning is', 'more warnings are')} in results.json.`]
    : shown
}

const methodOf = (run: PixelResults, set: string, score: string): MethodMetrics =>
  run.sets.find(({ name }) => name === set)!.methods[score]!

function meanOf(metrics: readonly MethodMetrics[], name: Shown): number | null {
  return spreadOverRuns(metrics.map(metric => ({ value: metric[name] }))).value?.mean ?? null
}

function numberText(metrics: readonly MethodMetrics[], name: Shown, decimals: number): string {
  if (metrics.length > 1)
    return overRuns(
      metrics.map(metric => metric[name]),
      decimals,
    )
  const [only] = metrics
  const interval = name === 'best_f1' ? undefined : only!.intervals?.[name]
  const value = percent(only![name], decimals)
  if (!interval || interval.low === null) return value
  return `${value} [${percent(interval.low, 1)}, ${percent(interval.high, 1)}]`
}

const overRuns = (values: readonly (number | null)[], decimals: number): string =>
  percentOverRuns(spreadOverRuns(values.map(value => ({ value }))).value, values.length, decimals)

function segmentationTable(runs: readonly PixelResults[], decimals: number): Table {
  const [first] = runs
  const ofAll = (set: string, pick: (one: PixelResults['segmentation'][number]) => number | null) =>
    overRuns(
      runs.map(run => pick(run.segmentation.find(({ name }) => name === set)!)),
      decimals,
    )
  return {
    caption: 'Closed set: intersection over union',
    columns: [left('Class'), ...first!.segmentation.map(({ name, images }) => right(`${name} (${images})`))],
    rows: [
      ...first!.classNames.map((className, k): Row => {
        const numbers = first!.segmentation.map(({ name }) => ofAll(name, ({ iou }) => iou[k] ?? null))
        return { cells: [className, ...numbers].map(text => ({ text })) }
      }),
      {
        summary: true,
        cells: ['mean', ...first!.segmentation.map(({ name }) => ofAll(name, ({ miou }) => miou))].map(
          text => ({
            text,
          }),
        ),
      },
      {
        summary: true,
        cells: [
          'pixel accuracy',
          ...first!.segmentation.map(({ name }) => ofAll(name, ({ pixelAccuracy }) => pixelAccuracy)),
        ].map(text => ({ text })),
      },
    ],
    notes: [
      'Per cent, over the pixels of all images together; classes that neither occur nor are predicted are left out of the mean.',
    ],
  }
}

function correlationTable(runs: readonly PixelResults[], sets: readonly AnomalySetResults[]): Table {
  const groups = ['outliers', 'inliers', 'all'] as const
  const text = (set: string, group: (typeof groups)[number]) => {
    const values = runs.map(run => ({
      value: run.sets.find(({ name }) => name === set)!.correlation?.[group] ?? null,
    }))
    const { value } = spreadOverRuns(values)
    if (!value) return '–'
    return value.mean.toFixed(3) + (runs.length > 1 ? ` ± ${value.deviation.toFixed(3)}` : '')
  }
  return {
    caption: 'Correlation of s_Unc and s_NO over pixels',
    columns: [left('Set'), right('outliers'), right('inliers'), right('all')],
    rows: sets
      .filter(({ correlation }) => correlation)
      .map(({ name }) => ({
        cells: [name, ...groups.map(group => text(name, group))].map(text => ({ text })),
      })),
    notes: ['Pearson’s, pooled over the pixels of all images.'],
  }
}

const smiycColumns: { title: string; value: (smiyc: SmiycNumbers) => number | null | undefined }[] = [
  { title: 'AP', value: ({ pixel }) => pixel.area_PRC },
  { title: 'FPR95', value: ({ pixel }) => pixel.tpr95_fpr },
  { title: 'sIoU gt', value: ({ components }) => components?.sIoU_gt },
  { title: 'PPV', value: ({ components }) => components?.prec_pred },
  { title: 'mean F1', value: ({ components }) => components?.f1_mean },
]

type SmiycNumbers = NonNullable<MethodMetrics['smiyc']>

/** The leaderboard's columns (Table 2). */
function smiycTable(
  runs: readonly PixelResults[],
  sets: readonly AnomalySetResults[],
  decimals: number,
): Table {
  return {
    caption: 'SegmentMeIfYouCan, as its tool computes',
    columns: [left('Set'), left('Score'), ...smiycColumns.map(({ title }) => right(title))],
    rows: sets.flatMap(({ name: set, methods }) =>
      Object.entries(methods)
        .filter(([, { smiyc }]) => smiyc)
        .map(([label]): Row => {
          const ofRuns = runs.map(run => methodOf(run, set, label).smiyc)
          const numbers = smiycColumns.map(({ value }) =>
            overRuns(
              ofRuns.map(smiyc => (smiyc && value(smiyc)) ?? null),
              decimals,
            ),
          )
          return { cells: [set, scoreText(label), ...numbers].map(text => ({ text })) }
        }),
    ),
    notes: [
      'Per cent. AP and FPR95 of scores that the tool quantises: they differ a little from the exact ones above.',
      ...undefinedReasons(runs, sets, ({ smiyc }) => smiyc?.pixel.undefined),
    ],
  }
}

/** One line a run, set and score, and one a run and class, with fractions in full precision: for other programs. */
export function pixelCsvRows(runs: readonly PixelResults[]): (string | number | null)[][] {
  const header = ['run', 'seed', 'kind', 'set', 'images', 'name', 'metric', 'value', 'low', 'high']
  const rows = runs.flatMap(({ seed = null, sets, segmentation, classNames }, run) => [
    ...sets.flatMap(({ name, images, methods }) =>
      Object.entries(methods).flatMap(([label, metrics]) =>
        [...shown.map(one => one.name), 'threshold95' as const, 'best_f1_threshold' as const].map(metric => {
          const interval = metrics.intervals?.[metric as 'ap']
          const ends = [interval?.low ?? null, interval?.high ?? null]
          return [run, seed, 'anomaly', name, images, label, metric, metrics[metric], ...ends]
        }),
      ),
    ),
    ...segmentation.flatMap(({ name, images, iou, miou, pixelAccuracy }) => [
      ...classNames.map((className, k) => {
        return [run, seed, 'class', name, images, className, 'iou', iou[k] ?? null, null, null]
      }),
      [run, seed, 'segmentation', name, images, '', 'miou', miou, null, null],
      [run, seed, 'segmentation', name, images, '', 'pixel_accuracy', pixelAccuracy, null, null],
    ]),
  ])
  return [header, ...rows]
}
