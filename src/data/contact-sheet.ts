/** Many small pictures on one: rows of thumbnails in cells of equal size. */
import type { Pixels } from '../formats/pixels.js'
import { blankSheet, fitPicture, placePicture } from './picture-sheet.js'

export interface SheetOptions {
  /** Width of a cell in pixels; larger pictures are reduced to it, smaller ones enlarged by whole factors. */
  thumbnail?: number
  /** Height of a cell; default: its width. */
  thumbnailHeight?: number
  /** Pixels between thumbnails. */
  gap?: number
}

/** A row for each inner array; shorter rows leave paper. Pictures keep their proportions. */
export function contactSheet(rows: readonly (readonly Pixels[])[], options: SheetOptions = {}): Pixels {
  const { thumbnail = 64, thumbnailHeight = thumbnail, gap = 2 } = options
  const columns = Math.max(1, ...rows.map(row => row.length))
  const [width, height] = [
    columns * (thumbnail + gap) + gap,
    Math.max(1, rows.length) * (thumbnailHeight + gap) + gap,
  ]
  const sheet = blankSheet(width, height)
  rows.forEach((row, j) => {
    row.forEach((picture, i) => {
      const small = fitPicture(picture, thumbnail, thumbnailHeight)
      const left = gap + i * (thumbnail + gap) + Math.floor((thumbnail - small.width) / 2)
      const top = gap + j * (thumbnailHeight + gap) + Math.floor((thumbnailHeight - small.height) / 2)
      placePicture(sheet, small, left, top)
    })
  })
  return sheet
}
