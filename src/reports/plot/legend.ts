import { type Markup, markup } from '../markup.js'
import { type MarkShape, markPath } from './marks.js'
import type { Colour } from './palette.js'
import { px } from './path.js'

export interface LegendEntry {
  name: string
  colour: Colour
  /** How the key is drawn: like the line, the area or the marks that it stands for. */
  key: 'line' | 'dashed' | 'dotted' | 'area' | MarkShape
}

const KEY_WIDTH = 24
const GAP = 16

/** Entries broken into rows that fit `width`, by an estimate of the texts' widths. */
export function legendRows(entries: readonly LegendEntry[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = []
  let used = Infinity
  for (const entry of entries) {
    const needed = entryWidth(entry)
    if (used + needed > width) {
      rows.push([])
      used = 0
    }
    rows.at(-1)!.push(entry)
    used += needed + GAP
  }
  return rows
}

/** The rows, below a figure's title. */
export function drawLegend(rows: readonly LegendEntry[][]): Markup {
  return markup`${rows.map((row, r) => {
    let left = 0
    return row.map(entry => {
      const drawn = markup`<g class="c-${entry.colour}" transform="translate(${px(left)} ${31 + r * 17})">${legendKey(
        entry,
      )}<text x="${KEY_WIDTH}" y="4">${entry.name}</text></g>`
      left += entryWidth(entry) + GAP
      return drawn
    })
  })}`
}

/** A legend for several figures of a page. */
export function pageLegend(entries: readonly LegendEntry[]): Markup {
  return markup`<ul class="legend">${entries.map(
    entry =>
      markup`<li><svg class="plot key c-${entry.colour}" viewBox="0 -7 20 14" width="20" height="14" aria-hidden="true">${legendKey(
        entry,
      )}</svg>${entry.name}</li>`,
  )}</ul>`
}

function legendKey({ key }: LegendEntry): Markup {
  switch (key) {
    case 'line':
      return markup`<path class="line" d="M1,0H18"/>`
    case 'dashed':
    case 'dotted':
      return markup`<path class="line ${key}" d="M1,0H18"/>`
    case 'area':
      return markup`<path class="area solid" d="M2,-5h16v10h-16z"/><path class="line" d="M2,-5H18"/>`
    default:
      return markup`<path class="${key === 'ring' ? 'hollow' : 'mark'}" d="${markPath(key, 10, 0, 4)}"/>`
  }
}

/** Estimated: a character of 12-pixel sans-serif is about 6.5 wide. */
function entryWidth({ name }: LegendEntry): number {
  return KEY_WIDTH + 6.5 * name.length
}
