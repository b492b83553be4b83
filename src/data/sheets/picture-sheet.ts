/** What sheets of pictures are made of: paper, boxes of a colour, and pictures that fit into a cell. */
import type { Pixels } from '../../formats/pixels.js'
import type { Rgb } from '../class-colours.js'
import { resize } from '../resizing/resize.js'

const paper = 255

export const blankSheet = (width: number, height: number): Pixels => ({
  ...{ width, height, data: new Uint8Array(3 * width * height).fill(paper) },
})

/**
 * A picture that fits into a cell of so many pixels: larger ones are averaged down, small ones enlarged by a whole
 * factor so that their pixels stay squares; proportions are kept. For looking at, not for computing.
 */
export function fitPicture(picture: Pixels, width: number, height = width): Pixels {
  const scale = Math.min(width / picture.width, height / picture.height)
  const factor = scale >= 1 ? Math.floor(scale) : scale
  if (factor === 1) return picture
  const scaled = (length: number) => Math.max(1, Math.round(length * factor))
  return resize(picture, scaled(picture.width), scaled(picture.height), factor > 1 ? 'nearest' : 'box')
}

/** The whole picture must lie on the sheet. */
export function placePicture(
  sheet: Pixels,
  { width, height, data }: Pixels,
  left: number,
  top: number,
): void {
  for (let row = 0; row < height; row++)
    sheet.data.set(
      data.subarray(3 * row * width, 3 * (row + 1) * width),
      3 * ((top + row) * sheet.width + left),
    )
}

/** What reaches over the sheet's edge is left out. */
export function fillBox(
  sheet: Pixels,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: Rgb,
): void {
  for (let row = top; row < Math.min(top + height, sheet.height); row++)
    for (let column = left; column < Math.min(left + width, sheet.width); column++)
      sheet.data.set(colour, 3 * (row * sheet.width + column))
}
