import { printable } from '../../printable.js'
import type { Cell, Column, Table } from './table.js'

/** The table as GitHub-flavoured Markdown; grouped columns bear the group's name in each title. */
export function markdown({ caption, columns, rows, notes }: Table): string {
  const title = ({ title, group }: Column) => (group ? `${group} ${title}` : title)
  return [
    `**${plain(caption)}**`,
    '',
    line(columns.map(column => plain(title(column)))),
    line(columns.map(({ align }) => (align === 'left' ? ':--' : '--:'))),
    ...rows.map(({ cells, summary }) => line(cells.map(cell => cellText(cell, summary)))),
    '',
    ...notes.map(plain),
    '',
  ].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function cellText({ text, strong }: Cell, summary = false): string {
  const shown = plain(text)
  if (shown === '') return ''
  return strong ? `**${shown}**` : summary ? `*${shown}*` : shown
}

/** A name shows as it is: nothing in it marks up, ends the cell, or is HTML. */
function plain(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>|#~]/g, '\\$&')
}
