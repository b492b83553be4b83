import { fitPicture } from '../../data/sheets/picture-sheet.js'
import { encodePng } from '../../formats/png-write.js'
import type { EvaluatedSet } from '../inputs/evaluated-set.js'
import type { Pictures } from '../inputs/pictures.js'
import { mainScore } from '../inputs/results.js'
import type { RunRecord } from '../inputs/run-record.js'
import { type Markup, markup } from '../markup.js'
import { decimal } from '../numbers.js'
import { scoreText } from '../score-names.js'
import { absent, evaluateRemedy, type Section } from '../sections/section.js'
import { sharedScores } from './scores.js'
import { ofRole } from './set-styles.js'

const INLIERS_SHOWN = 18
const OUTLIERS_SHOWN = 9
const SIDE = 96

/** The images that the main score gets most wrong, from both sides. */
export function confused({ sets, model, folder }: RunRecord, pictures: Pictures): Section {
  const shown = sets.filter(set => set.role !== 'negatives' && set.count > 0)
  const score = mainScore(sharedScores(shown))
  const strips = (name: string) => [
    ...ofRole(shown, 'inliers').map(set => {
      const worst = extremes(set.orders.get(name)!, INLIERS_SHOWN, 'highest')
      return strip(`Most outlying inliers, ${set.name}`, set, worst, name, pictures, model?.classNames)
    }),
    ...ofRole(shown, 'outliers').map(set => {
      const worst = extremes(set.orders.get(name)!, OUTLIERS_SHOWN, 'lowest')
      return strip(`Least outlying outliers, ${set.name}`, set, worst, name, pictures, model?.classNames)
    }),
  ]
  return {
    id: 'confused',
    title: 'Most confused images',
    lede:
      score &&
      markup`By ${scoreText(score)}. An inlier that looks outlying may be mislabelled; an outlier that does not may show an inlier class after all.`,
    body:
      score === undefined
        ? absent('scores of single images (evaluation/outputs)', evaluateRemedy(folder))
        : markup`${strips(score)}`,
  }
}

/** Indices of the `count` highest or lowest values, the most extreme first; ties by index. */
export function extremes(values: Float64Array, count: number, which: 'highest' | 'lowest'): number[] {
  const sign = which === 'highest' ? -1 : 1
  return Array.from(values.keys())
    .sort((a, b) => sign * (values[a]! - values[b]!) || a - b)
    .slice(0, count)
}

function strip(
  title: string,
  set: EvaluatedSet,
  indices: readonly number[],
  score: string,
  pictures: Pictures,
  classNames: readonly string[] = [],
): Markup {
  const className = (k: number) => classNames[k] ?? `class ${k}`
  return markup`<h3>${title}</h3><div class="tiles">${indices.map(index => {
    const { name, pixels } = pictures(set.name, index)
    const [label, predicted] = [set.labels[index]!, set.predicted?.[index]]
    return markup`<figure class="tile">${
      pixels ? image(pixels, name) : markup`<div class="gone">no picture</div>`
    }<figcaption><b>${decimal(set.scores.get(score)![index]!, 3)}</b> <span title="${name}">${name
      .split('/')
      .at(-1)}</span>${
      predicted !== undefined &&
      markup`<span>${label >= 0 && label !== predicted && markup`${className(label)} `}→ ${className(predicted)}</span>`
    }</figcaption></figure>`
  })}</div>`
}

function image(pixels: Parameters<typeof fitPicture>[0], name: string): Markup {
  const fitted = fitPicture(pixels, SIDE)
  const base64 = Buffer.from(encodePng(fitted)).toString('base64')
  return markup`<img src="data:image/png;base64,${base64}" width="${fitted.width}" height="${fitted.height}" alt="${name}">`
}
