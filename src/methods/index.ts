/** Detectors (scores) and objectives (losses), of images and of masks. */
export { type Detector, detector, type FitData, type Outputs } from './detector.js'
export {
  type ChosenMaskDetector,
  type CriterionOptions,
  chooseMaskDetector,
  inlierRows,
  type MaskDetector,
  type MaskLosses,
  type MaskObjective,
  type MaskPrediction,
  type MaskTargets,
  maskDetector,
  maskDetectors,
  maskLosses,
  maskObjectives,
  maskTargets,
  type PointDraws,
  pointDraws,
  soleMap,
} from './masks/index.js'
export { type Objective, objective, type TrainingBatch } from './objective.js'
export {
  type ChosenDetector,
  chooseDetector,
  decidingMethod,
  defaultMethods,
  detectors,
  objectiveByName,
  objectives,
  unmetNeed,
} from './registry.js'
export { logOdds, sNo, sUnc, sUno } from './uno/score.js'
