/** Many small pictures on one: rows of thumbnails in cells of equal size. */
import type { Pixels } from '../formats/pixels.js'
import { resize } from './resize.js'

export interface SheetOptions {
  /** Width of a cell in pixels; larger pictures are reduced to it, smaller ones enlarged by whole factors. */
  thumbnail?: number
  /** Height of a cell; default: its width. */
  thumbnailHeight?: number
  /** Pixels between thumbnails. */
  gap?: number
}

const paper = 255

/** A row for each inner array; shorter rows leave paper. Pictures keep their proportions. */
export function contactSheet(rows: readonly (readonly Pixels[])[], options: SheetOptions = {}): Pixels {
  const { thumbnail = 64, thumbnailHeight = thumbnail, gap = 2 } = options
  const columns = Math.max(1, ...rows.map(row => row.length))
  const [width, height] = [
    columns * (thumbnail + gap) + gap,
    Math.max(1, rows.length) * (thumbnailHeight + gap) + gap,
  ]
  const sheet: Pixels = { width, height, data: new Uint8Array(width * height * 3).fill(paper) }
  rows.forEach((row, j) => {
    row.forEach((picture, i) => {
      const small = fitted(picture, thumbnail, thumbnailHeight)
      const left = gap + i * (thumbnail + gap) + Math.floor((thumbnail - small.width) / 2)
      const top = gap + j * (thumbnailHeight + gap) + Math.floor((thumbnailHeight - small.height) / 2)
      place(sheet, small, left, top)
    })
  })
  return sheet
}

function fitted(picture: Pixels, width: number, height: number): Pixels {
  const scale = Math.min(width / picture.width, height / picture.height)
  const factor = scale >= 1 ? Math.floor(scale) : scale
  if (factor === 1) return picture
  const scaled = (length: number) => Math.max(1, Math.round(length * factor))
  return resize(picture, scaled(picture.width), scaled(picture.height), factor > 1 ? 'nearest' : 'bilinear')
}

function place(sheet: Pixels, picture: Pixels, left: number, top: number): void {
  const row = picture.width * 3
  for (let y = 0; y < picture.height; y++) {
    sheet.data.set(picture.data.subarray(y * row, (y + 1) * row), ((top + y) * sheet.width + left) * 3)
  }
}
