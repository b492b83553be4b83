import { type Markup, markup } from '../markup.js'

/** One part of a report. */
export interface Section {
  /** The part of the address that leads to it. */
  id: string
  title: string
  /** One or two sentences: what is shown and how to read it. */
  lede?: Markup | string
  body: Markup
}

/** Instead of a body: what the section needs, and how to get it. */
export function absent(what: string, remedy: string): Markup {
  return markup`<p class="absent"><strong>Not in this run:</strong> ${what}. ${remedy}.</p>`
}

/** How to get outputs that are not there. */
export function evaluateRemedy(folder: string): string {
  return `Run "uno evaluate ${folder} --benchmark …" and then "uno report ${folder}"`
}

/** Figures side by side, as many as fit. */
export function row(figures: readonly Markup[], columns: 2 | 3 = 3): Markup {
  return markup`<div class="figures of${columns}">${figures.map(one => markup`<figure>${one}</figure>`)}</div>`
}
