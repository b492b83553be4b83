import type { Pixels } from '../../formats/pixels.js'
import { heatColours } from './heat-colours.js'
import { positionIn, type Range, rangeOf, type ScoreMap } from './score-map.js'

/** Where the score is NaN: a grey that the scale does not have. */
export const UNKNOWN = [128, 128, 128] as const

/** The map in the colours of heat-colours.ts, the lowest value of the range dark. */
export function heatMap(map: ScoreMap, range: Range = rangeOf([map])): Pixels {
  const { width, height, data } = map
  const out = new Uint8Array(3 * width * height)
  for (let i = 0, to = 0; i < data.length; i++, to += 3) {
    const position = positionIn(range, data[i]!)
    if (Number.isNaN(position)) {
      out.set(UNKNOWN, to)
      continue
    }
    const from = 3 * Math.round(255 * position)
    out[to] = heatColours[from]!
    out[to + 1] = heatColours[from + 1]!
    out[to + 2] = heatColours[from + 2]!
  }
  return { width, height, data: out }
}
