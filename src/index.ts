/**
 * The whole program as functions: train, evaluate, compare, predict, calibrate, report; of segmenters with `Pixels` in
 * their names. libtorch is loaded when one of them wants it. Parts by sub-path: `uno/torch`, `uno/nn`, `uno/formats`,
 * `uno/metrics`, `uno/methods`, `uno/models`, `uno/data`.
 */
export { exitCodeOf, FaultError, UserError } from './errors.js'
export type { Calibration } from './methods/calibration.js'
export type { PixelCalibration } from './methods/masks/pixel-calibration.js'
export { type CalibrationJob, calibrate } from './protocols/image/calibrate.js'
export { type Comparison, comparePaired, type Side } from './protocols/image/compare.js'
export { type EvaluationJob, evaluate } from './protocols/image/evaluate.js'
export { evaluateOutputs, type OutputsJob } from './protocols/image/evaluate-outputs.js'
export type { Decision } from './protocols/image/predict/decision.js'
export type { DumpPart } from './protocols/image/predict/dump.js'
export type { PredictJob, PredictSummary } from './protocols/image/predict/job.js'
export { predict } from './protocols/image/predict/predict.js'
export type { Prediction } from './protocols/image/predict/prediction.js'
export type { EvaluationResults } from './protocols/image/results.js'
export {
  type ClassMapsJob,
  type ClassMapsResults,
  evaluateClassMaps,
} from './protocols/maps/evaluate-classes.js'
export { evaluateMaps, type MapsJob, type MapsResults } from './protocols/maps/evaluate-maps.js'
export { calibratePixels, type PixelCalibrationJob } from './protocols/pixel/calibrate.js'
export { comparePixelsPaired, type PixelSetDifference, type PixelSide } from './protocols/pixel/compare.js'
export type { PixelDecision } from './protocols/pixel/decision.js'
export { evaluatePixels } from './protocols/pixel/evaluate.js'
export type { PixelDumpPart } from './protocols/pixel/predict/dump.js'
export type { PixelPredictJob, PixelPredictSummary } from './protocols/pixel/predict/job.js'
export { predictPixels } from './protocols/pixel/predict/predict.js'
export type { PixelPrediction } from './protocols/pixel/predict/prediction.js'
export type { PixelEvaluationJob } from './protocols/pixel/prepare.js'
export type { PixelResults } from './protocols/pixel/results.js'
export type { Tiling } from './protocols/pixel/tiles.js'
export { type ReportOptions, writeReport } from './reports/report.js'
export type { RecordedEvent, RunEvent } from './runs/events.js'
export { loadRecipe, parseRecipe, recipeNames, resolveRecipe } from './training/load-recipe.js'
export type { LoopResult } from './training/loop.js'
export type { Recipe, ResolvedRecipe } from './training/recipe.js'
export type { TrainingJob } from './training/run-training.js'
export type { DataArguments } from './training/track.js'
export { type TrainOptions, train } from './training/train.js'
