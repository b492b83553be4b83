/** Detectors (scores) and objectives (losses). */
export { type Detector, detector, type FitData, type Outputs } from './detector.js'
export { type Objective, objective, type TrainingBatch } from './objective.js'
export {
  type ChosenDetector,
  chooseDetector,
  defaultMethods,
  detectors,
  objectiveByName,
  objectives,
  unmetNeed,
} from './registry.js'
export { logOdds, sNo, sUnc, sUno } from './uno/score.js'
