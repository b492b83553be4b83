/** An anomaly map, or a class map, laid over the picture that it belongs to. */
import type { Pixels } from '../../formats/pixels.js'
import { above, drawContour } from './contour.js'
import { heatColours } from './heat-colours.js'
import { positionIn, type Range, rangeOf, type ScoreMap, sameSize } from './score-map.js'

export interface HeatOverlayOptions {
  /** What the darkest and the lightest colour stand for; by default the bulk of the map's values. */
  range?: Range
  /** Draws the border of what has at least this score. */
  threshold?: number
}

/**
 * The picture in grey with the map over it: the higher the score, the more of the heat's colour. Where the score
 * is lowest, or NaN, the picture is seen alone.
 * @throws UserError if picture and map differ in size
 */
export function overlayHeat(picture: Pixels, map: ScoreMap, options: HeatOverlayOptions = {}): Pixels {
  sameSize('overlay', picture, map)
  const { range = rangeOf([map]), threshold } = options
  const { width, height } = picture
  const data = new Uint8Array(picture.data.length)
  for (let i = 0, at = 0; i < map.data.length; i++, at += 3) {
    const position = positionIn(range, map.data[i]!)
    const share = Number.isNaN(position) ? 0 : LEAST + (MOST - LEAST) * position
    const from = 3 * Math.round(255 * (position || 0))
    const grey = luma(picture.data, at)
    for (let c = 0; c < 3; c++) {
      const ground = 0.45 * picture.data[at + c]! + 0.55 * grey
      data[at + c] = Math.round((1 - share) * ground + share * heatColours[from + c]!)
    }
  }
  const out = { width, height, data }
  if (threshold !== undefined) drawContour(out, above(map, threshold))
  return out
}

/** How much of the heat's colour is seen where the score is lowest and highest. */
const LEAST = 0.2
const MOST = 0.88

/** A second picture (a class map, say) over a first, at `opacity`. */
export function blend(under: Pixels, over: Pixels, opacity = 0.6): Pixels {
  sameSize('overlay', under, over)
  const data = under.data.map((value, i) => Math.round((1 - opacity) * value + opacity * over.data[i]!))
  return { width: under.width, height: under.height, data }
}

/** Grey of a pixel by ITU-R BT.601. */
const luma = (data: Uint8Array, at: number) =>
  0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
