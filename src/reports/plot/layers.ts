import { markup } from '../markup.js'
import type { Area, Layer } from './figure.js'
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
  /** How the inside is painted; `solid` is for what the others are compared with. */
  fill?: 'none' | 'pale' | 'solid'
  /** Only the inside, without an outline. */
  quiet?: boolean
  dash?: 'dashed' | 'dotted'
  /** The height at which the bins stand; by default the axis' lower end. */
  base?: number
}

/** Stepped histograms, one over the other; empty bins are gaps. */
export function histograms(series: readonly HistogramSeries[]): Layer {
  return {
    legend: series.map(({ name, colour, fill, dash }) => ({
      ...{ name, colour, key: dash ?? (fill === 'solid' ? 'area' : 'line') },
    })),
    draw: area =>
      markup`${series.map(one => {
        const { colour, fill = 'none', quiet, dash } = one
        const outline = steps(area, one)
        return markup`<g class="c-${colour}">${fill !== 'none' && markup`<path class="area ${fill}" d="${outline}"/>`}${
          !quiet && markup`<path class="line ${dash}" d="${outline}"/>`
        }</g>`
      })}`,
  }
}

/** A closed outline around each run of bins that are not empty. */
function steps({ x, y }: Area, { heights, edges, base = y.domain[0] }: HistogramSeries): string {
  const floor = px(y.at(base))
  let path = ''
  for (let i = 0; i < heights.length; i++) {
    if (heights[i]! <= base) continue
    const starts = i === 0 || heights[i - 1]! <= base
    const ends = i === heights.length - 1 || heights[i + 1]! <= base
    path += `${starts ? `M${px(x.at(edges[i]!))},${floor}` : ''}V${px(y.at(heights[i]!))}H${px(x.at(edges[i + 1]!))}`
    if (ends) path += `V${floor}`
  }
  return path
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
