/** Many pictures on one: a PNG file with a grid of framed tiles and captions. */
import type { Rgb } from '../data/class-colours.js'
import { blankSheet, fillBox, fitPicture, placePicture } from '../data/sheets/picture-sheet.js'
import { textLine, writeText } from '../data/sheets/sheet-text.js'
import { UserError } from '../errors.js'
import type { Pixels } from '../formats/pixels.js'
import { encodePng } from '../formats/png-write.js'

export interface Tile {
  /** Called when its place is drawn, so that one picture at most is held whole. */
  picture: () => Pixels
  /** Lines below the picture, cut to its width; see bitmap-font.ts for what can be written. */
  caption?: string
  /** Of the frame, as `#rrggbb`; without it there is none. */
  colour?: string
}

export interface TileSheetOptions {
  /** Tiles in a row; by default so many that the sheet is about as wide as high, at most 12. */
  columns?: number
  /** Side of the square that each picture is fitted into, in pixels. */
  side?: number
}

const GAP = 12
const FRAME = 3

/**
 * Lays tiles out row by row, and returns the bytes of a PNG.
 * @throws UserError without a tile, or for a colour that is none
 */
export function tileSheet(tiles: readonly Tile[], options: TileSheetOptions = {}): Uint8Array {
  if (tiles.length === 0) throw new UserError('tile sheet: no image to show; expected at least one')
  const { side = 96, columns = Math.min(12, Math.ceil(Math.sqrt(tiles.length))) } = options
  const across = Math.min(columns, tiles.length)
  const captions = tiles.map(({ caption }) => caption?.split('\n') ?? [])
  const captionHeight = Math.max(...captions.map(lines => lines.length)) * textLine
  const step = { x: side + 2 * FRAME + GAP, y: side + 2 * FRAME + captionHeight + GAP }
  const sheet = blankSheet(GAP + across * step.x, GAP + Math.ceil(tiles.length / across) * step.y)
  tiles.forEach(({ picture, colour }, i) => {
    const [x, y] = [GAP + (i % across) * step.x, GAP + Math.floor(i / across) * step.y]
    drawTile(sheet, fitPicture(picture(), side), side, x, y, colour)
    captions[i]!.forEach((line, l) => {
      writeText(sheet, line, x + FRAME, y + side + 2 * FRAME + 4 + l * textLine, side)
    })
  })
  return encodePng(sheet)
}

/** The picture in the middle of its square, the frame around it. */
function drawTile(sheet: Pixels, picture: Pixels, side: number, x: number, y: number, colour?: string): void {
  const left = x + FRAME + Math.floor((side - picture.width) / 2)
  const top = y + FRAME + Math.floor((side - picture.height) / 2)
  if (colour) {
    const [width, height] = [picture.width + 2 * FRAME, picture.height + 2 * FRAME]
    fillBox(sheet, left - FRAME, top - FRAME, width, height, parseColour(colour))
  }
  placePicture(sheet, picture, left, top)
}

function parseColour(text: string): Rgb {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text)
  if (!parts) throw new UserError(`tile sheet: colour "${text}", expected one like #d55e00`)
  const byte = (i: number) => Number.parseInt(parts[i]!, 16)
  return [byte(1), byte(2), byte(3)]
}
