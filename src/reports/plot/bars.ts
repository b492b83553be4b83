import { type Markup, markup } from '../markup.js'
import { percent } from '../tables/table.js'
import { px } from './path.js'

export interface Bar {
  name: string
  /** In 0 … 1; null where it is undefined. */
  value: number | null
  colour: readonly [number, number, number]
}

export interface BarsOptions {
  title: string
  description: string
  /** A line across all bars. */
  mean?: number | null
}

const ROW = 24
const WIDTH = 560

/** Level bars of shares, one a row, with their per cent. */
export function bars(rows: readonly Bar[], { title, description, mean }: BarsOptions): Markup {
  const left = 18 + 6.6 * Math.max(...rows.map(({ name }) => [...short(name)].length))
  const length = WIDTH - left - 56
  const top = 30
  const bottom = top + ROW * rows.length
  const drawn = rows.map(({ name, value, colour }, i) => {
    const y = top + ROW * i
    return markup`<g><title>${name}: ${percent(value)} %</title><text x="${px(left - 8)}" y="${y + 15}" text-anchor="end">${short(name)}</text><rect class="track" x="${px(left)}" y="${y + 4}" width="${px(length)}" height="15" rx="2"/><rect class="bar" x="${px(left)}" y="${y + 4}" width="${px(length * (value ?? 0))}" height="15" rx="2" fill="rgb(${colour.join(' ')})"/><text x="${px(left + length + 8)}" y="${y + 15}">${percent(value)}</text></g>`
  })
  const line =
    typeof mean === 'number' &&
    markup`<path class="cut" d="M${px(left + length * mean)},${top}V${bottom}"/><text x="${px(left + length * mean)}" y="${bottom + 14}" text-anchor="middle">mean ${percent(mean)}</text>`
  return markup`<svg class="plot bars" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 20}" role="img"><title>${title}</title><desc>${description}</desc><text class="title" x="0" y="13">${title}</text>${drawn}${line}</svg>`
}

function short(name: string): string {
  const characters = [...name]
  return characters.length > 18 ? `${characters.slice(0, 17).join('')}…` : name
}
