import type { RunEvents } from '../inputs/events.js'
import type { RunFiles } from '../inputs/run-record.js'
import type { Markup } from '../markup.js'
import { figure } from '../plot/figure.js'
import { type LineSeries, lines } from '../plot/layers.js'
import { niceDomain } from '../plot/ticks.js'
import { absent, row, type Section } from './section.js'
import { trainingCharts } from './training-charts.js'

/** Losses, accuracies, learning rate and speed over the steps of the training. */
export function trainingCurves({ events, folder }: RunFiles): Section {
  const body =
    events && events.steps.length + events.epochs.length > 0
      ? row(figures(events), 2)
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

function figures(events: RunEvents): Markup[] {
  const last = Math.max(events.steps.at(-1)?.step ?? 0, events.epochs.at(-1)?.step ?? 0)
  const x = { label: 'step', domain: [0, last] as const }
  return trainingCharts(events)
    .filter(({ series }) => series.length > 0)
    .map(({ title, description, label, series, domain = bulkFromZero(series) }) =>
      figure({ title, description, x, y: { label, domain }, width: 560, height: 320, hover: true }, [
        lines(series),
      ]),
    )
}

/** From zero to what all but the largest half per cent stay below: one spike must not flatten the rest. */
function bulkFromZero(series: readonly LineSeries[]): [number, number] {
  const values = Float64Array.from(series.flatMap(({ y }) => Array.from(y)))
    .filter(Number.isFinite)
    .sort()
  const high = values[Math.floor(0.995 * (values.length - 1))] ?? 1
  return niceDomain([Math.min(0, values[0] ?? 0), high])
}
