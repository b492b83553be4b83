/** Modules, layers, optimisers and schedules on tensors. */

export { MultiheadAttention } from './attention.js'
export { composedDeformableAttention, deformableAttention, type LevelShape } from './deformable-attention.js'
export { Embedding } from './embedding.js'
export { clipFactor, gradientNorm } from './gradients.js'
export {
  allZero,
  caffeXavier,
  type Initialiser,
  kaimingNormalFanOut,
  normal,
  torchDefault,
  uniform,
  xavierUniform,
} from './initialise.js'
export { BatchNorm2d, Conv2d, type ConvOptions, Linear, type LinearOptions } from './layers.js'
export { crossEntropy, crossEntropyToUniform } from './losses.js'
export {
  composedScoreMaps,
  composedSemanticMaps,
  type MapGeometry,
  scoreMaps,
  semanticClasses,
  semanticMaps,
} from './mask-maps.js'
export { Mlp } from './mlp.js'
export { buffer, Module, parameter } from './module.js'
export { FrozenBatchNorm2d, fixedAffine, GroupNorm, LayerNorm } from './norms.js'
export {
  AdamW,
  type AdamWOptions,
  type Optimiser,
  type ParameterGroup,
  Sgd,
  type SgdOptions,
} from './optimisers.js'
export { composedSamplePoints, samplePoints } from './point-sample.js'
export { bilinear } from './resize.js'
export { constant, cosine, oneCycle, poly, type Schedule } from './schedules.js'
export { WeightAverage } from './weight-average.js'
