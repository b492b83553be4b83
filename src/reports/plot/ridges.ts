import { binEdges } from '../histogram-counts.js'
import type { Markup } from '../markup.js'
import { type FigureOptions, figure, type Layer } from './figure.js'
import { histograms } from './layers.js'
import type { Colour } from './palette.js'

export interface Ridge {
  name: string
  colour: Colour
  /** Share of each bin. */
  shares: Float64Array
}

export interface RidgesOptions extends Pick<FigureOptions, 'title' | 'description' | 'width'> {
  label: string
  domain: readonly [number, number]
  /** Drawn in grey behind each row, to compare with. */
  background?: Float64Array
}

const ROW_HEIGHT = 42

/**
 * Histograms of equal bins in rows, one a set. All share one height scale, which goes with the square root
 * of the share: a bin with a hundredth of the images is still a tenth as high as one with all of them.
 */
export function ridges(rows: readonly Ridge[], options: RidgesOptions, over: readonly Layer[] = []): Markup {
  const { label, domain, background, ...rest } = options
  const largest = Math.max(1e-9, ...rows.map(row => Math.max(...row.shares)), ...(background ?? []))
  const layers = rows.map(({ name, colour, shares }, i) => {
    const base = rows.length - 1 - i
    const edges = binEdges(domain, shares.length)
    const heights = (of: Float64Array) => of.map(share => base + 0.92 * Math.sqrt(share / largest))
    const grey = { name: 'inliers', colour: 'inlier', edges, base, fill: 'solid', quiet: true } as const
    return histograms([
      ...(background ? [{ ...grey, heights: heights(background) }] : []),
      { name, colour, edges, base, fill: 'pale', heights: heights(shares) },
    ])
  })
  const y = {
    label: '',
    domain: [0, rows.length] as const,
    ticks: rows.map((_, i) => rows.length - 1 - i),
    tickLabels: rows.map(({ name }) => shortened(name)),
  }
  const height = 92 + ROW_HEIGHT * rows.length
  return figure({ ...rest, height, legend: false, x: { label, domain }, y }, [...layers, ...over])
}

/** A name that leaves room for the plot. */
function shortened(name: string): string {
  const characters = [...name]
  return characters.length > 16 ? `${characters.slice(0, 15).join('')}…` : name
}
