import { counted } from '../../counted.js'
import { mainScore } from '../inputs/results.js'
import { scoreText } from '../score-names.js'
import type { KeyFigure } from '../sections/header.js'
import { percent } from '../tables/table.js'
import type { PixelRun } from './pixel-run.js'

/** Sets beyond these stand in the table only. */
const SETS = 3

/** mIoU of the closed set, then AP and FPR95 of the main score on each anomaly set; without results, the training's. */
export function pixelKeyFigures({ results, events }: PixelRun): KeyFigure[] {
  const figures: KeyFigure[] = []
  const add = (name: string, fraction: number | null | undefined, detail: string) => {
    if (typeof fraction === 'number') figures.push({ name, value: percent(fraction), unit: '%', detail })
  }
  if (!results) {
    const last = events?.epochs.filter(({ validation }) => validation).at(-1)
    add('mIoU, validation', last?.validation?.meanIou, `after epoch ${last?.epoch}`)
    add('Pixels right, validation', last?.validation?.accuracy, `after epoch ${last?.epoch}`)
    return figures
  }
  for (const { name, miou, images } of results.segmentation)
    add(`mIoU, ${name}`, miou, counted(images, 'image'))
  for (const { name, methods } of results.sets.slice(0, SETS)) {
    const score = mainScore(Object.keys(methods))
    if (score === undefined) continue
    add(`AP, ${name}`, methods[score]!.ap, scoreText(score))
    add(`FPR95, ${name}`, methods[score]!.fpr95, `${scoreText(score)}, lower is better`)
  }
  return figures
}
