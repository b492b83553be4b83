/** An overlay whose threshold can be moved: with the page's script; without it, one at the threshold given. */
import type { Pixels } from '../../formats/pixels.js'
import { overlayHeat } from '../maps/overlay.js'
import { positionIn, type Range } from '../maps/score-map.js'
import { type Markup, markup } from '../markup.js'
import { significant } from '../numbers.js'
import { scoreText } from '../score-names.js'
import { embedded, panel, SIDE } from './embedded.js'
import type { KeptMaps } from './kept-maps.js'

export interface LiveOverlayOptions {
  maps: KeptMaps
  method: string
  range: Range
  threshold?: number
  /** Name of the image. */
  id: string
}

export function liveOverlay({ maps, method, range, threshold, id }: LiveOverlayOptions): Markup {
  const map = maps.scores.get(method)!
  const still = overlayHeat(maps.picture, map, { range, threshold })
  const at = Math.round(255 * positionIn(range, threshold ?? range[1]))
  const caption = markup`${scoreText(method)} ≥ <output>${threshold === undefined ? '–' : significant(threshold, 3)}</output> <span class="at shares"></span>`
  return markup`<div class="live" data-low="${range[0]}" data-high="${range[1]}">${panel(
    caption,
    embedded(still, `${scoreText(method)} over ${id}`),
  )}<input type="range" min="0" max="255" value="${at}" aria-label="Threshold of ${scoreText(method)} for ${id}" hidden>${hiddenValues(values(maps, method, range))}</div>`
}

/** Not for the eye: red is the score's place in the range, green the label. */
function hiddenValues(picture: Pixels): Markup {
  return markup`<span class="values" hidden>${embedded(picture, '')}</span>`
}

/** Every so many pixels of score and label, so that the picture is not larger than the overlay beside it. */
function values({ labels, scores }: KeptMaps, method: string, range: Range): Pixels {
  const map = scores.get(method)!
  const factor = Math.max(1, Math.max(map.width, map.height) / SIDE)
  const [width, height] = [map.width, map.height].map(side => Math.max(1, Math.round(side / factor))) as [
    number,
    number,
  ]
  const data = new Uint8Array(3 * width * height)
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3) {
      const [column, line] = [
        Math.floor(((x + 0.5) * map.width) / width),
        Math.floor(((y + 0.5) * map.height) / height),
      ]
      const from = line * map.width + column
      data[to] = Math.round(255 * (positionIn(range, map.data[from]!) || 0))
      data[to + 1] = labels[from]!
    }
  return { width, height, data }
}
