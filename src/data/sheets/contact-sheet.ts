/** Many small pictures on one: rows of thumbnails in cells of equal size, with what they show above them. */
import type { Pixels } from '../../formats/pixels.js'
import { blankSheet, fitPicture, placePicture } from './picture-sheet.js'
import { textLine, writeText } from './sheet-text.js'

export interface SheetCell {
  picture: Pixels
  /** Written above the picture and on, up to the next caption of its row. */
  caption?: string
}

export interface SheetOptions {
  /** Width of a cell in pixels; larger pictures are reduced to it, smaller ones enlarged by whole factors. */
  thumbnail?: number
  /** Height of a cell; default: its width. */
  thumbnailHeight?: number
  /** Pixels between thumbnails. */
  gap?: number
  /** Cells of a row at least: room for the captions of short ones. */
  columns?: number
}

/** A row for each inner array; shorter rows leave paper. Pictures keep their proportions. */
export function contactSheet(rows: readonly (readonly SheetCell[])[], options: SheetOptions = {}): Pixels {
  const { thumbnail = 64, thumbnailHeight = thumbnail, gap = 2 } = options
  const columns = Math.max(1, options.columns ?? 1, ...rows.map(row => row.length))
  const captioned = rows.some(row => row.some(({ caption }) => caption !== undefined))
  const head = captioned ? textLine + gap : 0
  const step = { x: thumbnail + gap, y: head + thumbnailHeight + gap }
  const sheet = blankSheet(columns * step.x + gap, Math.max(1, rows.length) * step.y + gap)
  rows.forEach((row, j) => {
    const top = gap + j * step.y
    row.forEach(({ picture, caption }, i) => {
      const left = gap + i * step.x
      if (caption !== undefined) {
        const next = row.findIndex((cell, k) => k > i && cell.caption !== undefined)
        const width = ((next < 0 ? columns : next) - i) * step.x - gap
        writeText(sheet, caption, left, top + gap, width)
      }
      const small = fitPicture(picture, thumbnail, thumbnailHeight)
      const [spareX, spareY] = [thumbnail - small.width, thumbnailHeight - small.height]
      placePicture(sheet, small, left + Math.floor(spareX / 2), top + head + Math.floor(spareY / 2))
    })
  })
  return sheet
}
