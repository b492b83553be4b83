import type { Pixels } from '../../formats/pixels.js'
import type { AnomalySetResults } from '../../protocols/pixel/results.js'
import { mainScore } from '../inputs/results.js'
import { binarised, outcomes } from '../maps/binarised.js'
import { heatMap } from '../maps/heat-map.js'
import { overlayHeat } from '../maps/overlay.js'
import { type Panel, panels } from '../maps/panels.js'
import { rangeOf } from '../maps/score-map.js'
import { scoreText } from '../score-names.js'
import type { KeptMaps } from './kept-maps.js'
import { methodsShown } from './methods-shown.js'

/** Rows on a sheet at most. */
const ROWS = 4

/**
 * The most instructive images of a set on one picture: image, scores, and the main score over the image and cut at
 * 95 % TPR; `undefined` if no maps were kept.
 */
export function overlaySheet(
  { methods, perImage }: AnomalySetResults,
  maps: (path: string) => KeptMaps | undefined,
): Pixels | undefined {
  const kept = perImage
    .flatMap(({ maps: path }) => (path === undefined ? [] : (maps(path) ?? [])))
    .slice(0, ROWS)
  if (kept.length === 0) return undefined
  const names = methodsShown(Object.keys(methods).filter(name => kept[0]!.scores.has(name)))
  const main = mainScore(names)!
  const { threshold95 } = methods[main]!
  const ranges = new Map(names.map(name => [name, rangeOf(kept.map(({ scores }) => scores.get(name)!))]))
  const rows = kept.map(({ picture, labels, scores }, i): Panel[] => {
    const caption = (text: string) => (i === 0 ? { caption: text } : {})
    const map = scores.get(main)!
    const threshold = threshold95 ?? undefined
    return [
      { picture, ...caption('image') },
      ...names.map(name => ({
        ...{ picture: heatMap(scores.get(name)!, ranges.get(name)), ...caption(scoreText(name)) },
      })),
      { picture: overlayHeat(picture, map, { range: ranges.get(main), threshold }), ...caption('overlay') },
      ...(threshold === undefined
        ? []
        : [{ picture: binarised(map, threshold, labels), ...caption('at 95 % TPR') }]),
    ]
  })
  return panels(rows, { side: 192, legend: Object.values(outcomes) })
}
