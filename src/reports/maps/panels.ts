/** Pictures side by side on one, with captions and keys: for PNG files, where there is no text. */
import type { Rgb } from '../../data/class-colours.js'
import { shorten } from '../../data/sheets/bitmap-font.js'
import { blankSheet, fillBox, fitPicture, placePicture } from '../../data/sheets/picture-sheet.js'
import { textLine, textWidth, writeText } from '../../data/sheets/sheet-text.js'
import type { Pixels } from '../../formats/pixels.js'
import { printable } from '../../printable.js'

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
}

const GAP = 10
const CAPTION = textLine + 4

/** Rows of panels as one picture. */
export function panels(rows: readonly (readonly Panel[])[], options: PanelOptions = {}): Pixels {
  const { side = 320, legend } = options
  const fitted = rows.map(row => row.map(({ picture }) => picture && fitPicture(picture, side)))
  const columns = Math.max(...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...fitted.map(row => row[c]?.width ?? 0)))
  const heights = fitted.map(row => Math.max(...row.map(picture => picture?.height ?? 0)))
  const keys = legend ? CAPTION : 0
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

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
