/** Outlines of figures: closed polygons about the origin, within the unit circle, y downwards. */

type Point = readonly [x: number, y: number]

/** x and y of the corners in turn; flat, since `signedDistance` goes through it for every pixel. */
export type Outline = Float64Array

const polygon = (points: readonly Point[]): Outline => Float64Array.from(points.flat())

/** Corners at equal angles, the first at the top. */
const regular = (corners: number, radius: (corner: number) => number = () => 1): Outline =>
  polygon(Array.from({ length: corners }, (_, k) => polar(radius(k), (2 * Math.PI * k) / corners)))

/** A curve given by its angle, as a polygon fine enough for 32 pixels. */
const curve = (at: (angle: number) => Point, points = 28): Outline =>
  polygon(Array.from({ length: points }, (_, k) => at((2 * Math.PI * k) / points)))

const polar = (radius: number, angle: number): Point => [radius * Math.sin(angle), -radius * Math.cos(angle)]

/** From the top clockwise to the bottom, and a little beyond at both ends. */
const halfCircle = Array.from({ length: 15 }, (_, k) => polar(1, (Math.PI * (k - 1)) / 12))

const crescent = [
  ...halfCircle,
  // Back along a flatter arc.
  ...Array.from({ length: 13 }, (_, k): Point => {
    const [x, y] = polar(0.85, (Math.PI * (12.5 - k)) / 12)
    return [x - 0.52, y]
  }),
]

/** Figures of the inlier classes. */
export const inlierOutlines = {
  disc: regular(24),
  square: regular(4),
  triangle: regular(3),
  star: regular(10, corner => (corner % 2 ? 0.45 : 1)),
  cross: polygon([
    [-0.33, -0.94],
    [0.33, -0.94],
    [0.33, -0.33],
    [0.94, -0.33],
    [0.94, 0.33],
    [0.33, 0.33],
    [0.33, 0.94],
    [-0.33, 0.94],
    [-0.33, 0.33],
    [-0.94, 0.33],
    [-0.94, -0.33],
    [-0.33, -0.33],
  ]),
} as const satisfies Record<string, Outline>

/** Figures of the negatives. */
export const negativeOutlines = {
  heart: curve(a => [
    0.95 * Math.sin(a) ** 3,
    -0.06 * (13 * Math.cos(a) - 5 * Math.cos(2 * a) - 2 * Math.cos(3 * a) - Math.cos(4 * a)),
  ]),
  crescent: polygon(crescent),
  arrow: polygon([
    [0, -1],
    [0.8, -0.1],
    [0.3, -0.1],
    [0.3, 0.95],
    [-0.3, 0.95],
    [-0.3, -0.1],
    [-0.8, -0.1],
  ]),
  corner: polygon([
    [-0.7, -0.8],
    [-0.05, -0.8],
    [-0.05, 0.2],
    [0.75, 0.2],
    [0.75, 0.8],
    [-0.7, 0.8],
  ]),
  bolt: polygon([
    [0.2, -0.9],
    [-0.55, 0.15],
    [-0.05, 0.15],
    [-0.3, 0.95],
    [0.55, -0.25],
    [0.05, -0.25],
    [0.6, -0.9],
  ]),
  flower: curve(a => polar(0.7 + 0.3 * Math.cos(5 * a), a), 40),
} as const satisfies Record<string, Outline>

/** Figures seen in no training set, each like one of the negatives. */
export const kinOutlines = {
  drop: curve(a => [0.62 * Math.sin(a) * Math.sin(a / 2) ** 1.5, -0.95 * Math.cos(a)]),
  half: polygon(halfCircle),
  chevron: polygon([
    [0, -0.85],
    [0.85, 0.1],
    [0.85, 0.8],
    [0, -0.1],
    [-0.85, 0.8],
    [-0.85, 0.1],
  ]),
  tee: polygon([
    [-0.85, -0.75],
    [0.85, -0.75],
    [0.85, -0.15],
    [0.3, -0.15],
    [0.3, 0.85],
    [-0.3, 0.85],
    [-0.3, -0.15],
    [-0.85, -0.15],
  ]),
  zigzag: polygon([
    [-0.85, -0.6],
    [0.3, -0.6],
    [0.3, 0.05],
    [0.85, 0.05],
    [0.85, 0.6],
    [-0.3, 0.6],
    [-0.3, -0.05],
    [-0.85, -0.05],
  ]),
  clover: curve(a => polar(0.68 + 0.32 * Math.cos(3 * a), a), 40),
} as const satisfies Record<string, Outline>

/**
 * Signed distance of a point to an outline, negative inside. (Distance to the nearest edge; the sign by
 * counting how many edges a ray to the right crosses.)
 */
export function signedDistance(outline: Outline, x: number, y: number): number {
  let nearest = Infinity
  let inside = false
  let x0 = outline[outline.length - 2]!
  let y0 = outline[outline.length - 1]!
  for (let i = 0; i < outline.length; i += 2) {
    const x1 = outline[i]!
    const y1 = outline[i + 1]!
    const dx = x1 - x0
    const dy = y1 - y0
    const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)
    const t = Math.min(1, Math.max(0, along))
    const ex = x - x0 - t * dx
    const ey = y - y0 - t * dy
    nearest = Math.min(nearest, ex * ex + ey * ey)
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / dy) * dx) inside = !inside
    x0 = x1
    y0 = y1
  }
  return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest)
}
