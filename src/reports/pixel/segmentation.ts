import { classColours, type Rgb } from '../../data/class-colours.js'
import type { PixelResults, SegmentationResults } from '../../protocols/pixel/results.js'
import { classMap } from '../maps/class-map.js'
import { blend } from '../maps/overlay.js'
import { type Markup, markup } from '../markup.js'
import { bars } from '../plot/bars.js'
import { absent, evaluateRemedy, type Section } from '../sections/section.js'
import { htmlTable } from '../tables/html.js'
import { pixelTablesByName } from '../tables/pixel-tables.js'
import { percent } from '../tables/table.js'
import { swatches } from './anomalies.js'
import { embedded, panel } from './embedded.js'
import type { PixelRun } from './pixel-run.js'

/** The closed-set task: IoU of every class, and samples. */
export function segmentation(run: PixelRun): Section {
  const { results, folder } = run
  return {
    id: 'segmentation',
    title: 'Segmentation',
    lede: 'The task that the network had before: every pixel’s class among the inlier classes, on images without outliers.',
    body:
      results && results.segmentation.length > 0
        ? body(run, results)
        : absent('an evaluation on a set with classes', evaluateRemedy(folder)),
  }
}

function body(run: PixelRun, results: PixelResults): Markup {
  const colours = results.classColours ?? classColours(results.classNames.length)
  const table = pixelTablesByName([results], 1).segmentation!
  const charts = results.segmentation.map(
    set => markup`<figure>${iouBars(set, results.classNames, colours)}</figure>`,
  )
  const legend = swatches(results.classNames.map((name, k) => ({ name, colour: colours[k]! })))
  return markup`<div class="figures of2">${charts}<div>${htmlTable(table)}</div></div>${legend}${results.segmentation.map(
    set => samples(run, set, colours),
  )}`
}

function iouBars(set: SegmentationResults, names: readonly string[], colours: readonly Rgb[]): Markup {
  return bars(
    names.map((name, k) => ({ name, value: set.iou[k] ?? null, colour: colours[k]! })),
    {
      title: `Intersection over union, ${set.name}`,
      description: `IoU of each class on ${set.name}; mean ${percent(set.miou)} %.`,
      mean: set.miou,
    },
  )
}

function samples({ maps }: PixelRun, set: SegmentationResults, colours: readonly Rgb[]): Markup {
  return markup`<h3>Samples, ${set.name}</h3>${set.shown.map(({ id, maps: path, miou }) => {
    const kept = maps(path)
    if (!kept) return markup`<p class="absent">${id}: its maps are gone</p>`
    const { picture, labels, classes } = kept
    const { width, height } = picture
    const truth = classMap({ width, height, data: labels }, colours)
    const found = classMap({ width, height, data: classes }, colours)
    return markup`<article class="example"><p class="name"><b>${id}</b> <span class="at">mIoU ${percent(miou)} %</span></p><div class="grid of4">${panel('Image', embedded(picture, id))}${panel(
      'Truth',
      embedded(truth, `true classes of ${id}`, 'crisp'),
    )}${panel('Found', embedded(found, `predicted classes of ${id}`, 'crisp'))}${panel(
      'Found, over the image',
      embedded(blend(picture, found, 0.5), `predicted classes over ${id}`),
    )}</div></article>`
  })}`
}
