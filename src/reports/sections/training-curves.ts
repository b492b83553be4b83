import type { RunEvents } from '../inputs/events.js'
import type { RunRecord } from '../inputs/run-record.js'
import type { Markup } from '../markup.js'
import { type FigureOptions, figure } from '../plot/figure.js'
import { type LineSeries, lines } from '../plot/layers.js'
import { seriesColour } from '../plot/palette.js'
import { niceDomain } from '../plot/ticks.js'
import { bucketMeans } from './bucket-means.js'
import { absent, row, type Section } from './section.js'

/** Losses, accuracies, learning rate and speed over the steps of the training. */
export function trainingCurves({ events, folder }: RunRecord): Section {
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

/** The charts that the events have values for. */
function charts({ steps, epochs }: RunEvents): Markup[] {
  const last = Math.max(steps.at(-1)?.step ?? 0, epochs.at(-1)?.step ?? 0)
  const over = (series: LineSeries[], options: Pick<FigureOptions, 'title' | 'description' | 'y'>) =>
    series.length > 0 &&
    figure({ ...options, x: { label: 'step', domain: [0, last] }, width: 560, height: 320, hover: true }, [
      lines(series),
    ])
  const inBatches = steps.map(({ step, accuracy }) => [step, accuracy] as const)
  const all = [
    over(losses(steps), {
      ...{ title: 'Loss', description: 'Each loss of the objective over the steps of the training.' },
      y: { label: 'loss', domain: domainOf(losses(steps)) },
    }),
    over(
      [
        ...smoothed('training batches', 0, inBatches),
        ...once(
          'training set',
          3,
          epochs.map(({ step, trainAccuracy }) => [step, trainAccuracy] as const),
        ),
        ...once(
          'validation',
          1,
          epochs.map(({ step, validationAccuracy }) => [step, validationAccuracy] as const),
        ),
      ],
      {
        ...{ title: 'Accuracy', description: 'Share of inliers whose class is right, over the training.' },
        y: { label: 'share right', domain: [0, 1] },
      },
    ),
    over(
      once(
        'learning rate',
        2,
        steps.map(({ step, lr }) => [step, lr] as const),
      ),
      {
        ...{ title: 'Learning rate', description: 'The learning rate of each step.' },
        y: { label: 'learning rate', domain: niceDomain([0, ...steps.flatMap(({ lr }) => lr ?? [])]) },
      },
    ),
    over(
      smoothed(
        'images a second',
        4,
        steps.map(({ step, imagesPerSecond }) => [step, imagesPerSecond] as const),
      ),
      {
        ...{ title: 'Speed', description: 'Images a second, over the training.' },
        y: {
          label: 'images/s',
          domain: niceDomain([0, ...steps.flatMap(({ imagesPerSecond }) => imagesPerSecond ?? [])]),
        },
      },
    ),
  ]
  return all.filter(chart => chart !== false)
}

function losses(steps: RunEvents['steps']): LineSeries[] {
  const names = [...new Set(steps.flatMap(({ losses }) => Object.keys(losses)))]
  return names.flatMap((name, i) =>
    smoothed(
      name,
      i,
      steps.map(({ step, losses }) => [step, losses[name]] as const),
    ),
  )
}

type Pairs = readonly (readonly [number, number | null | undefined])[]

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
function domainOf(series: readonly LineSeries[]): [number, number] {
  const values = Float64Array.from(series.flatMap(({ y }) => Array.from(y)))
    .filter(Number.isFinite)
    .sort()
  const high = values[Math.floor(0.995 * (values.length - 1))] ?? 1
  return niceDomain([Math.min(0, values[0] ?? 0), high])
}
