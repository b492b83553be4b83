/** The paper's Figure 3: image, each score, and each binarised at 95 % TPR, for the most instructive images. */

import type { Rgb } from '../../data/class-colours.js'
import type { AnomalySetResults, ImageSummary } from '../../protocols/pixel/results.js'
import { mainScore } from '../inputs/results.js'
import { binarised, outcomes } from '../maps/binarised.js'
import { heatStops } from '../maps/heat-colours.js'
import { heatMap } from '../maps/heat-map.js'
import { type Range, rangeOf } from '../maps/score-map.js'
import { type Markup, markup } from '../markup.js'
import { decimal, significant } from '../numbers.js'
import { scoreText } from '../score-names.js'
import { absent, evaluateRemedy, type Section } from '../sections/section.js'
import { percent } from '../tables/table.js'
import { embedded, panel } from './embedded.js'
import type { KeptMaps } from './kept-maps.js'
import { liveOverlay } from './live-overlay.js'
import { methodsShown } from './methods-shown.js'
import type { PixelRun } from './pixel-run.js'

interface Shown {
  image: ImageSummary
  maps: KeptMaps
}

export function anomalies({ results, maps, folder }: PixelRun): Section {
  const sets = (results?.sets ?? []).map(set => ({
    set,
    shown: set.perImage.flatMap((image): Shown[] => {
      const kept = image.maps === undefined ? undefined : maps(image.maps)
      return kept ? [{ image, maps: kept }] : []
    }),
  }))
  const drawn = sets.filter(({ shown }) => shown.length > 0)
  return {
    id: 'anomalies',
    title: 'Anomaly maps',
    lede: 'The images from which most is to be learnt: found best and worst, most false alarms, largest outliers. Above the scores, light where they are high; below each of them cut at the threshold that finds 95 % of the outlier pixels of the whole set.',
    body:
      drawn.length > 0
        ? markup`${outcomeLegend()}${drawn.map(({ set, shown }) => setOf(set, shown))}`
        : absent('maps of single images (evaluation/maps)', evaluateRemedy(folder)),
  }
}

function setOf(set: AnomalySetResults, shown: readonly Shown[]): Markup {
  const methods = methodsShown(Object.keys(set.methods).filter(name => shown[0]!.maps.scores.has(name)))
  const ranges = new Map(
    methods.map(name => [name, rangeOf(shown.flatMap(({ maps }) => maps.scores.get(name) ?? []))]),
  )
  return markup`<h3>${set.name}</h3>${scales(ranges)}${shown.map(one => imageOf(set, one, ranges))}`
}

function imageOf(set: AnomalySetResults, { image, maps }: Shown, ranges: Map<string, Range>): Markup {
  const main = mainScore([...ranges.keys()])!
  const facts = [
    image.why,
    image.ap === null ? undefined : `AP ${percent(image.ap)} %`,
    `${image.outliers.toLocaleString('en')} outlier pixels`,
  ].filter(fact => fact !== undefined)
  const methods = [...ranges].map(([name, range]) => ({ name, range, map: maps.scores.get(name)! }))
  const upper = methods.map(({ name, range, map }) =>
    panel(scoreText(name), embedded(heatMap(map, range), `${scoreText(name)} of ${image.id}`)),
  )
  const lower = methods.map(({ name, map }) => {
    const cut = set.methods[name]!.threshold95
    if (cut === null) return panel(`${scoreText(name)}: no threshold`, markup``)
    const { found95, false95 } = image.scores[name] ?? {}
    const shares = markup`<span class="at">found ${percent(found95)} %, falsely ${percent(false95)} %</span>`
    const picture = binarised(map, cut, maps.labels)
    return panel(
      markup`≥ ${significant(cut, 3)} ${shares}`,
      embedded(picture, `${scoreText(name)} of ${image.id} from the threshold on`, 'crisp'),
    )
  })
  const overlay = liveOverlay({
    ...{ maps, range: ranges.get(main)!, method: main, id: image.id },
    threshold: set.methods[main]!.threshold95 ?? undefined,
  })
  return markup`<article class="example"><p class="name"><b>${image.id}</b> <span class="at">${facts.join(' · ')}</span></p>
<div class="grid of${methods.length + 1}">${panel('Image', embedded(maps.picture, image.id))}${upper}${overlay}${lower}</div></article>`
}

function outcomeLegend(): Markup {
  return swatches(Object.values(outcomes))
}

/** Names beside their colours. */
export function swatches(entries: readonly { name: string; colour: Rgb }[]): Markup {
  return markup`<ul class="legend">${entries.map(
    ({ name, colour }) =>
      markup`<li><svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect width="14" height="14" rx="3" fill="rgb(${colour.join(' ')})"/></svg>${name}</li>`,
  )}</ul>`
}

/** What the ends of each score's colours stand for: the same in all images of a set. */
function scales(ranges: Map<string, Range>): Markup {
  const stops = heatStops(48)
  const width = 100 / stops.length
  return markup`<ul class="legend">${[...ranges].map(
    ([name, [low, high]]) =>
      markup`<li>${scoreText(name)} <span class="at">${decimal(low, 2)}</span><svg class="scale" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${stops.map(
        (colour, i) =>
          markup`<rect x="${(i * width).toFixed(2)}" width="${(width + 0.3).toFixed(2)}" height="10" fill="${colour}"/>`,
      )}</svg><span class="at">${decimal(high, 2)}</span></li>`,
  )}</ul>`
}
