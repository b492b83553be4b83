/** What a scene is drawn on: colours and labels of four points a pixel, so that edges come out smooth. */
import type { Colour } from '../world/canvas.js'

/** Points across and down a pixel. */
const FINE = 2

export interface Frame {
  width: number
  height: number
  /** `[2 height, 2 width, 3]`, 0 … 1. */
  colour: Float32Array
  /** `[2 height, 2 width]` */
  label: Uint8Array
}

/** Corners in pixels of the picture: x and y in turn. */
export type Polygon = readonly number[]

/** One colour, or what writes the colour of a point into `out`. */
export type Paint = Colour | ((x: number, y: number, out: Float32Array) => void)

/** A frame of label 255 and black. */
export function newFrame(width: number, height: number): Frame {
  const points = FINE * FINE * width * height
  return { width, height, colour: new Float32Array(3 * points), label: new Uint8Array(points).fill(255) }
}

/** Paints every point below `top` and above `bottom`, in pixels. */
export function paintRows(
  frame: Frame,
  top: number,
  bottom: number,
  paint: (x: number, y: number, out: Float32Array) => number,
): void {
  const across = FINE * frame.width
  const out = new Float32Array(3)
  const [first, last] = [
    Math.max(0, Math.ceil(FINE * top - 0.5)),
    Math.min(FINE * frame.height, FINE * bottom),
  ]
  for (let row = first; row < last; row++) {
    for (let column = 0, at = row * across; column < across; column++, at++) {
      frame.label[at] = paint((column + 0.5) / FINE, (row + 0.5) / FINE, out)
      frame.colour.set(out, 3 * at)
    }
  }
}

/** Fills a polygon (even–odd) with paint, and gives what it covers the label. */
export function fill(frame: Frame, corners: Polygon, paint: Paint, label: number): void {
  const out = new Float32Array(3)
  if (typeof paint !== 'function') out.set(paint)
  forPoints(frame, corners, (x, y, at) => {
    if (typeof paint === 'function') paint(x, y, out)
    frame.colour.set(out, 3 * at)
    frame.label[at] = label
  })
}

/** Darkens (or lightens) what a polygon covers; labels stay. */
export function tone(frame: Frame, corners: Polygon, factor: (x: number, y: number) => number): void {
  forPoints(frame, corners, (x, y, at) => {
    const by = factor(x, y)
    for (let c = 3 * at; c < 3 * at + 3; c++) frame.colour[c] = frame.colour[c]! * by
  })
}

/** An ellipse, turned by `angle`, as a polygon. */
export function ellipse(cx: number, cy: number, rx: number, ry: number, angle = 0, corners = 24): number[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return Array.from({ length: corners }, (_, k) => {
    const [u, v] = [rx * Math.cos((2 * Math.PI * k) / corners), ry * Math.sin((2 * Math.PI * k) / corners)]
    return [cx + u * cos - v * sin, cy + u * sin + v * cos]
  }).flat()
}

/** Every point inside, row by row; `at` is its index. */
function forPoints(
  { width, height }: Frame,
  corners: Polygon,
  visit: (x: number, y: number, at: number) => void,
): void {
  let [top, bottom] = [Infinity, -Infinity]
  for (let i = 1; i < corners.length; i += 2) {
    top = Math.min(top, corners[i]!)
    bottom = Math.max(bottom, corners[i]!)
  }
  const [first, last] = [Math.max(0, Math.ceil(FINE * top - 0.5)), Math.min(FINE * height, FINE * bottom)]
  for (let row = first; row < last; row++) {
    const y = (row + 0.5) / FINE
    const crossings = crossingsAt(corners, y)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(FINE * crossings[i]! - 0.5))
      const to = Math.min(FINE * width, FINE * crossings[i + 1]! + 0.5)
      for (let column = from; column < to - 1e-9 && (column + 0.5) / FINE < crossings[i + 1]!; column++)
        visit((column + 0.5) / FINE, y, row * FINE * width + column)
    }
  }
}

/** Where a level line crosses the outline, ascending. */
function crossingsAt(corners: Polygon, y: number): number[] {
  const found: number[] = []
  let [px, py] = [corners.at(-2)!, corners.at(-1)!]
  for (let i = 0; i < corners.length; i += 2) {
    const [qx, qy] = [corners[i]!, corners[i + 1]!]
    if (py < y !== qy < y) found.push(px + ((y - py) / (qy - py)) * (qx - px))
    px = qx
    py = qy
  }
  return found.sort((a, b) => a - b)
}

/** Means of the four points: `[height, width, 3]`, 0 … 1. */
export function colours({ width, height, colour }: Frame): Float32Array {
  const out = new Float32Array(3 * width * height)
  const across = FINE * width
  for (let y = 0; y < FINE * height; y++)
    for (let x = 0; x < across; x++) {
      const to = 3 * (Math.floor(y / FINE) * width + Math.floor(x / FINE))
      const from = 3 * (y * across + x)
      for (let c = 0; c < 3; c++) out[to + c]! += colour[from + c]! / (FINE * FINE)
    }
  return out
}

/** The label that most of a pixel's points have; the lower one of two: `[height, width]`. */
export function labels({ width, height, label }: Frame): Uint8Array {
  const across = FINE * width
  const out = new Uint8Array(width * height)
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to++) {
      const at = FINE * y * across + FINE * x
      out[to] = commonest([label[at]!, label[at + 1]!, label[at + across]!, label[at + across + 1]!])
    }
  return out
}

function commonest(of: number[]): number {
  const count = (value: number) => of.filter(other => other === value).length
  return of.reduce((best, value) => {
    const more = count(value) - count(best)
    return more > 0 || (more === 0 && value < best) ? value : best
  })
}
