import { duration } from '../../duration.js'
import { mainScore, scoreNames } from '../inputs/results.js'
import type { JsonObject, RunFiles, RunRecord } from '../inputs/run-record.js'
import { type Markup, markup } from '../markup.js'
import { scoreText } from '../score-names.js'
import { percent } from '../tables/table.js'

const stepsText = (steps: number) => (steps === 1 ? '1 step' : `${steps.toLocaleString('en')} steps`)

/** The head of a classifier's report. */
export const header = (run: RunRecord): Markup => headerOf(run, keyFigures(run), run.results?.benchmark)

/** The head of a report: name, what was trained on what, and the figures that count. */
export function headerOf(
  run: RunFiles,
  figures: readonly KeyFigure[],
  benchmark: string | undefined,
): Markup {
  return markup`<header><p class="kicker">Run report</p><h1>${run.name}</h1><p class="facts">${facts(
    run,
    benchmark,
  ).map(fact => markup`<span>${fact}</span>`)}</p>${
    figures.length > 0 &&
    markup`<dl class="keys">${figures.map(
      ({ value, unit, name, detail }) =>
        markup`<div><dt>${name}</dt><dd><b>${value}</b>${unit && markup`<small>${unit}</small>`}</dd><dd class="detail">${detail}</dd></div>`,
    )}</dl>`
  }${run.events?.warnings.map(message => markup`<p class="warning"><strong>Warning:</strong> ${message}</p>`)}</header>`
}

export interface KeyFigure {
  name: string
  value: string
  unit?: string
  detail: string
}

/** Accuracy, then AUROC and FPR95 of the main score for each group of sets; without an evaluation, the training's. */
function keyFigures({ results, events }: RunRecord): KeyFigure[] {
  if (!results) return trainingFigures(events)
  const figures: KeyFigure[] = []
  const add = (name: string, fraction: number | null | undefined, detail: string) => {
    if (typeof fraction === 'number') figures.push({ name, value: percent(fraction), unit: '%', detail })
  }
  add('Accuracy', results.accuracy, 'inlier test images')
  const score = mainScore(scoreNames(results))
  for (const [group, metrics] of Object.entries(results.averages)) {
    const found = score === undefined ? undefined : metrics[score]
    if (!found) continue
    add(`AUROC, ${group}`, found.auroc, `${scoreText(score!)}, mean over sets`)
    add(`FPR95, ${group}`, found.fpr95, `${scoreText(score!)}, lower is better`)
  }
  return figures
}

function trainingFigures(events: RunRecord['events']): KeyFigure[] {
  const last = events?.epochs.at(-1)
  const figures = [
    { name: 'Validation accuracy', fraction: last?.validation?.accuracy },
    { name: 'Training accuracy', fraction: last?.trainAccuracy },
  ]
  return figures.flatMap(({ name, fraction }) =>
    typeof fraction === 'number'
      ? [{ name, value: percent(fraction), unit: '%', detail: `after epoch ${last!.epoch}` }]
      : [],
  )
}

/** One line of what this run was, from the fields that are there. */
function facts({ recipe, events, seed, environment }: RunFiles, benchmark: string | undefined): string[] {
  const found = [
    prefixed('recipe', recipe?.name),
    prefixed('objective', (recipe?.objective as JsonObject | undefined)?.name),
    prefixed('benchmark', benchmark),
    recipe || benchmark !== undefined ? `seed ${seed}` : undefined,
    events?.steps.length ? stepsText(events.steps.at(-1)!.step) : undefined,
    events?.end && `trained in ${duration(events.end.seconds)}`,
    prefixed('libtorch', environment?.libtorch),
    prefixed('on', environment?.cpu),
  ]
  return found.filter(fact => fact !== undefined)
}

/** The field with a word before it, if it is a text: these files may come from other versions. */
function prefixed(word: string, field: unknown): string | undefined {
  return typeof field === 'string' ? `${word} ${field}` : undefined
}
