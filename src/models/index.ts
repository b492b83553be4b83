/** Image-wide models. */
export {
  type ModelConfig,
  outputsOf,
  type Preprocessing,
  parseModelConfig,
  standardPreprocessing,
} from './config.js'
export { type ImportedModel, type ImportOptions, importCheckpoint } from './import-checkpoint.js'
export {
  createModel,
  type LoadedModel,
  loadModel,
  loadWeights,
  readModelConfig,
  saveModel,
} from './model-folder.js'
export { checkModelPlace, writeNewModel } from './new-model-folder.js'
export { type ImageOutput, ResNet18, type ResNetArch, type ResNetConfig } from './resnet.js'
