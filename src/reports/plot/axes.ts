import { type Markup, markup } from '../markup.js'
import type { Area } from './figure.js'
import { px } from './path.js'

export interface AxisMarks {
  label: string
  ticks: readonly number[]
  labels: readonly string[]
}

/** Grid, tick texts and the names of both axes; the vertical one's stands level, above its axis. */
export function drawAxes({ x, y }: Area, marks: { x: AxisMarks; y: AxisMarks }, width: number): Markup {
  const [left, right] = x.range
  const [bottom, top] = y.range
  const horizontal = marks.y.ticks.map((tick, i) => {
    const at = px(y.at(tick))
    return markup`<path class="grid" d="M${px(left)},${at}H${px(right)}"/><text x="${px(left - 6)}" y="${at}" dy="4" text-anchor="end">${marks.y.labels[i]}</text>`
  })
  const vertical = marks.x.ticks.map((tick, i) => {
    const at = px(x.at(tick))
    return markup`<path class="axis" d="M${at},${px(bottom)}v4"/><text x="${at}" y="${px(bottom + 17)}" text-anchor="middle">${marks.x.labels[i]}</text>`
  })
  return markup`<g>${horizontal}${vertical}${
    marks.x.ticks.length > 0 && markup`<path class="axis" d="M${px(left)},${px(bottom)}H${px(right)}"/>`
  }<text x="0" y="${px(
    top - 10,
  )}">${marks.y.label}</text><text x="${px(width - 12)}" y="${px(bottom + 34)}" text-anchor="end">${marks.x.label}</text></g>`
}
