/** Many pictures on one: a PNG file with a grid of framed tiles and captions. */
import { UserError } from '../errors.js'
import type { Pixels } from '../formats/pixels.js'
import { encodePng } from '../formats/png-write.js'
import { ADVANCE, drawText, LINE, shorten } from './bitmap-font.js'
import { fitPixels } from './fit-pixels.js'
import { printable } from './printable.js'

export interface Tile {
  pixels: Pixels
  /** Lines below the picture, cut to its width; see bitmap-font.ts for what can be written. */
  caption?: string
  /** Of the frame, as `#rrggbb`; without it there is none. */
  colour?: string
}

export interface ContactSheetOptions {
  /** Tiles in a row; by default so many that the sheet is about as wide as high, at most 12. */
  columns?: number
  /** Side of the square that each picture is fitted into, in pixels. */
  side?: number
}

const GAP = 12
const FRAME = 3
const SCALE = 2
const GROUND = [255, 255, 255]
const INK = [27, 30, 35]

/**
 * Lays tiles out row by row, and returns the bytes of a PNG.
 * @throws UserError without a tile, or for a colour that is none
 */
export function contactSheet(tiles: readonly Tile[], options: ContactSheetOptions = {}): Uint8Array {
  if (tiles.length === 0) throw new UserError('contact sheet: no image to show; expected at least one')
  const { side = 96, columns = Math.min(12, Math.ceil(Math.sqrt(tiles.length))) } = options
  const across = Math.min(columns, tiles.length)
  const captions = tiles.map(({ caption }) => (caption ? captionLines(caption, side) : []))
  const captionHeight = Math.max(...captions.map(lines => lines.length)) * LINE * SCALE
  const step = { x: side + 2 * FRAME + GAP, y: side + 2 * FRAME + captionHeight + GAP }
  const sheet = blank(GAP + across * step.x, GAP + Math.ceil(tiles.length / across) * step.y)
  tiles.forEach(({ pixels, colour }, i) => {
    const [x, y] = [GAP + (i % across) * step.x, GAP + Math.floor(i / across) * step.y]
    drawTile(sheet, fitPixels(pixels, side), side, x, y, colour)
    captions[i]!.forEach((line, l) => {
      drawLine(sheet, line, x + FRAME, y + side + 2 * FRAME + 4 + l * LINE * SCALE)
    })
  })
  return encodePng(sheet)
}

function captionLines(caption: string, side: number): string[] {
  const fitting = Math.floor(side / (ADVANCE * SCALE))
  return caption.split('\n').map(line => shorten(printable(line), fitting))
}

function blank(width: number, height: number): Pixels {
  return { width, height, data: new Uint8Array(3 * width * height).fill(GROUND[0]!) }
}

/** The picture in the middle of its square, the frame around it. */
function drawTile(sheet: Pixels, picture: Pixels, side: number, x: number, y: number, colour?: string): void {
  const left = x + FRAME + Math.floor((side - picture.width) / 2)
  const top = y + FRAME + Math.floor((side - picture.height) / 2)
  if (colour) {
    const [width, height] = [picture.width + 2 * FRAME, picture.height + 2 * FRAME]
    fill(sheet, left - FRAME, top - FRAME, width, height, parseColour(colour))
  }
  for (let row = 0; row < picture.height; row++) {
    const line = picture.data.subarray(3 * row * picture.width, 3 * (row + 1) * picture.width)
    sheet.data.set(line, 3 * ((top + row) * sheet.width + left))
  }
}

function drawLine(sheet: Pixels, text: string, left: number, top: number): void {
  drawText(text, (x, y) => fill(sheet, left + x * SCALE, top + y * SCALE, SCALE, SCALE, INK))
}

function fill(
  sheet: Pixels,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: readonly number[],
): void {
  for (let row = y; row < y + height; row++)
    for (let column = x; column < x + width; column++)
      sheet.data.set(colour, 3 * (row * sheet.width + column))
}

function parseColour(text: string): number[] {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text)
  if (!parts) throw new UserError(`contact sheet: colour "${text}", expected one like #d55e00`)
  return parts.slice(1).map(part => Number.parseInt(part, 16))
}
