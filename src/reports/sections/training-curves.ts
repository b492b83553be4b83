import type { RunEvents } from '../inputs/events.js'
import { inPaperOrder } from '../inputs/results.js'
import type { RunFiles } from '../inputs/run-record.js'
import type { Markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { type LineSeries, lines } from '../plot/layers.js'
import { seriesColour } from '../plot/palette.js'
import { niceDomain } from '../plot/ticks.js'
import { scoreText } from '../score-names.js'
import { bucketMeans } from './bucket-means.js'
import { absent, row, type Section } from './section.js'

/** Losses, accuracies, learning rate and speed over the steps of the training. */
export function trainingCurves({ events, folder }: RunFiles): Section {
  const body =
    events && events.steps.length + events.epochs.length > 0
      ? row(charts(events), 2)
      : absent(
          'events of a training (events.jsonl)',
          `Train with "uno train RECIPE --data … --out ${folder}"`,
        )
  return { id: 'training', title: 'Training', lede: lede(events), body }
}

function lede(events: RunEvents | undefined): string {
  const cut =
    events && events.unreadable > 0 ? ` ${events.unreadable} lines of events.jsonl could not be read.` : ''
  return `Pale lines are single steps, strong lines means over neighbouring steps. Hold the pointer over a curve for its values.${cut}`
}

interface Chart {
  title: string
  description: string
  label: string
  series: LineSeries[]
  /** Of the values; by default from zero to the bulk of them. */
  domain?: readonly [number, number]
}

/** The charts that the events have values for. */
function charts(events: RunEvents): Markup[] {
  const last = Math.max(events.steps.at(-1)?.step ?? 0, events.epochs.at(-1)?.step ?? 0)
  const x = { label: 'step', domain: [0, last] as const }
  return [...allCharts(events)]
    .filter(({ series }) => series.length > 0)
    .map(({ title, description, label, series, domain = bulkFromZero(series) }) =>
      figure({ title, description, x, y: { label, domain }, width: 560, height: 320, hover: true }, [
        lines(series),
      ]),
    )
}

function* allCharts({ steps, epochs }: RunEvents): Generator<Chart> {
  const bySteps = (read: (step: RunEvents['steps'][number]) => Value): Pairs =>
    steps.map(step => [step.step, read(step)])
  const byEpochs = (read: (epoch: RunEvents['epochs'][number]) => Value): Pairs =>
    epochs.map(epoch => [epoch.step, read(epoch)])
  const lossNames = namesOf(steps.map(({ losses }) => losses))
  const total =
    lossNames.length > 1
      ? smoothed(
          'sum',
          0,
          bySteps(({ loss }) => loss),
        )
      : []
  const parts = lossNames.flatMap((name, i) =>
    smoothed(
      name,
      i + 1,
      bySteps(({ losses }) => losses[name]),
    ),
  )
  yield {
    ...{ title: 'Loss', description: 'Each loss of the objective over the steps of the training.' },
    ...{ label: 'loss', series: [...total, ...parts] },
  }
  const batches = smoothed(
    'training batches',
    0,
    bySteps(({ accuracy }) => accuracy),
  )
  const held = once(
    'validation',
    1,
    byEpochs(({ validation }) => validation?.accuracy),
  )
  yield {
    ...{ title: 'Accuracy', description: 'Share of inliers whose class is right, over the training.' },
    ...{ label: 'share right', series: [...batches, ...held], domain: [0, 1] },
  }
  yield {
    ...{ title: 'Mean IoU', description: 'Mean over classes of intersection over union, in validation.' },
    ...{ label: 'mIoU', domain: [0, 1] },
    series: once(
      'validation',
      1,
      byEpochs(({ validation }) => validation?.meanIou),
    ),
  }
  const precise = inPaperOrder(namesOf(epochs.map(({ validation }) => validation?.averagePrecision ?? {})))
  yield {
    title: 'Average precision on pasted negatives',
    description: 'Average precision of each score in validation; pasted pixels are positive.',
    ...{ label: 'AP', domain: [0, 1] },
    series: precise.flatMap((name, i) =>
      once(
        scoreText(name),
        i,
        byEpochs(({ validation }) => validation?.averagePrecision?.[name]),
      ),
    ),
  }
  const scores = inPaperOrder(namesOf(epochs.map(({ validation }) => validation?.auroc ?? {})))
  const aurocs = scores.flatMap((name, i) => {
    return once(
      scoreText(name),
      i,
      byEpochs(({ validation }) => validation?.auroc?.[name]),
    )
  })
  yield {
    ...{
      title: 'AUROC on held-out negatives',
      description: 'AUROC of each score in validation; outliers are positive.',
    },
    ...{
      label: 'AUROC',
      series: aurocs,
      domain: niceDomain([1, ...aurocs.flatMap(({ y }) => Array.from(y))]),
    },
  }
  yield {
    ...{ title: 'Learning rate', description: 'The learning rate of each step.', label: 'learning rate' },
    series: once(
      'learning rate',
      2,
      bySteps(({ lr }) => lr),
    ),
  }
  yield {
    ...{ title: 'Speed', description: 'Images a second, over the training.', label: 'images/s' },
    series: smoothed(
      'images a second',
      4,
      bySteps(({ imagesPerSecond }) => imagesPerSecond),
    ),
  }
}

type Value = number | null | undefined
type Pairs = readonly (readonly [step: number, value: Value])[]

function namesOf(records: readonly Record<string, unknown>[]): string[] {
  return [...new Set(records.flatMap(record => Object.keys(record)))]
}

/** Values as they came, pale, and their means, strong. */
function smoothed(name: string, turn: number, pairs: Pairs): LineSeries[] {
  const raw = once(name, turn, pairs)
  if (pairs.length < 60) return raw
  return raw.flatMap(series => [
    { ...series, ...bucketMeans(series.x, series.y, 400), faint: true },
    { ...series, ...bucketMeans(series.x, series.y, 50) },
  ])
}

function once(name: string, turn: number, pairs: Pairs): LineSeries[] {
  const defined = pairs.filter(([, value]) => typeof value === 'number') as [number, number][]
  if (defined.length === 0) return []
  return [{ name, colour: seriesColour(turn), x: defined.map(([x]) => x), y: defined.map(([, y]) => y) }]
}

/** From zero to what all but the largest half per cent stay below: one spike must not flatten the rest. */
function bulkFromZero(series: readonly LineSeries[]): [number, number] {
  const values = Float64Array.from(series.flatMap(({ y }) => Array.from(y)))
    .filter(Number.isFinite)
    .sort()
  const high = values[Math.floor(0.995 * (values.length - 1))] ?? 1
  return niceDomain([Math.min(0, values[0] ?? 0), high])
}
