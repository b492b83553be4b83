/** Models: image-wide classifiers and the mask-level segmenter, their folders, and imported checkpoints. */

export { type BackboneConfig, res2WidthOf } from './backbones/config.js'
export type { KeepFlags } from './backbones/features.js'
export {
  type ClassifierConfig,
  classifierConfig,
  type Preprocessing,
  standardPreprocessing,
} from './classifier-config.js'
export { archs, isSegmenter, type ModelConfig, outputsOf, parseModelConfig } from './config.js'
export { type ImportedModel, type ImportOptions, importCheckpoint } from './import/import-checkpoint.js'
export { type AnyImportOptions, importModel } from './import/import-model.js'
export { type ImportedSegmenter, importSegmenter } from './import/import-segmenter.js'
export type { SegmenterImportOptions } from './import/segmenter-options.js'
export { withOutlierRow } from './import/surgery.js'
export { classTensors } from './mask2former/class-tensors.js'
export {
  classLogitsOf,
  type ScenePreprocessing,
  type SegmenterConfig,
  scenePreprocessing,
  segmenterConfig,
  segmenterSizes,
} from './mask2former/config.js'
export { Mask2Former } from './mask2former/mask2former.js'
export type {
  MaskForwardOptions,
  MaskOutput,
  MaskPrediction,
  Observe,
} from './mask2former/output.js'
export { type PreparedScenes, prepareScenes, seenSize } from './mask2former/prepare.js'
export { standardBackbones } from './mask2former/standard-configs.js'
export {
  createModel,
  type LoadedClassifier,
  type LoadedModel,
  type LoadedSegmenter,
  loadClassifier,
  loadModel,
  loadSegmenter,
  loadWeights,
  readClassifierConfig,
  readModelConfig,
  saveModel,
} from './model-folder.js'
export { checkModelPlace, writeNewModel } from './new-model-folder.js'
export { type ImageOutput, ResNet18, type ResNetArch, type ResNetConfig } from './resnet.js'
