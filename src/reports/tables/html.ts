import { type Markup, markup } from '../markup.js'
import type { Column, Table } from './table.js'

/** The table as HTML, with the groups of columns as a row of their own and a caption. */
export function htmlTable({ caption, columns, rows, notes }: Table): Markup {
  const grouped = columns.some(({ group }) => group !== undefined)
  const starts = columns.map(({ group }, i) => group !== undefined && group !== columns[i - 1]?.group)
  const side = (i: number) => `${columns[i]!.align}${starts[i] ? ' start' : ''}`
  return markup`<div class="scroll"><table><caption>${caption}</caption><thead>${grouped && groupRow(columns)}<tr>${columns.map(
    ({ title }, i) => markup`<th scope="col" class="${side(i)}">${title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ({ cells, summary }) =>
      markup`<tr class="${summary && 'summary'}">${cells.map(({ text, strong }, i) =>
        i === 0
          ? markup`<th scope="row" class="${side(i)}">${text}</th>`
          : markup`<td class="${side(i)}">${strong ? markup`<b>${text}</b>` : text}</td>`,
      )}</tr>`,
  )}</tbody></table></div>${notes.map(note => markup`<p class="note">${note}</p>`)}`
}

function groupRow(columns: readonly Column[]): Markup {
  const spans: { group?: string; span: number }[] = []
  for (const { group } of columns) {
    const last = spans.at(-1)
    if (last && last.group === group) last.span++
    else spans.push({ group, span: 1 })
  }
  return markup`<tr class="groups">${spans.map(({ group, span }) =>
    group === undefined
      ? markup`<td colspan="${span}"></td>`
      : markup`<th scope="colgroup" colspan="${span}" class="start">${group}</th>`,
  )}</tr>`
}
