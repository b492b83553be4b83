/** Pictures side by side on one, with captions and keys: for PNG files, where there is no text. */
import type { Rgb } from '../../data/class-colours.js'
import { blankSheet, fillBox, fitPicture, placePicture } from '../../data/picture-sheet.js'
import type { Pixels } from '../../formats/pixels.js'
import { shorten } from '../bitmap-font.js'
import { decimal } from '../numbers.js'
import { printable } from '../printable.js'
import { textLine, textWidth, writeText } from '../sheet-text.js'
import { heatColours } from './heat-colours.js'
import type { Range } from './score-map.js'

export interface Panel {
  /** Missing where the grid has a gap. */
  picture?: Pixels
  caption?: string
}

export interface PanelOptions {
  /** Longer side of each picture in pixels; larger ones are averaged down, small ones enlarged by whole factors. */
  side?: number
  /** Keys below: names with their colours. */
  legend?: readonly { name: string; colour: Rgb }[]
  /** The scale of heat maps, below: what its ends stand for, and of what. */
  scale?: { range: Range; name: string }
}

const GAP = 10
const CAPTION = textLine + 4

/** Rows of panels as one picture. */
export function panels(rows: readonly (readonly Panel[])[], options: PanelOptions = {}): Pixels {
  const { side = 320, legend, scale } = options
  const fitted = rows.map(row => row.map(({ picture }) => picture && fitPicture(picture, side)))
  const columns = Math.max(...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...fitted.map(row => row[c]?.width ?? 0)))
  const heights = fitted.map(row => Math.max(...row.map(picture => picture?.height ?? 0)))
  const keys = (legend ? CAPTION : 0) + (scale ? CAPTION : 0)
  const captioned = rows.map(row => (row.some(({ caption }) => caption) ? CAPTION : 0))
  const sheet = blankSheet(
    GAP + sum(widths) + columns * GAP,
    GAP + sum(heights) + sum(captioned) + rows.length * GAP + keys,
  )
  let top = GAP
  for (const [r, row] of rows.entries()) {
    let left = GAP
    for (const [c, { caption }] of row.entries()) {
      if (fitted[r]![c]) placePicture(sheet, fitted[r]![c]!, left, top + captioned[r]!)
      if (caption) writeText(sheet, caption, left, top, widths[c]!)
      left += widths[c]! + GAP
    }
    top += captioned[r]! + heights[r]! + GAP
  }
  if (legend) drawLegend(sheet, legend, top)
  if (scale) drawScale(sheet, scale, top + (legend ? CAPTION : 0))
  return sheet
}

function drawLegend(sheet: Pixels, legend: NonNullable<PanelOptions['legend']>, top: number): void {
  let left = GAP
  for (const { name, colour } of legend) {
    fillBox(sheet, left, top, 12, 10, colour)
    left += 16
    const shown = shorten(printable(name), 24)
    writeText(sheet, shown, left, top, sheet.width - left)
    left += textWidth(shown) + 2 * GAP
  }
}

/** A bar of all colours between what its ends stand for. */
function drawScale(sheet: Pixels, { range, name }: NonNullable<PanelOptions['scale']>, top: number): void {
  const [low, high] = range.map(value => decimal(value, 2))
  const wide = (text: string) => textWidth(text) + 8
  const length = Math.max(16, Math.min(256, sheet.width - 2 * GAP - wide(`${low}${high}  ${name}`)))
  writeText(sheet, low!, GAP, top, sheet.width)
  const left = GAP + wide(low!)
  for (let x = 0; x < length; x++) {
    const at = 3 * Math.round((255 * x) / (length - 1))
    fillBox(sheet, left + x, top, 1, 10, heatColours.subarray(at, at + 3) as unknown as Rgb)
  }
  writeText(sheet, `${high}  ${name}`, left + length + 8, top, sheet.width - left - length - 8)
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
