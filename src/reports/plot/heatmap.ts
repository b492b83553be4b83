import { type Markup, markup } from '../markup.js'
import { px } from './path.js'

export interface HeatmapOptions {
  title: string
  description: string
  rowLabel: string
  columnLabel: string
  /** Names of rows and columns. */
  names: readonly string[]
}

/** With more rows than these the cells are too small for numbers, and then for names. */
const NUMBERED = 16
const NAMED = 40

/**
 * A square matrix of shares in [0, 1] as tinted cells: the diagonal in one colour, what lies beside it in
 * another, darker by the square root of the share so that rare errors can be seen.
 *
 * @param shares row-major, `[names.length, names.length]`
 */
export function heatmap(shares: Float64Array, options: HeatmapOptions): Markup {
  const { names, title, description, rowLabel, columnLabel } = options
  const n = names.length
  const named = n <= NAMED
  const margin = named ? 14 + 6.6 * Math.max(...names.map(name => [...short(name)].length)) : 20
  const cell = Math.min(44, (620 - margin) / n)
  const top = 44 + (named ? margin * 0.72 : 0)
  const [width, height] = [margin + n * cell + 24, top + n * cell + 8]
  const at = (i: number) => px(i * cell)
  const cells = Array.from(shares, (share, i) => {
    const [row, column] = [Math.floor(i / n), i % n]
    if (share === 0) return undefined
    const kind = row === column ? 'cell' : 'wrong'
    const number = n <= NUMBERED && share >= 0.0005
    const x = px((column + 0.5) * cell)
    return markup`<g><title>${names[row]} → ${names[column]}: ${(100 * share).toFixed(2)} %</title><rect class="${kind}" x="${at(column)}" y="${at(row)}" width="${px(cell - 1)}" height="${px(cell - 1)}" fill-opacity="${Math.sqrt(share).toFixed(3)}"/>${
      number &&
      markup`<text class="${share > 0.35 && 'on'}" x="${x}" y="${px((row + 0.5) * cell + 4)}" text-anchor="middle">${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}</text>`
    }</g>`
  })
  const labels =
    named &&
    names.map((name, i) => {
      const middle = px((i + 0.5) * cell)
      return markup`<text x="-6" y="${px((i + 0.5) * cell + 4)}" text-anchor="end">${short(name)}</text><text transform="translate(${middle} -6) rotate(-45)">${short(name)}</text>`
    })
  return markup`<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${px(width)} ${px(height)}" role="img"><title>${title}</title><desc>${description}</desc><text class="title" x="0" y="13">${title}</text><text x="0" y="31">${rowLabel} ↓  ${columnLabel} →</text><g transform="translate(${px(margin)} ${px(top)})">${labels}${cells}<rect width="${px(n * cell)}" height="${px(n * cell)}" fill="none" class="axis"/></g></svg>`
}

function short(name: string): string {
  const characters = [...name]
  return characters.length > 14 ? `${characters.slice(0, 13).join('')}…` : name
}
