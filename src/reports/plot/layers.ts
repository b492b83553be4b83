import { markup } from '../markup.js'
import type { Layer } from './figure.js'
import { type MarkShape, markPath } from './marks.js'
import type { Colour } from './palette.js'
import { linePath, px } from './path.js'
import { scaleText } from './scale.js'

export interface LineSeries {
  name: string
  colour: Colour
  x: ArrayLike<number>
  y: ArrayLike<number>
  dash?: 'dashed' | 'dotted'
  /** A thin, pale line behind others, without an entry in the legend. */
  faint?: boolean
}

/** Lines through points; non-finite values leave a gap. */
export function lines(series: readonly LineSeries[]): Layer {
  return {
    legend: series
      .filter(one => !one.faint)
      .map(({ name, colour, dash }) => ({ name, colour, key: dash ?? 'line' })),
    draw: area =>
      markup`${series.map(({ name, colour, x, y, dash, faint }) => {
        const label = !faint && markup` data-name="${name}"`
        return markup`<path class="line c-${colour} ${dash}${faint && 'faint'}"${label} d="${linePath(area, x, y)}"/>`
      })}`,
  }
}

export interface HistogramSeries {
  name: string
  colour: Colour
  /** Height of each bin. */
  heights: ArrayLike<number>
  /** The ends of the bins, ascending: one more than there are bins. */
  edges: ArrayLike<number>
  /** A stronger area, for what the others are compared with. */
  solid?: boolean
  dash?: 'dashed' | 'dotted'
  /** Only the area, without an outline. */
  quiet?: boolean
  /** The height at which the bins stand; by default the axis' lower end. */
  base?: number
}

/** Stepped histograms, one over the other. */
export function histograms(series: readonly HistogramSeries[]): Layer {
  return {
    legend: series.map(({ name, colour, solid, dash }) => ({ name, colour, key: dash ?? (solid ? 'area' : 'line') })),
    draw: area =>
      markup`${series.map(({ name, colour, heights, edges, solid, dash, quiet, base = area.y.domain[0] }) => {
        const [x, y] = steps(heights, edges)
        const outline = linePath(area, x, y)
        const floor = px(area.y.at(base))
        const closed = `${outline}V${floor}H${px(area.x.at(x[0]!))}z`
        return markup`<g class="c-${colour}"><path class="area ${solid && 'solid'}" d="${closed}"/>${
          !quiet && markup`<path class="line ${dash}" data-name="${name}" d="${outline}"/>`
        }</g>`
      })}`,
  }
}

/** Both corners of every bin's top. */
function steps(heights: ArrayLike<number>, edges: ArrayLike<number>): [Float64Array, Float64Array] {
  const [x, y] = [new Float64Array(2 * heights.length), new Float64Array(2 * heights.length)]
  for (let i = 0; i < heights.length; i++) {
    x.set([edges[i]!, edges[i + 1]!], 2 * i)
    y.fill(heights[i]!, 2 * i, 2 * i + 2)
  }
  return [x, y]
}

export interface PointSeries {
  name: string
  colour: Colour
  shape: MarkShape
  x: ArrayLike<number>
  y: ArrayLike<number>
  radius?: number
}

/** Marks at points, one path a series. */
export function points(series: readonly PointSeries[]): Layer {
  return {
    legend: series.map(({ name, colour, shape }) => ({ name, colour, key: shape })),
    draw: area =>
      markup`${series.map(({ colour, shape, x, y, radius = 2.4 }) => {
        const mark = (value: number, i: number) => markPath(shape, area.x.at(value), area.y.at(y[i]!), radius)
        const kind = shape === 'ring' ? 'hollow' : 'mark'
        return markup`<path class="${kind} c-${colour}" d="${Array.from(x, mark).join('')}"/>`
      })}`,
  }
}

/** A thin dashed line through points, for what a figure is read against. */
export function reference(x: ArrayLike<number>, y: ArrayLike<number>): Layer {
  return { draw: area => markup`<path class="reference" d="${linePath(area, x, y)}"/>` }
}

/** A vertical line at a value; the page's script moves those of the same `score`. */
export function threshold(value: number, score: string): Layer {
  return {
    draw: ({ x, y }) =>
      markup`<path class="cut" data-score="${score}" data-axis="${scaleText(x)}" transform="translate(${px(x.at(value))} 0)" d="M0,${px(y.range[0])}V${px(y.range[1])}"/>`,
  }
}
