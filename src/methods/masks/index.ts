/** Mask-level methods. */

export { type Assignment, assign, NonfiniteCost } from './assignment.js'
export { type CriterionOptions, type MaskLosses, maskLosses } from './criterion.js'
export { inlierRows, type MaskDetector, maskDetector, type ScoreRange, soleMap } from './detector.js'
export type { MaskPrediction, TermWeights } from './matcher.js'
export { type MaskObjective, maskObjectiveByName, maskObjectives } from './objectives.js'
export { type PointDraws, pointDraws } from './point-draws.js'
export {
  type ChosenMaskDetector,
  chooseMaskDetector,
  decidingMaskMethod,
  defaultMaskMethods,
  maskDetectors,
  usualRange,
  validationMaskMethods,
} from './registry.js'
export { highestShare, type StandingRule, standingMasks } from './standing-mask.js'
export { type MaskTargets, maskTargets } from './targets.js'
