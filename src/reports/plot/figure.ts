import { type Markup, markup } from '../markup.js'
import { drawAxes } from './axes.js'
import { drawLegend, type LegendEntry, legendRows } from './legend.js'
import { type Scale, type ScaleKind, scale, scaleText } from './scale.js'
import { linearTicks, tickLabels } from './ticks.js'

export interface AxisOptions {
  label: string
  domain: readonly [number, number]
  scale?: ScaleKind
  /** Instead of round numbers; `[]` leaves the axis out. */
  ticks?: readonly number[]
  /** Texts of `ticks`, for axes that count things. */
  tickLabels?: readonly string[]
}

export interface FigureOptions {
  /** Stands above the figure and is its name for a screen reader. */
  title: string
  /** What there is to see, for whoever cannot see it. */
  description: string
  x: AxisOptions
  y: AxisOptions
  /** Height and width in CSS pixels at scale 1; the page fits figures to their column. */
  width?: number
  height?: number
  /** Whether two or more series have a legend (default); figures in a row may share one of the page. */
  legend?: boolean
  /** Values at the pointer, by the page's script. */
  hover?: boolean
}

/** Where a layer draws. */
export interface Area {
  x: Scale
  y: Scale
}

/** One kind of mark in a figure, drawn over the layers before it. */
export interface Layer {
  draw(area: Area): Markup
  legend?: readonly LegendEntry[]
}

/** An SVG element of axes and layers, with a title and a description for those who do not see it. */
export function figure(options: FigureOptions, layers: readonly Layer[]): Markup {
  const { width = 420, height = 300, title, description } = options
  const entries = layers.flatMap(layer => layer.legend ?? [])
  // A single series is what the title says.
  const legend = options.legend === false || entries.length < 2 ? [] : entries
  const rows = legendRows(legend, width)
  const axes = { x: withTicks(options.x), y: withTicks(options.y) }
  const top = 48 + rows.length * 17
  const area = {
    x: scale(options.x.scale ?? 'linear', options.x.domain, [leftMargin(axes.y.labels), width - 12]),
    y: scale(options.y.scale ?? 'linear', options.y.domain, [height - 40, top]),
  }
  return markup`<svg class="plot" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"${
    options.hover && hoverScales(area)
  }><title>${title}</title><desc>${description}</desc><text class="title" x="0" y="13">${title}</text>${drawLegend(rows)}${drawAxes(area, axes, width)}${layers.map(
    layer => layer.draw(area),
  )}${options.hover && hoverGround(area)}</svg>`
}

function withTicks(axis: AxisOptions) {
  const [low, high] = axis.domain
  const ticks = axis.ticks ?? linearTicks(low, high)
  return { label: axis.label, ticks, labels: axis.tickLabels ?? tickLabels(ticks) }
}

function leftMargin(labels: readonly string[]): number {
  return 14 + 6.6 * Math.max(1, ...labels.map(label => label.length))
}

/** What the page's script needs to turn positions back into values. */
function hoverScales({ x, y }: Area): Markup {
  return markup` data-x="${scaleText(x)}" data-y="${scaleText(y)}"`
}

/** Catches the pointer; its empty title keeps the figure's own from popping up beside the values. */
function hoverGround({ x, y }: Area): Markup {
  const [left, right, bottom, top] = [...x.range, ...y.range]
  return markup`<rect class="hover" x="${left}" y="${top}" width="${right! - left!}" height="${
    bottom! - top!
  }" fill="transparent"><title></title></rect>`
}
