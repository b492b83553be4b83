/**
 * Pictures in overlapping tiles, each segmented like a picture of its own at the picture's resolution. Scores are
 * blended across an overlap by weights that fall linearly to 0 at a tile's border and sum to 1; a pixel's class is
 * that of the tile in whose inside it lies deeper.
 *
 * Masks look at a whole tile, so a tile's scores differ from those of the whole picture by what lies outside of it;
 * a picture that fits into one tile gets exactly what it gets without tiles.
 */
import type { Pixels } from '../../formats/pixels.js'
import type { Segmented } from './segment.js'

/** A stretch of an axis. */
export interface Span {
  first: number
  length: number
}

export interface Tiling {
  /** Side of a tile in pixels. */
  tile: number
  /** Pixels that neighbours share, at least. */
  overlap: number
}

/** Spans of `tile` that cover `length`, evenly spread, neighbours sharing at least `overlap`. */
export function spansOf(length: number, { tile, overlap }: Tiling): Span[] {
  if (length <= tile) return [{ first: 0, length }]
  const count = Math.ceil((length - overlap) / (tile - overlap))
  return Array.from({ length: count }, (_, i) => {
    return { first: Math.round((i * (length - tile)) / (count - 1)), length: tile }
  })
}

/** Weights of each span on its own pixels: they sum to 1 on every pixel of the axis. */
export function weightsOf(spans: readonly Span[]): Float64Array[] {
  const depth = spans.map(({ length }, i) => {
    const [isFirst, isLast] = [i === 0, i === spans.length - 1]
    return Float64Array.from({ length }, (_, x) =>
      Math.min(
        isFirst ? Number.POSITIVE_INFINITY : x + 0.5,
        isLast ? Number.POSITIVE_INFINITY : length - x - 0.5,
      ),
    )
  })
  const axis = Math.max(...spans.map(({ first, length }) => first + length))
  const totals = new Float64Array(axis)
  // The ends of the axis belong to one span alone, whatever its depth there.
  const own = depth.map(values => values.map(value => Math.min(value, axis)))
  spans.forEach(({ first }, i) => {
    own[i]!.forEach((value, x) => {
      totals[first + x]! += value
    })
  })
  return own.map((values, i) => values.map((value, x) => value / totals[spans[i]!.first + x]!))
}

/** Of each pixel of an axis, the number of the span in which it lies deepest. */
function deepestOf(spans: readonly Span[], weights: readonly Float64Array[]): Uint32Array {
  const length = Math.max(...spans.map(span => span.first + span.length))
  const [numbers, depths] = [new Uint32Array(length), new Float64Array(length)]
  for (const [n, { first }] of spans.entries())
    weights[n]!.forEach((weight, x) => {
      if (weight <= depths[first + x]!) return
      numbers[first + x] = n
      depths[first + x] = weight
    })
  return numbers
}

/**
 * @param segmentTile of a part of the picture
 * @param onTile hears of each tile that is done
 */
export async function segmentInTiles(
  picture: Pixels,
  tiling: Tiling,
  segmentTile: (part: Pixels) => Segmented,
  onTile: (done: number, count: number) => Promise<void>,
): Promise<Segmented> {
  const { width, height } = picture
  const [columns, rows] = [spansOf(width, tiling), spansOf(height, tiling)]
  const [across, down] = [weightsOf(columns), weightsOf(rows)]
  const scores = new Map<string, Float32Array>()
  const classes = new Uint8Array(width * height)
  const [columnOf, rowOf] = [deepestOf(columns, across), deepestOf(rows, down)]
  let done = 0
  for (const [r, row] of rows.entries())
    for (const [c, column] of columns.entries()) {
      const part = segmentTile(cut(picture, column, row))
      const weight = (x: number, y: number) => across[c]![x]! * down[r]![y]!
      for (const [label, map] of part.scores) {
        const whole = scores.get(label) ?? new Float32Array(width * height)
        scores.set(label, whole)
        forEachPixel(column, row, width, (from, to, x, y) => {
          whole[to]! += map[from]! * weight(x, y)
        })
      }
      forEachPixel(column, row, width, (from, to, x, y) => {
        if (columnOf[column.first + x] === c && rowOf[row.first + y] === r) classes[to] = part.classes[from]!
      })
      await onTile(++done, rows.length * columns.length)
    }
  return { width, height, classes, scores }
}

function forEachPixel(
  column: Span,
  row: Span,
  width: number,
  visit: (from: number, to: number, x: number, y: number) => void,
): void {
  for (let y = 0, from = 0; y < row.length; y++) {
    let to = (row.first + y) * width + column.first
    for (let x = 0; x < column.length; x++) visit(from++, to++, x, y)
  }
}

function cut({ width, data }: Pixels, column: Span, row: Span): Pixels {
  const out = new Uint8Array(column.length * row.length * 3)
  for (let y = 0; y < row.length; y++) {
    const from = ((row.first + y) * width + column.first) * 3
    out.set(data.subarray(from, from + column.length * 3), y * column.length * 3)
  }
  return { width: column.length, height: row.length, data: out }
}
