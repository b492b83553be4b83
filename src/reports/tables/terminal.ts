import { printable } from '../../printable.js'
import type { Column, Row, Table } from './table.js'

export interface TerminalOptions {
  /** Colours and bold; by default where standard output is a terminal and NO_COLOR is not set. */
  colour?: boolean
  /** Columns of text that fit; a wider table is printed as one block for each group of columns. */
  width?: number
}

/** The table in aligned columns. Names cannot move the cursor or change colours: see `printable`. */
export function terminal(table: Table, options: TerminalOptions = {}): string {
  const { colour = process.stdout.isTTY === true && !process.env.NO_COLOR } = options
  const { width = process.stdout.columns ?? 120 } = options
  const style = colour ? STYLES : PLAIN
  const whole = block(table.columns, table.rows, style)
  const blocks = whole.width <= width ? [whole] : split(table, style)
  return [
    style.strong(printable(table.caption)),
    blocks.map(({ lines }) => lines.join('\n')).join('\n\n'),
    ...table.notes.map(note => style.faint(printable(note))),
    '',
  ].join('\n')
}

interface Style extends Record<'strong' | 'faint' | 'best', (text: string) => string> {
  /** What follows a strong cell; with colours nothing, since `best` shows it. */
  mark: string
}
const STYLES: Style = {
  strong: text => `\x1b[1m${text}\x1b[22m`,
  faint: text => `\x1b[2m${text}\x1b[22m`,
  best: text => `\x1b[1;32m${text}\x1b[22;39m`,
  mark: '',
}
const PLAIN: Style = { strong: text => text, faint: text => text, best: text => text, mark: '*' }

/** One block for each group of columns, each led by the columns that have none. */
function split({ columns, rows }: Table, style: Style) {
  const groups = [...new Set(columns.flatMap(({ group }) => group ?? []))]
  if (groups.length === 0) return [block(columns, rows, style)]
  return groups.map(name => {
    const kept = columns.flatMap(({ group }, i) => (group === undefined || group === name ? [i] : []))
    const pick = <T>(list: readonly T[]) => kept.map(i => list[i]!)
    return block(
      pick(columns),
      rows.map(row => ({ ...row, cells: pick(row.cells) })),
      style,
    )
  })
}

function block(columns: readonly Column[], unmarked: readonly Row[], style: Style) {
  const rows = marked(unmarked, style)
  const widths = widthsOf(columns, rows)
  const join = (cells: readonly string[]) => cells.join('  ').trimEnd()
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2))
  const head = columns.map(({ title, align }, i) => pad(printable(title), widths[i]!, align))
  const body = rows.map(row => join(row.cells.map((_, i) => shown(row, i, widths[i]!, columns[i]!, style))))
  const groups = groupLine(columns, widths)
  const lines = [
    ...(groups ? [style.faint(groups)] : []),
    style.faint(join(head)),
    style.faint(rule),
    ...body,
  ]
  return { lines, width: rule.length }
}

/** The mark after strong cells, and its room after the others of their column, so that numbers stay aligned. */
function marked(rows: readonly Row[], { mark }: Style): readonly Row[] {
  if (mark === '') return rows
  const room = ' '.repeat(mark.length)
  const holds = (i: number) => rows.some(({ cells }) => cells[i]!.strong)
  return rows.map(row => ({
    ...row,
    cells: row.cells.map((cell, i) =>
      holds(i) ? { ...cell, text: cell.text + (cell.strong ? mark : room) } : cell,
    ),
  }))
}

function shown({ cells, summary }: Row, i: number, width: number, { align }: Column, style: Style): string {
  const { text, strong } = cells[i]!
  const padded = pad(printable(text), width, align)
  return strong ? style.best(padded) : summary ? style.strong(padded) : padded
}

/** What the widest text of each column needs; a group's last column makes room for the group's name. */
function widthsOf(columns: readonly Column[], rows: readonly Row[]): number[] {
  const widths = columns.map(({ title }, i) =>
    Math.max(...[title, ...rows.map(row => row.cells[i]!.text)].map(columnsOf)),
  )
  let start = 0
  columns.forEach(({ group }, i) => {
    if (group !== columns[i - 1]?.group) start = i
    if (group === undefined || group === columns[i + 1]?.group) return
    const members = widths.slice(start, i + 1)
    const whole = members.reduce((sum, width) => sum + width + 2, -2)
    widths[i]! += Math.max(0, columnsOf(group) - whole)
  })
  return widths
}

/** Each group's name over the first of its columns. */
function groupLine(columns: readonly Column[], widths: readonly number[]): string | undefined {
  if (columns.every(({ group }) => group === undefined)) return undefined
  let line = ''
  let at = 0
  columns.forEach(({ group }, i) => {
    if (group !== undefined && group !== columns[i - 1]?.group) line = line.padEnd(at) + group
    at += widths[i]! + 2
  })
  return line
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - columnsOf(text)))
  return align === 'left' ? text + space : space + text
}

/** Columns that a text takes: combining marks none, East Asian wide characters and emoji two. */
function columnsOf(text: string): number {
  let columns = 0
  for (const character of printable(text))
    columns += /\p{M}|\u200c|\u200d/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return columns
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
