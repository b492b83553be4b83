import type { Size } from './transforms.js'

/**
 * detectron2's ResizeShortestEdge: the shorter side becomes `side` unless the longer one would exceed `limit`. No
 * side is less than a pixel, which that code would refuse.
 */
export function shortSideSize({ width, height }: Size, side: number, limit: number): Size {
  const scale = side / Math.min(width, height)
  // The shorter side is not multiplied: the last bit decides the rounding.
  const [w, h] = height < width ? [scale * width, side] : [side, scale * height]
  const longer = Math.max(w, h)
  const shrink = longer > limit ? limit / longer : 1
  const rounded = (length: number) => Math.max(1, Math.trunc(length * shrink + 0.5))
  return { width: rounded(w), height: rounded(h) }
}
