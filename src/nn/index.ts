/** Modules, layers, optimisers and schedules on tensors. */
export { composedDeformableAttention, deformableAttention, type LevelShape } from './deformable-attention.js'
export { clipFactor, gradientNorm } from './gradients.js'
export { kaimingNormalFanOut, normal, torchDefault, uniform } from './initialise.js'
export { BatchNorm2d, Conv2d, type ConvOptions, Linear } from './layers.js'
export { crossEntropy, crossEntropyToUniform } from './losses.js'
export {
  composedScoreMaps,
  composedSemanticMaps,
  type MapGeometry,
  scoreMaps,
  semanticMaps,
} from './mask-maps.js'
export { buffer, Module, parameter } from './module.js'
export {
  AdamW,
  type AdamWOptions,
  type Optimiser,
  type ParameterGroup,
  Sgd,
  type SgdOptions,
} from './optimisers.js'
export { composedSamplePoints, samplePoints } from './point-sample.js'
export { constant, cosine, oneCycle, poly, type Schedule } from './schedules.js'
export { WeightAverage } from './weight-average.js'
