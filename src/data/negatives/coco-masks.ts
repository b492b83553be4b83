/**
 * COCO's masks, rasterised as pycocotools does it. Run lengths go down the columns and begin with zeros. Source:
 * cocoapi, common/maskApi.c (rleFrPoly, rleFrString).
 */
import { counted } from '../../counted.js'

/** Polygons `[x0, y0, x1, y1, …]`, run lengths, or run lengths as a compressed string. */
export type Segmentation =
  | readonly (readonly number[])[]
  | { size: readonly [height: number, width: number]; counts: string | readonly number[] }

/** `[height, width]` of 0 and 1. Throws an Error whose message is fit to follow a file's name. */
export function rasterise(segmentation: Segmentation, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height)
  if (!('counts' in segmentation)) {
    for (const polygon of segmentation) fill(mask, polygonRuns(polygon, width, height), width, height)
    return mask
  }
  const [h, w] = segmentation.size
  if (h !== height || w !== width) throw new Error(`a mask of ${w}x${h} of an image of ${width}x${height}`)
  const { counts } = segmentation
  fill(mask, typeof counts === 'string' ? decodeRuns(counts) : counts, width, height)
  return mask
}

/** Sets the pixels of every second run. */
function fill(mask: Uint8Array, runs: readonly number[], width: number, height: number): void {
  const total = width * height
  let at = 0
  for (const [i, run] of runs.entries()) {
    if (!Number.isInteger(run) || run < 0 || at + run > total)
      throw new Error(`run lengths that do not fill ${width}x${height} pixels`)
    if (i % 2 === 1) {
      for (let column = Math.floor(at / height), row = at % height, left = run; left > 0; left--) {
        mask[row * width + column] = 1
        if (++row === height) {
          row = 0
          column++
        }
      }
    }
    at += run
  }
  if (at !== total) throw new Error(`run lengths of ${counted(at, 'pixel')} in all, expected ${total}`)
}

/**
 * Numbers of five bits a character from `0` on, the sixth bit says that more follows, the fifth of the last is the
 * sign; from the fourth number on, each is a difference to the one before the last.
 */
export function decodeRuns(text: string): number[] {
  const runs: number[] = []
  for (let at = 0; at < text.length; ) {
    let value = 0
    for (let shift = 0; ; shift += 5) {
      const bits = text.charCodeAt(at++) - 48
      if (!(bits >= 0 && bits < 64) || shift > 30) throw new Error('a compressed mask that is damaged')
      value |= (bits & 31) << shift
      if (bits & 32) continue
      if (bits & 16 && shift + 5 < 32) value |= -1 << (shift + 5)
      break
    }
    if (runs.length > 2) value += runs[runs.length - 2]!
    runs.push(value)
  }
  return runs
}

// Outlines are walked on a grid five times as fine.
const fine = 5

/** Run lengths of a polygon: where its outline crosses columns of pixel centres, the mask changes. */
export function polygonRuns(polygon: readonly number[], width: number, height: number): number[] {
  const corners = polygon.length >> 1
  const at = (i: number) => Math.trunc(fine * polygon[i]! + 0.5)
  const x = Array.from({ length: corners + 1 }, (_, i) => at(2 * (i % corners)))
  const y = Array.from({ length: corners + 1 }, (_, i) => at(2 * (i % corners) + 1))
  const [u, v]: [number[], number[]] = [[], []]
  for (let i = 0; i < corners; i++) walkEdge(x[i]!, y[i]!, x[i + 1]!, y[i + 1]!, u, v)
  const changes = crossings(u, v, width, height).sort((a, b) => a - b)
  return runsBetween(changes, width * height)
}

/** The points of an edge on the fine grid, one a step along its longer axis. */
function walkEdge(xs: number, ys: number, xe: number, ye: number, u: number[], v: number[]): void {
  const dx = Math.abs(xe - xs)
  const dy = Math.abs(ys - ye)
  const flip = (dx >= dy && xs > xe) || (dx < dy && ys > ye)
  const [x0, y0, x1, y1] = flip ? [xe, ye, xs, ys] : [xs, ys, xe, ye]
  const slope = dx >= dy ? (y1 - y0) / dx : (x1 - x0) / dy
  for (let d = 0, last = Math.max(dx, dy); d <= last; d++) {
    const t = flip ? last - d : d
    u.push(dx >= dy ? t + x0 : Math.trunc(x0 + slope * t + 0.5))
    v.push(dx >= dy ? Math.trunc(y0 + slope * t + 0.5) : t + y0)
  }
}

/** Places, counted down the columns, at which the outline passes from one column's centre to the next's. */
function crossings(u: readonly number[], v: readonly number[], width: number, height: number): number[] {
  const places: number[] = []
  for (let j = 1; j < u.length; j++) {
    if (u[j] === u[j - 1]) continue
    const column = ((u[j]! < u[j - 1]! ? u[j]! : u[j]! - 1) + 0.5) / fine - 0.5
    if (Math.floor(column) !== column || column < 0 || column > width - 1) continue
    const above = (Math.min(v[j]!, v[j - 1]!) + 0.5) / fine - 0.5
    const row = Math.ceil(Math.min(height, Math.max(0, above)))
    places.push(column * height + row)
  }
  return places
}

/** Differences of the places; where two fall together, the runs around them are one. */
function runsBetween(places: readonly number[], total: number): number[] {
  const all = [...places, total]
  const gaps = all.map((place, i) => place - (all[i - 1] ?? 0))
  const runs = [gaps[0]!]
  for (let j = 1; j < gaps.length; j++) {
    if (gaps[j]! > 0) runs.push(gaps[j]!)
    else if (j + 1 < gaps.length) runs[runs.length - 1]! += gaps[++j]!
  }
  return runs
}
