/**
 * The whole program as functions: train, evaluate, predict, calibrate, the last three of segmenters with `Pixels` in
 * their names. All are asynchronous; libtorch is loaded when one of them is called. Parts by sub-path: `uno/torch`, `uno/nn`, `uno/formats`, `uno/metrics`,
 * `uno/methods`, `uno/models`, `uno/data`.
 */
export { exitCodeOf, FaultError, UserError } from './errors.js'
export { type CalibrationJob, calibrate } from './protocols/image/calibrate.js'
export { type EvaluationJob, evaluate } from './protocols/image/evaluate.js'
export {
  type Decision,
  type Prediction,
  type PredictJob,
  type PredictSummary,
  predict,
} from './protocols/image/predict/predict.js'
export type { EvaluationResults } from './protocols/image/results.js'
export { calibratePixels, type PixelCalibrationJob } from './protocols/pixel/calibrate.js'
export { evaluatePixels } from './protocols/pixel/evaluate.js'
export type { PixelPredictJob, PixelPredictSummary } from './protocols/pixel/predict/job.js'
export { predictPixels } from './protocols/pixel/predict/predict.js'
export type { PixelEvaluationJob } from './protocols/pixel/prepare.js'
export type { PixelResults } from './protocols/pixel/results.js'
export { type ReportOptions, writeReport } from './reports/report.js'
export type { RecordedEvent, RunEvent } from './runs/events.js'
export { loadRecipe, parseRecipe, recipeNames, resolveRecipe } from './training/load-recipe.js'
export type { LoopResult } from './training/loop.js'
export type { Recipe, ResolvedRecipe } from './training/recipe.js'
export type { TrainingJob } from './training/run-training.js'
export { type TrainOptions, train } from './training/train.js'
