import type { EvaluatedSet } from '../inputs/evaluated-set.js'
import { type MarkShape, markShapes } from '../plot/marks.js'
import { type Colour, seriesColour, seriesDash } from '../plot/palette.js'

/** The look of a set, the same in every figure of a report. */
export interface SetStyle {
  colour: Colour
  shape: MarkShape
  dash?: 'dashed' | 'dotted'
}

/** Colours and shapes by set: inliers grey rings, negatives in ink, outliers by turns. */
export function setStyles(sets: readonly EvaluatedSet[]): Map<EvaluatedSet, SetStyle> {
  let turn = 0
  const style = ({ role }: EvaluatedSet): SetStyle => {
    if (role === 'inliers') return { colour: 'inlier', shape: 'ring' }
    if (role === 'negatives') return { colour: 'negative', shape: 'cross', dash: 'dotted' }
    const [colour, shape] = [seriesColour(turn), OUTLIER_SHAPES[turn % OUTLIER_SHAPES.length]!]
    return { colour, shape, dash: seriesDash(turn++) }
  }
  return new Map(sets.map(set => [set, style(set)]))
}

const OUTLIER_SHAPES = markShapes.filter(shape => shape !== 'cross')

/** Sets of one role. */
export function ofRole(sets: readonly EvaluatedSet[], role: EvaluatedSet['role']): EvaluatedSet[] {
  return sets.filter(set => set.role === role)
}
