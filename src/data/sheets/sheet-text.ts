/** Lines of text on sheets of pictures, in dots of two by two pixels. */

import type { Pixels } from '../../formats/pixels.js'
import { printable } from '../../printable.js'
import { ADVANCE, drawText, LINE, shorten } from './bitmap-font.js'
import { fillBox } from './picture-sheet.js'

const scale = 2
const ink = [27, 30, 35] as const

/** Pixels from one line to the next. */
export const textLine = LINE * scale

/** Pixels from a text's beginning to that of what follows. */
export const textWidth = (text: string): number => [...text].length * ADVANCE * scale

/** One line from its upper left corner, cut to the width. */
export function writeText(sheet: Pixels, text: string, left: number, top: number, width: number): void {
  const shown = shorten(printable(text), Math.floor(width / textWidth(' ')))
  drawText(shown, (x, y) => fillBox(sheet, left + x * scale, top + y * scale, scale, scale, ink))
}
