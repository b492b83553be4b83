/** What is drawn of a training. A chart whose values the events lack has no series. */
import type { RunEvents } from '../inputs/events.js'
import { inPaperOrder } from '../inputs/results.js'
import type { LineSeries } from '../plot/layers.js'
import { seriesColour } from '../plot/palette.js'
import { niceDomain } from '../plot/ticks.js'
import { scoreText } from '../score-names.js'
import { bucketMeans } from './bucket-means.js'

export interface Chart {
  title: string
  description: string
  label: string
  series: LineSeries[]
  /** Of the values; by default from zero to the bulk of them. */
  domain?: readonly [number, number]
}

export const trainingCharts = (events: RunEvents): Chart[] =>
  [losses, accuracy, meanIou, averagePrecision, auroc, learningRate, speed].map(chart => chart(events))

function losses({ steps }: RunEvents): Chart {
  const names = namesOf(steps.map(step => step.losses))
  const total = bySteps(steps, ({ loss }) => loss)
  const parts = names.map(name => bySteps(steps, step => step.losses[name]))
  return {
    title: 'Loss',
    description: 'Each loss of the objective over the steps of the training.',
    label: 'loss',
    series: [
      ...(names.length > 1 ? smoothed('sum', 0, total) : []),
      ...parts.flatMap((part, i) => smoothed(names[i]!, i + 1, part)),
    ],
  }
}

function accuracy({ steps, epochs }: RunEvents): Chart {
  const trained = bySteps(steps, step => step.accuracy)
  const held = byEpochs(epochs, validation => validation.accuracy)
  return {
    title: 'Accuracy',
    description: 'Share of inliers whose class is right, over the training.',
    label: 'share right',
    series: [...smoothed('training batches', 0, trained), ...once('validation', 1, held)],
    domain: [0, 1],
  }
}

function meanIou({ epochs }: RunEvents): Chart {
  const held = byEpochs(epochs, validation => validation.meanIou)
  return {
    title: 'Mean IoU',
    description: 'Mean over classes of intersection over union, in validation.',
    label: 'mIoU',
    series: once('validation', 1, held),
    domain: [0, 1],
  }
}

function averagePrecision({ epochs }: RunEvents): Chart {
  return {
    title: 'Average precision on pasted negatives',
    description: 'Average precision of each score in validation; pasted pixels are positive.',
    label: 'AP',
    series: ofEachScore(epochs, validation => validation.averagePrecision),
    domain: [0, 1],
  }
}

function auroc({ epochs }: RunEvents): Chart {
  const series = ofEachScore(epochs, validation => validation.auroc)
  return {
    title: 'AUROC on held-out negatives',
    description: 'AUROC of each score in validation; outliers are positive.',
    label: 'AUROC',
    series,
    domain: niceDomain([1, ...series.flatMap(({ y }) => Array.from(y))]),
  }
}

function learningRate({ steps }: RunEvents): Chart {
  const rate = bySteps(steps, ({ lr }) => lr)
  return {
    title: 'Learning rate',
    description: 'The learning rate of each step.',
    label: 'learning rate',
    series: once('learning rate', 2, rate),
  }
}

function speed({ steps }: RunEvents): Chart {
  const rate = bySteps(steps, ({ imagesPerSecond }) => imagesPerSecond)
  return {
    title: 'Speed',
    description: 'Images a second, over the training.',
    label: 'images/s',
    series: smoothed('images a second', 4, rate),
  }
}

type Steps = RunEvents['steps']
type Epochs = RunEvents['epochs']
type Validation = NonNullable<Epochs[number]['validation']>
type Value = number | null | undefined
type Pairs = readonly (readonly [step: number, value: Value])[]

const bySteps = (steps: Steps, read: (step: Steps[number]) => Value): Pairs =>
  steps.map(step => [step.step, read(step)])

const byEpochs = (epochs: Epochs, read: (validation: Validation) => Value): Pairs =>
  epochs.map(({ step, validation }) => [step, validation && read(validation)])

/** A line for each score that validation measures, in the paper's order. */
function ofEachScore(
  epochs: Epochs,
  read: (validation: Validation) => Record<string, Value> | undefined,
): LineSeries[] {
  const scores = inPaperOrder(namesOf(epochs.map(({ validation }) => (validation && read(validation)) ?? {})))
  return scores.flatMap((score, i) =>
    once(
      scoreText(score),
      i,
      byEpochs(epochs, validation => read(validation)?.[score]),
    ),
  )
}

const namesOf = (records: readonly Record<string, unknown>[]): string[] => [
  ...new Set(records.flatMap(record => Object.keys(record))),
]

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
