// Generated from the schemas of libtorch 1.13 by src/torch/signatures.ts; do not edit.
import type { Device, DType, MemoryFormat, Scalar } from './dtype.js'
import type { Generator } from './random.js'
import type { Tensor } from './tensor.js'

export interface Ops {
  _foreach_abs(self: readonly Tensor[]): Tensor[]
  _foreach_abs_(self: readonly Tensor[]): void
  _foreach_acos(self: readonly Tensor[]): Tensor[]
  _foreach_acos_(self: readonly Tensor[]): void
  _foreach_add(self: readonly Tensor[], other: readonly Tensor[]): Tensor[]
  _foreach_add(self: readonly Tensor[], other: readonly Tensor[], options: { alpha?: Scalar }): Tensor[]
  _foreach_add(self: readonly Tensor[], scalar: Scalar): Tensor[]
  _foreach_add(self: readonly Tensor[], scalars: readonly number[]): Tensor[]
  _foreach_add_(self: readonly Tensor[], other: readonly Tensor[]): void
  _foreach_add_(self: readonly Tensor[], other: readonly Tensor[], options: { alpha?: Scalar }): void
  _foreach_add_(self: readonly Tensor[], scalar: Scalar): void
  _foreach_add_(self: readonly Tensor[], scalars: readonly number[]): void
  _foreach_addcdiv(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], value?: Scalar): Tensor[]
  _foreach_addcdiv(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], options: { value?: Scalar }): Tensor[]
  _foreach_addcdiv(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], scalars: readonly number[]): Tensor[]
  _foreach_addcdiv_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], value?: Scalar): void
  _foreach_addcdiv_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], options: { value?: Scalar }): void
  _foreach_addcdiv_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], scalars: readonly number[]): void
  _foreach_addcmul(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], value?: Scalar): Tensor[]
  _foreach_addcmul(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], options: { value?: Scalar }): Tensor[]
  _foreach_addcmul(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], scalars: readonly number[]): Tensor[]
  _foreach_addcmul_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], value?: Scalar): void
  _foreach_addcmul_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], options: { value?: Scalar }): void
  _foreach_addcmul_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], scalars: readonly number[]): void
  _foreach_asin(self: readonly Tensor[]): Tensor[]
  _foreach_asin_(self: readonly Tensor[]): void
  _foreach_atan(self: readonly Tensor[]): Tensor[]
  _foreach_atan_(self: readonly Tensor[]): void
  _foreach_ceil(self: readonly Tensor[]): Tensor[]
  _foreach_ceil_(self: readonly Tensor[]): void
  _foreach_cos(self: readonly Tensor[]): Tensor[]
  _foreach_cos_(self: readonly Tensor[]): void
  _foreach_cosh(self: readonly Tensor[]): Tensor[]
  _foreach_cosh_(self: readonly Tensor[]): void
  _foreach_div(self: readonly Tensor[], other: readonly Tensor[]): Tensor[]
  _foreach_div(self: readonly Tensor[], scalar: Scalar): Tensor[]
  _foreach_div(self: readonly Tensor[], scalars: readonly number[]): Tensor[]
  _foreach_div_(self: readonly Tensor[], other: readonly Tensor[]): void
  _foreach_div_(self: readonly Tensor[], scalar: Scalar): void
  _foreach_div_(self: readonly Tensor[], scalars: readonly number[]): void
  _foreach_erf(self: readonly Tensor[]): Tensor[]
  _foreach_erf_(self: readonly Tensor[]): void
  _foreach_erfc(self: readonly Tensor[]): Tensor[]
  _foreach_erfc_(self: readonly Tensor[]): void
  _foreach_exp(self: readonly Tensor[]): Tensor[]
  _foreach_exp_(self: readonly Tensor[]): void
  _foreach_expm1(self: readonly Tensor[]): Tensor[]
  _foreach_expm1_(self: readonly Tensor[]): void
  _foreach_floor(self: readonly Tensor[]): Tensor[]
  _foreach_floor_(self: readonly Tensor[]): void
  _foreach_frac(self: readonly Tensor[]): Tensor[]
  _foreach_frac_(self: readonly Tensor[]): void
  _foreach_lgamma(self: readonly Tensor[]): Tensor[]
  _foreach_lgamma_(self: readonly Tensor[]): void
  _foreach_log(self: readonly Tensor[]): Tensor[]
  _foreach_log10(self: readonly Tensor[]): Tensor[]
  _foreach_log10_(self: readonly Tensor[]): void
  _foreach_log1p(self: readonly Tensor[]): Tensor[]
  _foreach_log1p_(self: readonly Tensor[]): void
  _foreach_log2(self: readonly Tensor[]): Tensor[]
  _foreach_log2_(self: readonly Tensor[]): void
  _foreach_log_(self: readonly Tensor[]): void
  _foreach_maximum(self: readonly Tensor[], other: readonly Tensor[]): Tensor[]
  _foreach_maximum_(self: readonly Tensor[], other: readonly Tensor[]): void
  _foreach_minimum(self: readonly Tensor[], other: readonly Tensor[]): Tensor[]
  _foreach_minimum_(self: readonly Tensor[], other: readonly Tensor[]): void
  _foreach_mul(self: readonly Tensor[], other: readonly Tensor[]): Tensor[]
  _foreach_mul(self: readonly Tensor[], scalar: Scalar): Tensor[]
  _foreach_mul(self: readonly Tensor[], scalars: readonly number[]): Tensor[]
  _foreach_mul_(self: readonly Tensor[], other: readonly Tensor[]): void
  _foreach_mul_(self: readonly Tensor[], scalar: Scalar): void
  _foreach_mul_(self: readonly Tensor[], scalars: readonly number[]): void
  _foreach_neg(self: readonly Tensor[]): Tensor[]
  _foreach_neg_(self: readonly Tensor[]): void
  _foreach_norm(self: readonly Tensor[], ord?: Scalar): Tensor[]
  _foreach_norm(self: readonly Tensor[], options: { ord?: Scalar }): Tensor[]
  _foreach_reciprocal(self: readonly Tensor[]): Tensor[]
  _foreach_reciprocal_(self: readonly Tensor[]): void
  _foreach_round(self: readonly Tensor[]): Tensor[]
  _foreach_round_(self: readonly Tensor[]): void
  _foreach_sigmoid(self: readonly Tensor[]): Tensor[]
  _foreach_sigmoid_(self: readonly Tensor[]): void
  _foreach_sin(self: readonly Tensor[]): Tensor[]
  _foreach_sin_(self: readonly Tensor[]): void
  _foreach_sinh(self: readonly Tensor[]): Tensor[]
  _foreach_sinh_(self: readonly Tensor[]): void
  _foreach_sqrt(self: readonly Tensor[]): Tensor[]
  _foreach_sqrt_(self: readonly Tensor[]): void
  _foreach_sub(self: readonly Tensor[], other: readonly Tensor[]): Tensor[]
  _foreach_sub(self: readonly Tensor[], other: readonly Tensor[], options: { alpha?: Scalar }): Tensor[]
  _foreach_sub(self: readonly Tensor[], scalar: Scalar): Tensor[]
  _foreach_sub(self: readonly Tensor[], scalars: readonly number[]): Tensor[]
  _foreach_sub_(self: readonly Tensor[], other: readonly Tensor[]): void
  _foreach_sub_(self: readonly Tensor[], other: readonly Tensor[], options: { alpha?: Scalar }): void
  _foreach_sub_(self: readonly Tensor[], scalar: Scalar): void
  _foreach_sub_(self: readonly Tensor[], scalars: readonly number[]): void
  _foreach_tan(self: readonly Tensor[]): Tensor[]
  _foreach_tan_(self: readonly Tensor[]): void
  _foreach_tanh(self: readonly Tensor[]): Tensor[]
  _foreach_tanh_(self: readonly Tensor[]): void
  _foreach_trunc(self: readonly Tensor[]): Tensor[]
  _foreach_trunc_(self: readonly Tensor[]): void
  _foreach_zero(self: readonly Tensor[]): Tensor[]
  _foreach_zero_(self: readonly Tensor[]): void
  _fused_adam(self: readonly Tensor[], grads: readonly Tensor[], expAvgs: readonly Tensor[], expAvgSqs: readonly Tensor[], maxExpAvgSqs: readonly Tensor[], stateSteps: readonly Tensor[]): [Tensor[], Tensor[], Tensor[], Tensor[], Tensor[]]
  _fused_adam(self: readonly Tensor[], grads: readonly Tensor[], expAvgs: readonly Tensor[], expAvgSqs: readonly Tensor[], maxExpAvgSqs: readonly Tensor[], stateSteps: readonly Tensor[], options: { lr?: number; beta1?: number; beta2?: number; weightDecay?: number; eps?: number; amsgrad?: boolean; maximize?: boolean; gradScale?: Tensor | null; foundInf?: Tensor | null }): [Tensor[], Tensor[], Tensor[], Tensor[], Tensor[]]
  _fused_adam_(self: readonly Tensor[], grads: readonly Tensor[], expAvgs: readonly Tensor[], expAvgSqs: readonly Tensor[], maxExpAvgSqs: readonly Tensor[], stateSteps: readonly Tensor[]): void
  _fused_adam_(self: readonly Tensor[], grads: readonly Tensor[], expAvgs: readonly Tensor[], expAvgSqs: readonly Tensor[], maxExpAvgSqs: readonly Tensor[], stateSteps: readonly Tensor[], options: { lr?: number; beta1?: number; beta2?: number; weightDecay?: number; eps?: number; amsgrad?: boolean; maximize?: boolean; gradScale?: Tensor | null; foundInf?: Tensor | null }): void
  _fused_dropout(self: Tensor, p: number, generator?: Generator | null): [Tensor, Tensor]
  _fused_dropout(self: Tensor, p: number, options: { generator?: Generator | null }): [Tensor, Tensor]
  _fused_moving_avg_obs_fq_helper(self: Tensor, observerOn: Tensor, fakeQuantOn: Tensor, runningMin: Tensor, runningMax: Tensor, scale: Tensor, zeroPoint: Tensor, averagingConst: number, quantMin: number | bigint, quantMax: number | bigint, chAxis: number | bigint, perRowFakeQuant?: boolean, symmetricQuant?: boolean): [Tensor, Tensor]
  _fused_moving_avg_obs_fq_helper(self: Tensor, observerOn: Tensor, fakeQuantOn: Tensor, runningMin: Tensor, runningMax: Tensor, scale: Tensor, zeroPoint: Tensor, averagingConst: number, quantMin: number | bigint, quantMax: number | bigint, chAxis: number | bigint, options: { perRowFakeQuant?: boolean; symmetricQuant?: boolean }): [Tensor, Tensor]
  _fused_moving_avg_obs_fq_helper_functional(self: Tensor, observerOn: Tensor, fakeQuantOn: Tensor, runningMin: Tensor, runningMax: Tensor, scale: Tensor, zeroPoint: Tensor, averagingConst: number, quantMin: number | bigint, quantMax: number | bigint, chAxis: number | bigint, perRowFakeQuant?: boolean, symmetricQuant?: boolean): [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
  _fused_moving_avg_obs_fq_helper_functional(self: Tensor, observerOn: Tensor, fakeQuantOn: Tensor, runningMin: Tensor, runningMax: Tensor, scale: Tensor, zeroPoint: Tensor, averagingConst: number, quantMin: number | bigint, quantMax: number | bigint, chAxis: number | bigint, options: { perRowFakeQuant?: boolean; symmetricQuant?: boolean }): [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
  _log_softmax(self: Tensor, dim: number | bigint, halfToFloat: boolean): Tensor
  _log_softmax_backward_data(gradOutput: Tensor, output: Tensor, dim: number | bigint, inputDtype: DType): Tensor
  _softmax(self: Tensor, dim: number | bigint, halfToFloat: boolean): Tensor
  _softmax_backward_data(gradOutput: Tensor, output: Tensor, dim: number | bigint, inputDtype: DType): Tensor
  abs(self: Tensor): Tensor
  abs_(self: Tensor): Tensor
  absolute(self: Tensor): Tensor
  absolute_(self: Tensor): Tensor
  acos(self: Tensor): Tensor
  acos_(self: Tensor): Tensor
  acosh(self: Tensor): Tensor
  acosh_(self: Tensor): Tensor
  adaptive_avg_pool1d(self: Tensor, outputSize: number | readonly number[]): Tensor
  adaptive_avg_pool2d(self: Tensor, outputSize: number | readonly number[]): Tensor
  adaptive_avg_pool3d(self: Tensor, outputSize: number | readonly number[]): Tensor
  adaptive_max_pool1d(self: Tensor, outputSize: number | readonly number[]): [Tensor, Tensor]
  adaptive_max_pool2d(self: Tensor, outputSize: number | readonly number[]): [Tensor, Tensor]
  adaptive_max_pool3d(self: Tensor, outputSize: number | readonly number[]): [Tensor, Tensor]
  add(self: Tensor, other: Scalar, alpha?: Scalar): Tensor
  add(self: Tensor, other: Scalar, options: { alpha?: Scalar }): Tensor
  add(self: Tensor, other: Tensor): Tensor
  add(self: Tensor, other: Tensor, options: { alpha?: Scalar }): Tensor
  add_(self: Tensor, other: Scalar, alpha?: Scalar): Tensor
  add_(self: Tensor, other: Scalar, options: { alpha?: Scalar }): Tensor
  add_(self: Tensor, other: Tensor): Tensor
  add_(self: Tensor, other: Tensor, options: { alpha?: Scalar }): Tensor
  addbmm(self: Tensor, batch1: Tensor, batch2: Tensor): Tensor
  addbmm(self: Tensor, batch1: Tensor, batch2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  addbmm_(self: Tensor, batch1: Tensor, batch2: Tensor): Tensor
  addbmm_(self: Tensor, batch1: Tensor, batch2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  addcdiv(self: Tensor, tensor1: Tensor, tensor2: Tensor): Tensor
  addcdiv(self: Tensor, tensor1: Tensor, tensor2: Tensor, options: { value?: Scalar }): Tensor
  addcdiv_(self: Tensor, tensor1: Tensor, tensor2: Tensor): Tensor
  addcdiv_(self: Tensor, tensor1: Tensor, tensor2: Tensor, options: { value?: Scalar }): Tensor
  addcmul(self: Tensor, tensor1: Tensor, tensor2: Tensor): Tensor
  addcmul(self: Tensor, tensor1: Tensor, tensor2: Tensor, options: { value?: Scalar }): Tensor
  addcmul_(self: Tensor, tensor1: Tensor, tensor2: Tensor): Tensor
  addcmul_(self: Tensor, tensor1: Tensor, tensor2: Tensor, options: { value?: Scalar }): Tensor
  addmm(self: Tensor, mat1: Tensor, mat2: Tensor): Tensor
  addmm(self: Tensor, mat1: Tensor, mat2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  addmm_(self: Tensor, mat1: Tensor, mat2: Tensor): Tensor
  addmm_(self: Tensor, mat1: Tensor, mat2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  addmv(self: Tensor, mat: Tensor, vec: Tensor): Tensor
  addmv(self: Tensor, mat: Tensor, vec: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  addmv_(self: Tensor, mat: Tensor, vec: Tensor): Tensor
  addmv_(self: Tensor, mat: Tensor, vec: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  addr(self: Tensor, vec1: Tensor, vec2: Tensor): Tensor
  addr(self: Tensor, vec1: Tensor, vec2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  addr_(self: Tensor, vec1: Tensor, vec2: Tensor): Tensor
  addr_(self: Tensor, vec1: Tensor, vec2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  adjoint(self: Tensor): Tensor
  affine_grid_generator(theta: Tensor, size: readonly number[], alignCorners: boolean): Tensor
  alias(self: Tensor): Tensor
  alias_copy(self: Tensor): Tensor
  align_as(self: Tensor, other: Tensor): Tensor
  align_tensors(tensors: readonly Tensor[]): Tensor[]
  align_to(self: Tensor, names: readonly string[]): Tensor
  align_to(self: Tensor, order: readonly string[], ellipsisIdx: number | bigint): Tensor
  all(self: Tensor): Tensor
  all(self: Tensor, dim: number | bigint, keepdim?: boolean): Tensor
  all(self: Tensor, dim: number | bigint, options: { keepdim?: boolean }): Tensor
  all(self: Tensor, dim: string, keepdim?: boolean): Tensor
  all(self: Tensor, dim: string, options: { keepdim?: boolean }): Tensor
  allclose(self: Tensor, other: Tensor, rtol?: number, atol?: number, equalNan?: boolean): boolean
  allclose(self: Tensor, other: Tensor, options: { rtol?: number; atol?: number; equalNan?: boolean }): boolean
  alpha_dropout(input: Tensor, p: number, train: boolean): Tensor
  alpha_dropout_(self: Tensor, p: number, train: boolean): Tensor
  amax(self: Tensor, dim?: number | readonly number[], keepdim?: boolean): Tensor
  amax(self: Tensor, options: { dim?: number | readonly number[]; keepdim?: boolean }): Tensor
  amin(self: Tensor, dim?: number | readonly number[], keepdim?: boolean): Tensor
  amin(self: Tensor, options: { dim?: number | readonly number[]; keepdim?: boolean }): Tensor
  aminmax(self: Tensor): [Tensor, Tensor]
  aminmax(self: Tensor, options: { dim?: number | bigint | null; keepdim?: boolean }): [Tensor, Tensor]
  angle(self: Tensor): Tensor
  any(self: Tensor): Tensor
  any(self: Tensor, dim: number | bigint, keepdim?: boolean): Tensor
  any(self: Tensor, dim: number | bigint, options: { keepdim?: boolean }): Tensor
  any(self: Tensor, dim: string, keepdim?: boolean): Tensor
  any(self: Tensor, dim: string, options: { keepdim?: boolean }): Tensor
  arange(end: Scalar): Tensor
  arange(end: Scalar, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  arange(start: Scalar, end: Scalar): Tensor
  arange(start: Scalar, end: Scalar, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  arange(start: Scalar, end: Scalar, step?: Scalar): Tensor
  arange(start: Scalar, end: Scalar, options: { step?: Scalar; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  arccos(self: Tensor): Tensor
  arccos_(self: Tensor): Tensor
  arccosh(self: Tensor): Tensor
  arccosh_(self: Tensor): Tensor
  arcsin(self: Tensor): Tensor
  arcsin_(self: Tensor): Tensor
  arcsinh(self: Tensor): Tensor
  arcsinh_(self: Tensor): Tensor
  arctan(self: Tensor): Tensor
  arctan2(self: Tensor, other: Tensor): Tensor
  arctan2_(self: Tensor, other: Tensor): Tensor
  arctan_(self: Tensor): Tensor
  arctanh(self: Tensor): Tensor
  arctanh_(self: Tensor): Tensor
  argmax(self: Tensor, dim?: number | bigint | null, keepdim?: boolean): Tensor
  argmax(self: Tensor, options: { dim?: number | bigint | null; keepdim?: boolean }): Tensor
  argmin(self: Tensor, dim?: number | bigint | null, keepdim?: boolean): Tensor
  argmin(self: Tensor, options: { dim?: number | bigint | null; keepdim?: boolean }): Tensor
  argsort(self: Tensor, dim?: number | bigint, descending?: boolean): Tensor
  argsort(self: Tensor, options: { dim?: number | bigint; descending?: boolean }): Tensor
  argsort(self: Tensor, dim: string, descending?: boolean): Tensor
  argsort(self: Tensor, dim: string, options: { descending?: boolean }): Tensor
  argsort(self: Tensor): Tensor
  argsort(self: Tensor, options: { stable?: boolean; dim?: number | bigint; descending?: boolean }): Tensor
  argwhere(self: Tensor): Tensor
  as_strided(self: Tensor, size: readonly number[], stride: readonly number[], storageOffset?: number | bigint | null): Tensor
  as_strided(self: Tensor, size: readonly number[], stride: readonly number[], options: { storageOffset?: number | bigint | null }): Tensor
  as_strided_(self: Tensor, size: readonly number[], stride: readonly number[], storageOffset?: number | bigint | null): Tensor
  as_strided_(self: Tensor, size: readonly number[], stride: readonly number[], options: { storageOffset?: number | bigint | null }): Tensor
  as_strided_copy(self: Tensor, size: readonly number[], stride: readonly number[], storageOffset?: number | bigint | null): Tensor
  as_strided_copy(self: Tensor, size: readonly number[], stride: readonly number[], options: { storageOffset?: number | bigint | null }): Tensor
  as_strided_scatter(self: Tensor, src: Tensor, size: readonly number[], stride: readonly number[], storageOffset?: number | bigint | null): Tensor
  as_strided_scatter(self: Tensor, src: Tensor, size: readonly number[], stride: readonly number[], options: { storageOffset?: number | bigint | null }): Tensor
  asin(self: Tensor): Tensor
  asin_(self: Tensor): Tensor
  asinh(self: Tensor): Tensor
  asinh_(self: Tensor): Tensor
  atan(self: Tensor): Tensor
  atan2(self: Tensor, other: Tensor): Tensor
  atan2_(self: Tensor, other: Tensor): Tensor
  atan_(self: Tensor): Tensor
  atanh(self: Tensor): Tensor
  atanh_(self: Tensor): Tensor
  atleast_1d(self: Tensor): Tensor
  atleast_1d(tensors: readonly Tensor[]): Tensor[]
  atleast_2d(self: Tensor): Tensor
  atleast_2d(tensors: readonly Tensor[]): Tensor[]
  atleast_3d(self: Tensor): Tensor
  atleast_3d(tensors: readonly Tensor[]): Tensor[]
  avg_pool1d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], ceilMode?: boolean, countIncludePad?: boolean): Tensor
  avg_pool1d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; ceilMode?: boolean; countIncludePad?: boolean }): Tensor
  avg_pool2d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], ceilMode?: boolean, countIncludePad?: boolean, divisorOverride?: number | bigint | null): Tensor
  avg_pool2d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; ceilMode?: boolean; countIncludePad?: boolean; divisorOverride?: number | bigint | null }): Tensor
  avg_pool3d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], ceilMode?: boolean, countIncludePad?: boolean, divisorOverride?: number | bigint | null): Tensor
  avg_pool3d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; ceilMode?: boolean; countIncludePad?: boolean; divisorOverride?: number | bigint | null }): Tensor
  baddbmm(self: Tensor, batch1: Tensor, batch2: Tensor): Tensor
  baddbmm(self: Tensor, batch1: Tensor, batch2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  baddbmm_(self: Tensor, batch1: Tensor, batch2: Tensor): Tensor
  baddbmm_(self: Tensor, batch1: Tensor, batch2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  bartlett_window(windowLength: number | bigint): Tensor
  bartlett_window(windowLength: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  bartlett_window(windowLength: number | bigint, periodic: boolean): Tensor
  bartlett_window(windowLength: number | bigint, periodic: boolean, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  batch_norm(input: Tensor, weight: Tensor | null, bias: Tensor | null, runningMean: Tensor | null, runningVar: Tensor | null, training: boolean, momentum: number, eps: number, cudnnEnabled: boolean): Tensor
  batch_norm_backward_elemt(gradOut: Tensor, input: Tensor, mean: Tensor, invstd: Tensor, weight: Tensor | null, meanDy: Tensor, meanDyXmu: Tensor, count: Tensor): Tensor
  batch_norm_backward_reduce(gradOut: Tensor, input: Tensor, mean: Tensor, invstd: Tensor, weight: Tensor | null, inputG: boolean, weightG: boolean, biasG: boolean): [Tensor, Tensor, Tensor, Tensor]
  batch_norm_elemt(input: Tensor, weight: Tensor | null, bias: Tensor | null, mean: Tensor, invstd: Tensor, eps: number): Tensor
  batch_norm_gather_stats(input: Tensor, mean: Tensor, invstd: Tensor, runningMean: Tensor | null, runningVar: Tensor | null, momentum: number, eps: number, count: number | bigint): [Tensor, Tensor]
  batch_norm_gather_stats_with_counts(input: Tensor, mean: Tensor, invstd: Tensor, runningMean: Tensor | null, runningVar: Tensor | null, momentum: number, eps: number, counts: Tensor): [Tensor, Tensor]
  batch_norm_stats(input: Tensor, eps: number): [Tensor, Tensor]
  batch_norm_update_stats(input: Tensor, runningMean: Tensor | null, runningVar: Tensor | null, momentum: number): [Tensor, Tensor]
  bernoulli(self: Tensor): Tensor
  bernoulli(self: Tensor, options: { generator?: Generator | null }): Tensor
  bernoulli(self: Tensor, p: Tensor): Tensor
  bernoulli(self: Tensor, p: Tensor, options: { generator?: Generator | null }): Tensor
  bernoulli(self: Tensor, p: number): Tensor
  bernoulli(self: Tensor, p: number, options: { generator?: Generator | null }): Tensor
  bernoulli_(self: Tensor, p: Tensor): Tensor
  bernoulli_(self: Tensor, p: Tensor, options: { generator?: Generator | null }): Tensor
  bernoulli_(self: Tensor, p?: number): Tensor
  bernoulli_(self: Tensor, options: { p?: number; generator?: Generator | null }): Tensor
  bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias?: Tensor | null): Tensor
  bilinear(input1: Tensor, input2: Tensor, weight: Tensor, options: { bias?: Tensor | null }): Tensor
  binary_cross_entropy(self: Tensor, target: Tensor, weight?: Tensor | null, reduction?: number | bigint): Tensor
  binary_cross_entropy(self: Tensor, target: Tensor, options: { weight?: Tensor | null; reduction?: number | bigint }): Tensor
  binary_cross_entropy_with_logits(self: Tensor, target: Tensor, weight?: Tensor | null, posWeight?: Tensor | null, reduction?: number | bigint): Tensor
  binary_cross_entropy_with_logits(self: Tensor, target: Tensor, options: { weight?: Tensor | null; posWeight?: Tensor | null; reduction?: number | bigint }): Tensor
  bincount(self: Tensor, weights?: Tensor | null, minlength?: number | bigint): Tensor
  bincount(self: Tensor, options: { weights?: Tensor | null; minlength?: number | bigint }): Tensor
  binomial(count: Tensor, prob: Tensor, generator?: Generator | null): Tensor
  binomial(count: Tensor, prob: Tensor, options: { generator?: Generator | null }): Tensor
  bitwise_and(self: Tensor, other: Scalar): Tensor
  bitwise_and(self: Scalar, other: Tensor): Tensor
  bitwise_and(self: Tensor, other: Tensor): Tensor
  bitwise_and_(self: Tensor, other: Scalar): Tensor
  bitwise_and_(self: Tensor, other: Tensor): Tensor
  bitwise_left_shift(self: Scalar, other: Tensor): Tensor
  bitwise_left_shift(self: Tensor, other: Tensor): Tensor
  bitwise_left_shift(self: Tensor, other: Scalar): Tensor
  bitwise_left_shift_(self: Tensor, other: Tensor): Tensor
  bitwise_left_shift_(self: Tensor, other: Scalar): Tensor
  bitwise_not(self: Tensor): Tensor
  bitwise_not_(self: Tensor): Tensor
  bitwise_or(self: Tensor, other: Scalar): Tensor
  bitwise_or(self: Scalar, other: Tensor): Tensor
  bitwise_or(self: Tensor, other: Tensor): Tensor
  bitwise_or_(self: Tensor, other: Scalar): Tensor
  bitwise_or_(self: Tensor, other: Tensor): Tensor
  bitwise_right_shift(self: Scalar, other: Tensor): Tensor
  bitwise_right_shift(self: Tensor, other: Tensor): Tensor
  bitwise_right_shift(self: Tensor, other: Scalar): Tensor
  bitwise_right_shift_(self: Tensor, other: Tensor): Tensor
  bitwise_right_shift_(self: Tensor, other: Scalar): Tensor
  bitwise_xor(self: Tensor, other: Scalar): Tensor
  bitwise_xor(self: Scalar, other: Tensor): Tensor
  bitwise_xor(self: Tensor, other: Tensor): Tensor
  bitwise_xor_(self: Tensor, other: Scalar): Tensor
  bitwise_xor_(self: Tensor, other: Tensor): Tensor
  blackman_window(windowLength: number | bigint): Tensor
  blackman_window(windowLength: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  blackman_window(windowLength: number | bigint, periodic: boolean): Tensor
  blackman_window(windowLength: number | bigint, periodic: boolean, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  block_diag(tensors: readonly Tensor[]): Tensor
  bmm(self: Tensor, mat2: Tensor): Tensor
  broadcast_tensors(tensors: readonly Tensor[]): Tensor[]
  broadcast_to(self: Tensor, size: readonly number[]): Tensor
  bucketize(self: Scalar, boundaries: Tensor): Tensor
  bucketize(self: Scalar, boundaries: Tensor, options: { outInt32?: boolean; right?: boolean }): Tensor
  bucketize(self: Tensor, boundaries: Tensor): Tensor
  bucketize(self: Tensor, boundaries: Tensor, options: { outInt32?: boolean; right?: boolean }): Tensor
  can_cast(from: DType, to: DType): boolean
  cartesian_prod(tensors: readonly Tensor[]): Tensor
  cat(tensors: readonly Tensor[], dim?: number | bigint): Tensor
  cat(tensors: readonly Tensor[], options: { dim?: number | bigint }): Tensor
  cat(tensors: readonly Tensor[], dim: string): Tensor
  cauchy(self: Tensor, median?: number, sigma?: number): Tensor
  cauchy(self: Tensor, options: { median?: number; sigma?: number; generator?: Generator | null }): Tensor
  cauchy_(self: Tensor, median?: number, sigma?: number): Tensor
  cauchy_(self: Tensor, options: { median?: number; sigma?: number; generator?: Generator | null }): Tensor
  ccol_indices(self: Tensor): Tensor
  ccol_indices_copy(self: Tensor): Tensor
  cdist(x1: Tensor, x2: Tensor, p?: number, computeMode?: number | bigint | null): Tensor
  cdist(x1: Tensor, x2: Tensor, options: { p?: number; computeMode?: number | bigint | null }): Tensor
  ceil(self: Tensor): Tensor
  ceil_(self: Tensor): Tensor
  celu(self: Tensor, alpha?: Scalar): Tensor
  celu(self: Tensor, options: { alpha?: Scalar }): Tensor
  celu_(self: Tensor, alpha?: Scalar): Tensor
  celu_(self: Tensor, options: { alpha?: Scalar }): Tensor
  chain_matmul(matrices: readonly Tensor[]): Tensor
  chalf(self: Tensor): Tensor
  chalf(self: Tensor, options: { memoryFormat?: MemoryFormat | null }): Tensor
  channel_shuffle(self: Tensor, groups: number | bigint): Tensor
  cholesky(self: Tensor, upper?: boolean): Tensor
  cholesky(self: Tensor, options: { upper?: boolean }): Tensor
  cholesky_inverse(self: Tensor, upper?: boolean): Tensor
  cholesky_inverse(self: Tensor, options: { upper?: boolean }): Tensor
  cholesky_solve(self: Tensor, input2: Tensor, upper?: boolean): Tensor
  cholesky_solve(self: Tensor, input2: Tensor, options: { upper?: boolean }): Tensor
  choose_qparams_optimized(input: Tensor, numel: number | bigint, nBins: number | bigint, ratio: number, bitWidth: number | bigint): [Tensor, Tensor]
  chunk(self: Tensor, chunks: number | bigint, dim?: number | bigint): Tensor[]
  chunk(self: Tensor, chunks: number | bigint, options: { dim?: number | bigint }): Tensor[]
  clamp(self: Tensor, min?: Scalar | null, max?: Scalar | null): Tensor
  clamp(self: Tensor, options: { min?: Scalar | null; max?: Scalar | null }): Tensor
  clamp(self: Tensor, min?: Tensor | null, max?: Tensor | null): Tensor
  clamp(self: Tensor, options: { min?: Tensor | null; max?: Tensor | null }): Tensor
  clamp_(self: Tensor, min?: Scalar | null, max?: Scalar | null): Tensor
  clamp_(self: Tensor, options: { min?: Scalar | null; max?: Scalar | null }): Tensor
  clamp_(self: Tensor, min?: Tensor | null, max?: Tensor | null): Tensor
  clamp_(self: Tensor, options: { min?: Tensor | null; max?: Tensor | null }): Tensor
  clamp_max(self: Tensor, max: Scalar): Tensor
  clamp_max(self: Tensor, max: Tensor): Tensor
  clamp_max_(self: Tensor, max: Scalar): Tensor
  clamp_max_(self: Tensor, max: Tensor): Tensor
  clamp_min(self: Tensor, min: Scalar): Tensor
  clamp_min(self: Tensor, min: Tensor): Tensor
  clamp_min_(self: Tensor, min: Scalar): Tensor
  clamp_min_(self: Tensor, min: Tensor): Tensor
  clip(self: Tensor, min?: Scalar | null, max?: Scalar | null): Tensor
  clip(self: Tensor, options: { min?: Scalar | null; max?: Scalar | null }): Tensor
  clip(self: Tensor, min?: Tensor | null, max?: Tensor | null): Tensor
  clip(self: Tensor, options: { min?: Tensor | null; max?: Tensor | null }): Tensor
  clip_(self: Tensor, min?: Scalar | null, max?: Scalar | null): Tensor
  clip_(self: Tensor, options: { min?: Scalar | null; max?: Scalar | null }): Tensor
  clip_(self: Tensor, min?: Tensor | null, max?: Tensor | null): Tensor
  clip_(self: Tensor, options: { min?: Tensor | null; max?: Tensor | null }): Tensor
  clone(self: Tensor): Tensor
  clone(self: Tensor, options: { memoryFormat?: MemoryFormat | null }): Tensor
  coalesce(self: Tensor): Tensor
  col2im(self: Tensor, outputSize: number | readonly number[], kernelSize: number | readonly number[], dilation: number | readonly number[], padding: number | readonly number[], stride: number | readonly number[]): Tensor
  col_indices(self: Tensor): Tensor
  col_indices_copy(self: Tensor): Tensor
  column_stack(tensors: readonly Tensor[]): Tensor
  combinations(self: Tensor, r?: number | bigint, withReplacement?: boolean): Tensor
  combinations(self: Tensor, options: { r?: number | bigint; withReplacement?: boolean }): Tensor
  complex(real: Tensor, imag: Tensor): Tensor
  concat(tensors: readonly Tensor[], dim?: number | bigint): Tensor
  concat(tensors: readonly Tensor[], options: { dim?: number | bigint }): Tensor
  concat(tensors: readonly Tensor[], dim: string): Tensor
  concatenate(tensors: readonly Tensor[], dim?: number | bigint): Tensor
  concatenate(tensors: readonly Tensor[], options: { dim?: number | bigint }): Tensor
  concatenate(tensors: readonly Tensor[], dim: string): Tensor
  conj(self: Tensor): Tensor
  conj_physical(self: Tensor): Tensor
  conj_physical_(self: Tensor): Tensor
  constant_pad_nd(self: Tensor, pad: readonly number[], value?: Scalar): Tensor
  constant_pad_nd(self: Tensor, pad: readonly number[], options: { value?: Scalar }): Tensor
  contiguous(self: Tensor): Tensor
  contiguous(self: Tensor, options: { memoryFormat?: MemoryFormat }): Tensor
  conv1d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], groups?: number | bigint): Tensor
  conv1d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; groups?: number | bigint }): Tensor
  conv1d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: string, dilation?: number | readonly number[], groups?: number | bigint): Tensor
  conv1d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: string; dilation?: number | readonly number[]; groups?: number | bigint }): Tensor
  conv2d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], groups?: number | bigint): Tensor
  conv2d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; groups?: number | bigint }): Tensor
  conv2d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: string, dilation?: number | readonly number[], groups?: number | bigint): Tensor
  conv2d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: string; dilation?: number | readonly number[]; groups?: number | bigint }): Tensor
  conv3d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], groups?: number | bigint): Tensor
  conv3d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; groups?: number | bigint }): Tensor
  conv3d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: string, dilation?: number | readonly number[], groups?: number | bigint): Tensor
  conv3d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: string; dilation?: number | readonly number[]; groups?: number | bigint }): Tensor
  conv_depthwise3d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], bias: Tensor | null, stride: number | readonly number[], padding: number | readonly number[], dilation: number | readonly number[]): Tensor
  conv_tbc(self: Tensor, weight: Tensor, bias: Tensor, pad?: number | bigint): Tensor
  conv_tbc(self: Tensor, weight: Tensor, bias: Tensor, options: { pad?: number | bigint }): Tensor
  conv_transpose1d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number | bigint, dilation?: number | readonly number[]): Tensor
  conv_transpose1d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; outputPadding?: number | readonly number[]; groups?: number | bigint; dilation?: number | readonly number[] }): Tensor
  conv_transpose2d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number | bigint, dilation?: number | readonly number[]): Tensor
  conv_transpose2d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; outputPadding?: number | readonly number[]; groups?: number | bigint; dilation?: number | readonly number[] }): Tensor
  conv_transpose3d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], groups?: number | bigint, dilation?: number | readonly number[]): Tensor
  conv_transpose3d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; outputPadding?: number | readonly number[]; groups?: number | bigint; dilation?: number | readonly number[] }): Tensor
  convolution(input: Tensor, weight: Tensor, bias: Tensor | null, stride: readonly number[], padding: readonly number[], dilation: readonly number[], transposed: boolean, outputPadding: readonly number[], groups: number | bigint): Tensor
  convolution_backward_overrideable(gradOutput: Tensor, input: Tensor, weight: Tensor, stride: readonly number[], padding: readonly number[], dilation: readonly number[], transposed: boolean, outputPadding: readonly number[], groups: number | bigint, outputMask: readonly boolean[]): [Tensor, Tensor, Tensor]
  convolution_overrideable(input: Tensor, weight: Tensor, bias: Tensor | null, stride: readonly number[], padding: readonly number[], dilation: readonly number[], transposed: boolean, outputPadding: readonly number[], groups: number | bigint): Tensor
  copy(self: Tensor, src: Tensor, nonBlocking?: boolean): Tensor
  copy(self: Tensor, src: Tensor, options: { nonBlocking?: boolean }): Tensor
  copy_(self: Tensor, src: Tensor, nonBlocking?: boolean): Tensor
  copy_(self: Tensor, src: Tensor, options: { nonBlocking?: boolean }): Tensor
  copy_sparse_to_sparse(self: Tensor, src: Tensor, nonBlocking?: boolean): Tensor
  copy_sparse_to_sparse(self: Tensor, src: Tensor, options: { nonBlocking?: boolean }): Tensor
  copy_sparse_to_sparse_(self: Tensor, src: Tensor, nonBlocking?: boolean): Tensor
  copy_sparse_to_sparse_(self: Tensor, src: Tensor, options: { nonBlocking?: boolean }): Tensor
  copysign(self: Tensor, other: Scalar): Tensor
  copysign(self: Tensor, other: Tensor): Tensor
  copysign_(self: Tensor, other: Scalar): Tensor
  copysign_(self: Tensor, other: Tensor): Tensor
  corrcoef(self: Tensor): Tensor
  cos(self: Tensor): Tensor
  cos_(self: Tensor): Tensor
  cosh(self: Tensor): Tensor
  cosh_(self: Tensor): Tensor
  cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin?: number, reduction?: number | bigint): Tensor
  cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, options: { margin?: number; reduction?: number | bigint }): Tensor
  cosine_similarity(x1: Tensor, x2: Tensor, dim?: number | bigint, eps?: number): Tensor
  cosine_similarity(x1: Tensor, x2: Tensor, options: { dim?: number | bigint; eps?: number }): Tensor
  count_nonzero(self: Tensor, dim?: number | bigint | null): Tensor
  count_nonzero(self: Tensor, options: { dim?: number | bigint | null }): Tensor
  count_nonzero(self: Tensor, dim: readonly number[]): Tensor
  cov(self: Tensor): Tensor
  cov(self: Tensor, options: { correction?: number | bigint; fweights?: Tensor | null; aweights?: Tensor | null }): Tensor
  cross(self: Tensor, other: Tensor, dim?: number | bigint | null): Tensor
  cross(self: Tensor, other: Tensor, options: { dim?: number | bigint | null }): Tensor
  cross_entropy_loss(self: Tensor, target: Tensor, weight?: Tensor | null, reduction?: number | bigint, ignoreIndex?: number | bigint, labelSmoothing?: number): Tensor
  cross_entropy_loss(self: Tensor, target: Tensor, options: { weight?: Tensor | null; reduction?: number | bigint; ignoreIndex?: number | bigint; labelSmoothing?: number }): Tensor
  crow_indices(self: Tensor): Tensor
  crow_indices_copy(self: Tensor): Tensor
  ctc_loss(logProbs: Tensor, targets: Tensor, inputLengths: readonly number[], targetLengths: readonly number[], blank?: number | bigint, reduction?: number | bigint, zeroInfinity?: boolean): Tensor
  ctc_loss(logProbs: Tensor, targets: Tensor, inputLengths: readonly number[], targetLengths: readonly number[], options: { blank?: number | bigint; reduction?: number | bigint; zeroInfinity?: boolean }): Tensor
  ctc_loss(logProbs: Tensor, targets: Tensor, inputLengths: Tensor, targetLengths: Tensor, blank?: number | bigint, reduction?: number | bigint, zeroInfinity?: boolean): Tensor
  ctc_loss(logProbs: Tensor, targets: Tensor, inputLengths: Tensor, targetLengths: Tensor, options: { blank?: number | bigint; reduction?: number | bigint; zeroInfinity?: boolean }): Tensor
  cudnn_affine_grid_generator(theta: Tensor, N: number | bigint, C: number | bigint, H: number | bigint, W: number | bigint): Tensor
  cudnn_batch_norm(input: Tensor, weight: Tensor, bias: Tensor | null, runningMean: Tensor | null, runningVar: Tensor | null, training: boolean, exponentialAverageFactor: number, epsilon: number): [Tensor, Tensor, Tensor, Tensor]
  cudnn_convolution(self: Tensor, weight: Tensor, padding: readonly number[], stride: readonly number[], dilation: readonly number[], groups: number | bigint, benchmark: boolean, deterministic: boolean, allowTf32: boolean): Tensor
  cudnn_convolution_add_relu(self: Tensor, weight: Tensor, z: Tensor, alpha: Scalar | null, bias: Tensor | null, stride: readonly number[], padding: readonly number[], dilation: readonly number[], groups: number | bigint): Tensor
  cudnn_convolution_relu(self: Tensor, weight: Tensor, bias: Tensor | null, stride: readonly number[], padding: readonly number[], dilation: readonly number[], groups: number | bigint): Tensor
  cudnn_convolution_transpose(self: Tensor, weight: Tensor, padding: readonly number[], outputPadding: readonly number[], stride: readonly number[], dilation: readonly number[], groups: number | bigint, benchmark: boolean, deterministic: boolean, allowTf32: boolean): Tensor
  cudnn_grid_sampler(self: Tensor, grid: Tensor): Tensor
  cudnn_is_acceptable(self: Tensor): boolean
  cummax(self: Tensor, dim: number | bigint): [Tensor, Tensor]
  cummax(self: Tensor, dim: string): [Tensor, Tensor]
  cummin(self: Tensor, dim: number | bigint): [Tensor, Tensor]
  cummin(self: Tensor, dim: string): [Tensor, Tensor]
  cumprod(self: Tensor, dim: number | bigint): Tensor
  cumprod(self: Tensor, dim: number | bigint, options: { dtype?: DType | null }): Tensor
  cumprod(self: Tensor, dim: string): Tensor
  cumprod(self: Tensor, dim: string, options: { dtype?: DType | null }): Tensor
  cumprod_(self: Tensor, dim: number | bigint): Tensor
  cumprod_(self: Tensor, dim: number | bigint, options: { dtype?: DType | null }): Tensor
  cumprod_(self: Tensor, dim: string): Tensor
  cumprod_(self: Tensor, dim: string, options: { dtype?: DType | null }): Tensor
  cumsum(self: Tensor, dim: number | bigint): Tensor
  cumsum(self: Tensor, dim: number | bigint, options: { dtype?: DType | null }): Tensor
  cumsum(self: Tensor, dim: string): Tensor
  cumsum(self: Tensor, dim: string, options: { dtype?: DType | null }): Tensor
  cumsum_(self: Tensor, dim: number | bigint): Tensor
  cumsum_(self: Tensor, dim: number | bigint, options: { dtype?: DType | null }): Tensor
  cumsum_(self: Tensor, dim: string): Tensor
  cumsum_(self: Tensor, dim: string, options: { dtype?: DType | null }): Tensor
  cumulative_trapezoid(y: Tensor): Tensor
  cumulative_trapezoid(y: Tensor, options: { dx?: Scalar; dim?: number | bigint }): Tensor
  cumulative_trapezoid(y: Tensor, x: Tensor): Tensor
  cumulative_trapezoid(y: Tensor, x: Tensor, options: { dim?: number | bigint }): Tensor
  data(self: Tensor): Tensor
  deg2rad(self: Tensor): Tensor
  deg2rad_(self: Tensor): Tensor
  dense_dim(self: Tensor): number
  dequantize(self: Tensor): Tensor
  dequantize(tensors: readonly Tensor[]): Tensor[]
  det(self: Tensor): Tensor
  detach(self: Tensor): Tensor
  detach_(self: Tensor): Tensor
  detach_copy(self: Tensor): Tensor
  diag(self: Tensor, diagonal?: number | bigint): Tensor
  diag(self: Tensor, options: { diagonal?: number | bigint }): Tensor
  diag_embed(self: Tensor, offset?: number | bigint, dim1?: number | bigint, dim2?: number | bigint): Tensor
  diag_embed(self: Tensor, options: { offset?: number | bigint; dim1?: number | bigint; dim2?: number | bigint }): Tensor
  diagflat(self: Tensor, offset?: number | bigint): Tensor
  diagflat(self: Tensor, options: { offset?: number | bigint }): Tensor
  diagonal(self: Tensor, offset?: number | bigint, dim1?: number | bigint, dim2?: number | bigint): Tensor
  diagonal(self: Tensor, options: { offset?: number | bigint; dim1?: number | bigint; dim2?: number | bigint }): Tensor
  diagonal(self: Tensor): Tensor
  diagonal(self: Tensor, options: { outdim?: string; dim1?: string; dim2?: string; offset?: number | bigint }): Tensor
  diagonal_copy(self: Tensor, offset?: number | bigint, dim1?: number | bigint, dim2?: number | bigint): Tensor
  diagonal_copy(self: Tensor, options: { offset?: number | bigint; dim1?: number | bigint; dim2?: number | bigint }): Tensor
  diagonal_scatter(self: Tensor, src: Tensor, offset?: number | bigint, dim1?: number | bigint, dim2?: number | bigint): Tensor
  diagonal_scatter(self: Tensor, src: Tensor, options: { offset?: number | bigint; dim1?: number | bigint; dim2?: number | bigint }): Tensor
  diff(self: Tensor, n?: number | bigint, dim?: number | bigint, prepend?: Tensor | null, append?: Tensor | null): Tensor
  diff(self: Tensor, options: { n?: number | bigint; dim?: number | bigint; prepend?: Tensor | null; append?: Tensor | null }): Tensor
  digamma(self: Tensor): Tensor
  digamma_(self: Tensor): Tensor
  dist(self: Tensor, other: Tensor, p?: Scalar): Tensor
  dist(self: Tensor, other: Tensor, options: { p?: Scalar }): Tensor
  div(self: Tensor, other: Scalar): Tensor
  div(self: Tensor, other: Scalar, options: { roundingMode?: string | null }): Tensor
  div(self: Tensor, other: Tensor): Tensor
  div(self: Tensor, other: Tensor, options: { roundingMode?: string | null }): Tensor
  div_(self: Tensor, other: Scalar): Tensor
  div_(self: Tensor, other: Scalar, options: { roundingMode?: string | null }): Tensor
  div_(self: Tensor, other: Tensor): Tensor
  div_(self: Tensor, other: Tensor, options: { roundingMode?: string | null }): Tensor
  divide(self: Tensor, other: Scalar): Tensor
  divide(self: Tensor, other: Scalar, options: { roundingMode?: string | null }): Tensor
  divide(self: Tensor, other: Tensor): Tensor
  divide(self: Tensor, other: Tensor, options: { roundingMode?: string | null }): Tensor
  divide_(self: Tensor, other: Scalar): Tensor
  divide_(self: Tensor, other: Scalar, options: { roundingMode?: string | null }): Tensor
  divide_(self: Tensor, other: Tensor): Tensor
  divide_(self: Tensor, other: Tensor, options: { roundingMode?: string | null }): Tensor
  dot(self: Tensor, tensor: Tensor): Tensor
  dropout(input: Tensor, p: number, train: boolean): Tensor
  dropout_(self: Tensor, p: number, train: boolean): Tensor
  dsplit(self: Tensor, indices: readonly number[]): Tensor[]
  dsplit(self: Tensor, sections: number | bigint): Tensor[]
  dstack(tensors: readonly Tensor[]): Tensor
  einsum(equation: string, tensors: readonly Tensor[]): Tensor
  einsum(equation: string, tensors: readonly Tensor[], options: { path?: readonly number[] | null }): Tensor
  elu(self: Tensor, alpha?: Scalar, scale?: Scalar, inputScale?: Scalar): Tensor
  elu(self: Tensor, options: { alpha?: Scalar; scale?: Scalar; inputScale?: Scalar }): Tensor
  elu_(self: Tensor, alpha?: Scalar, scale?: Scalar, inputScale?: Scalar): Tensor
  elu_(self: Tensor, options: { alpha?: Scalar; scale?: Scalar; inputScale?: Scalar }): Tensor
  embedding(weight: Tensor, indices: Tensor, paddingIdx?: number | bigint, scaleGradByFreq?: boolean, sparse?: boolean): Tensor
  embedding(weight: Tensor, indices: Tensor, options: { paddingIdx?: number | bigint; scaleGradByFreq?: boolean; sparse?: boolean }): Tensor
  embedding_bag(weight: Tensor, indices: Tensor, offsets: Tensor, scaleGradByFreq?: boolean, mode?: number | bigint, sparse?: boolean, perSampleWeights?: Tensor | null, includeLastOffset?: boolean): [Tensor, Tensor, Tensor, Tensor]
  embedding_bag(weight: Tensor, indices: Tensor, offsets: Tensor, options: { scaleGradByFreq?: boolean; mode?: number | bigint; sparse?: boolean; perSampleWeights?: Tensor | null; includeLastOffset?: boolean }): [Tensor, Tensor, Tensor, Tensor]
  embedding_bag(weight: Tensor, indices: Tensor, offsets: Tensor, scaleGradByFreq: boolean, mode: number | bigint, sparse: boolean, perSampleWeights: Tensor | null, includeLastOffset: boolean, paddingIdx: number | bigint | null): [Tensor, Tensor, Tensor, Tensor]
  embedding_renorm(self: Tensor, indices: Tensor, maxNorm: number, normType: number): Tensor
  embedding_renorm_(self: Tensor, indices: Tensor, maxNorm: number, normType: number): Tensor
  empty(size: readonly number[]): Tensor
  empty(size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  empty(size: readonly number[], options: { names?: readonly string[] | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  empty_like(self: Tensor): Tensor
  empty_like(self: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  empty_quantized(size: readonly number[], qtensor: Tensor): Tensor
  empty_quantized(size: readonly number[], qtensor: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  empty_strided(size: readonly number[], stride: readonly number[]): Tensor
  empty_strided(size: readonly number[], stride: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  eq(self: Tensor, other: Scalar): Tensor
  eq(self: Tensor, other: Tensor): Tensor
  eq_(self: Tensor, other: Scalar): Tensor
  eq_(self: Tensor, other: Tensor): Tensor
  equal(self: Tensor, other: Tensor): boolean
  erf(self: Tensor): Tensor
  erf_(self: Tensor): Tensor
  erfc(self: Tensor): Tensor
  erfc_(self: Tensor): Tensor
  erfinv(self: Tensor): Tensor
  erfinv_(self: Tensor): Tensor
  exp(self: Tensor): Tensor
  exp2(self: Tensor): Tensor
  exp2_(self: Tensor): Tensor
  exp_(self: Tensor): Tensor
  expand(self: Tensor, size: readonly number[]): Tensor
  expand(self: Tensor, size: readonly number[], options: { implicit?: boolean }): Tensor
  expand_as(self: Tensor, other: Tensor): Tensor
  expand_copy(self: Tensor, size: readonly number[]): Tensor
  expand_copy(self: Tensor, size: readonly number[], options: { implicit?: boolean }): Tensor
  expm1(self: Tensor): Tensor
  expm1_(self: Tensor): Tensor
  exponential(self: Tensor, lambd?: number): Tensor
  exponential(self: Tensor, options: { lambd?: number; generator?: Generator | null }): Tensor
  exponential_(self: Tensor, lambd?: number): Tensor
  exponential_(self: Tensor, options: { lambd?: number; generator?: Generator | null }): Tensor
  eye(n: number | bigint): Tensor
  eye(n: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  eye(n: number | bigint, m: number | bigint): Tensor
  eye(n: number | bigint, m: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  fake_quantize_per_channel_affine(self: Tensor, scale: Tensor, zeroPoint: Tensor, axis: number | bigint, quantMin: number | bigint, quantMax: number | bigint): Tensor
  fake_quantize_per_channel_affine_cachemask(self: Tensor, scale: Tensor, zeroPoint: Tensor, axis: number | bigint, quantMin: number | bigint, quantMax: number | bigint): [Tensor, Tensor]
  fake_quantize_per_tensor_affine(self: Tensor, scale: number, zeroPoint: number | bigint, quantMin: number | bigint, quantMax: number | bigint): Tensor
  fake_quantize_per_tensor_affine(self: Tensor, scale: Tensor, zeroPoint: Tensor, quantMin: number | bigint, quantMax: number | bigint): Tensor
  fake_quantize_per_tensor_affine_cachemask(self: Tensor, scale: number, zeroPoint: number | bigint, quantMin: number | bigint, quantMax: number | bigint): [Tensor, Tensor]
  fbgemm_linear_fp16_weight(input: Tensor, packedWeight: Tensor, bias: Tensor): Tensor
  fbgemm_linear_fp16_weight_fp32_activation(input: Tensor, packedWeight: Tensor, bias: Tensor): Tensor
  fbgemm_linear_int8_weight(input: Tensor, weight: Tensor, packed: Tensor, colOffsets: Tensor, weightScale: Scalar, weightZeroPoint: Scalar, bias: Tensor): Tensor
  fbgemm_linear_int8_weight_fp32_activation(input: Tensor, weight: Tensor, packed: Tensor, colOffsets: Tensor, weightScale: Scalar, weightZeroPoint: Scalar, bias: Tensor): Tensor
  fbgemm_linear_quantize_weight(input: Tensor): [Tensor, Tensor, number, number]
  fbgemm_pack_gemm_matrix_fp16(input: Tensor): Tensor
  fbgemm_pack_quantized_matrix(input: Tensor): Tensor
  fbgemm_pack_quantized_matrix(input: Tensor, K: number | bigint, N: number | bigint): Tensor
  feature_alpha_dropout(input: Tensor, p: number, train: boolean): Tensor
  feature_alpha_dropout_(self: Tensor, p: number, train: boolean): Tensor
  feature_dropout(input: Tensor, p: number, train: boolean): Tensor
  feature_dropout_(self: Tensor, p: number, train: boolean): Tensor
  fft_fft(self: Tensor, n?: number | bigint | null, dim?: number | bigint, norm?: string | null): Tensor
  fft_fft(self: Tensor, options: { n?: number | bigint | null; dim?: number | bigint; norm?: string | null }): Tensor
  fft_fft2(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[], norm?: string | null): Tensor
  fft_fft2(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[]; norm?: string | null }): Tensor
  fft_fftfreq(n: number | bigint, d?: number): Tensor
  fft_fftfreq(n: number | bigint, options: { d?: number; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  fft_fftn(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[] | null, norm?: string | null): Tensor
  fft_fftn(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[] | null; norm?: string | null }): Tensor
  fft_fftshift(self: Tensor, dim?: number | readonly number[] | null): Tensor
  fft_fftshift(self: Tensor, options: { dim?: number | readonly number[] | null }): Tensor
  fft_hfft(self: Tensor, n?: number | bigint | null, dim?: number | bigint, norm?: string | null): Tensor
  fft_hfft(self: Tensor, options: { n?: number | bigint | null; dim?: number | bigint; norm?: string | null }): Tensor
  fft_hfft2(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[], norm?: string | null): Tensor
  fft_hfft2(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[]; norm?: string | null }): Tensor
  fft_hfftn(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[] | null, norm?: string | null): Tensor
  fft_hfftn(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[] | null; norm?: string | null }): Tensor
  fft_ifft(self: Tensor, n?: number | bigint | null, dim?: number | bigint, norm?: string | null): Tensor
  fft_ifft(self: Tensor, options: { n?: number | bigint | null; dim?: number | bigint; norm?: string | null }): Tensor
  fft_ifft2(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[], norm?: string | null): Tensor
  fft_ifft2(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[]; norm?: string | null }): Tensor
  fft_ifftn(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[] | null, norm?: string | null): Tensor
  fft_ifftn(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[] | null; norm?: string | null }): Tensor
  fft_ifftshift(self: Tensor, dim?: number | readonly number[] | null): Tensor
  fft_ifftshift(self: Tensor, options: { dim?: number | readonly number[] | null }): Tensor
  fft_ihfft(self: Tensor, n?: number | bigint | null, dim?: number | bigint, norm?: string | null): Tensor
  fft_ihfft(self: Tensor, options: { n?: number | bigint | null; dim?: number | bigint; norm?: string | null }): Tensor
  fft_ihfft2(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[], norm?: string | null): Tensor
  fft_ihfft2(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[]; norm?: string | null }): Tensor
  fft_ihfftn(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[] | null, norm?: string | null): Tensor
  fft_ihfftn(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[] | null; norm?: string | null }): Tensor
  fft_irfft(self: Tensor, n?: number | bigint | null, dim?: number | bigint, norm?: string | null): Tensor
  fft_irfft(self: Tensor, options: { n?: number | bigint | null; dim?: number | bigint; norm?: string | null }): Tensor
  fft_irfft2(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[], norm?: string | null): Tensor
  fft_irfft2(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[]; norm?: string | null }): Tensor
  fft_irfftn(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[] | null, norm?: string | null): Tensor
  fft_irfftn(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[] | null; norm?: string | null }): Tensor
  fft_rfft(self: Tensor, n?: number | bigint | null, dim?: number | bigint, norm?: string | null): Tensor
  fft_rfft(self: Tensor, options: { n?: number | bigint | null; dim?: number | bigint; norm?: string | null }): Tensor
  fft_rfft2(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[], norm?: string | null): Tensor
  fft_rfft2(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[]; norm?: string | null }): Tensor
  fft_rfftfreq(n: number | bigint, d?: number): Tensor
  fft_rfftfreq(n: number | bigint, options: { d?: number; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  fft_rfftn(self: Tensor, s?: number | readonly number[] | null, dim?: number | readonly number[] | null, norm?: string | null): Tensor
  fft_rfftn(self: Tensor, options: { s?: number | readonly number[] | null; dim?: number | readonly number[] | null; norm?: string | null }): Tensor
  fill(self: Tensor, value: Scalar): Tensor
  fill(self: Tensor, value: Tensor): Tensor
  fill_(self: Tensor, value: Scalar): Tensor
  fill_(self: Tensor, value: Tensor): Tensor
  fill_diagonal_(self: Tensor, fillValue: Scalar, wrap?: boolean): Tensor
  fill_diagonal_(self: Tensor, fillValue: Scalar, options: { wrap?: boolean }): Tensor
  fix(self: Tensor): Tensor
  fix_(self: Tensor): Tensor
  flatten(self: Tensor, dims: readonly string[], outDim: string): Tensor
  flatten(self: Tensor, startDim: number | bigint, endDim: number | bigint, outDim: string): Tensor
  flatten(self: Tensor, startDim?: number | bigint, endDim?: number | bigint): Tensor
  flatten(self: Tensor, options: { startDim?: number | bigint; endDim?: number | bigint }): Tensor
  flatten(self: Tensor, startDim: string, endDim: string, outDim: string): Tensor
  flatten_dense_tensors(tensors: readonly Tensor[]): Tensor
  flip(self: Tensor, dims: readonly number[]): Tensor
  fliplr(self: Tensor): Tensor
  flipud(self: Tensor): Tensor
  float_power(self: Scalar, exponent: Tensor): Tensor
  float_power(self: Tensor, exponent: Scalar): Tensor
  float_power(self: Tensor, exponent: Tensor): Tensor
  float_power_(self: Tensor, exponent: Scalar): Tensor
  float_power_(self: Tensor, exponent: Tensor): Tensor
  floor(self: Tensor): Tensor
  floor_(self: Tensor): Tensor
  floor_divide(self: Tensor, other: Tensor): Tensor
  floor_divide(self: Tensor, other: Scalar): Tensor
  floor_divide_(self: Tensor, other: Scalar): Tensor
  floor_divide_(self: Tensor, other: Tensor): Tensor
  fmax(self: Tensor, other: Tensor): Tensor
  fmin(self: Tensor, other: Tensor): Tensor
  fmod(self: Tensor, other: Scalar): Tensor
  fmod(self: Tensor, other: Tensor): Tensor
  fmod_(self: Tensor, other: Scalar): Tensor
  fmod_(self: Tensor, other: Tensor): Tensor
  frac(self: Tensor): Tensor
  frac_(self: Tensor): Tensor
  fractional_max_pool2d(self: Tensor, kernelSize: number | readonly number[], outputSize: number | readonly number[], randomSamples: Tensor): [Tensor, Tensor]
  fractional_max_pool3d(self: Tensor, kernelSize: number | readonly number[], outputSize: number | readonly number[], randomSamples: Tensor): [Tensor, Tensor]
  frexp(self: Tensor): [Tensor, Tensor]
  frobenius_norm(self: Tensor): Tensor
  frobenius_norm(self: Tensor, dim: number | readonly number[], keepdim?: boolean): Tensor
  frobenius_norm(self: Tensor, dim: number | readonly number[], options: { keepdim?: boolean }): Tensor
  from_file(filename: string, shared?: boolean | null, size?: number | bigint | null): Tensor
  from_file(filename: string, options: { shared?: boolean | null; size?: number | bigint | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  full(size: readonly number[], fillValue: Scalar): Tensor
  full(size: readonly number[], fillValue: Scalar, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  full(size: readonly number[], fillValue: Scalar, options: { names?: readonly string[] | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  full_like(self: Tensor, fillValue: Scalar): Tensor
  full_like(self: Tensor, fillValue: Scalar, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  fused_moving_avg_obs_fake_quant(self: Tensor, observerOn: Tensor, fakeQuantOn: Tensor, runningMin: Tensor, runningMax: Tensor, scale: Tensor, zeroPoint: Tensor, averagingConst: number, quantMin: number | bigint, quantMax: number | bigint, chAxis: number | bigint, perRowFakeQuant?: boolean, symmetricQuant?: boolean): Tensor
  fused_moving_avg_obs_fake_quant(self: Tensor, observerOn: Tensor, fakeQuantOn: Tensor, runningMin: Tensor, runningMax: Tensor, scale: Tensor, zeroPoint: Tensor, averagingConst: number, quantMin: number | bigint, quantMax: number | bigint, chAxis: number | bigint, options: { perRowFakeQuant?: boolean; symmetricQuant?: boolean }): Tensor
  gather(self: Tensor, dim: number | bigint, index: Tensor): Tensor
  gather(self: Tensor, dim: number | bigint, index: Tensor, options: { sparseGrad?: boolean }): Tensor
  gather(self: Tensor, dim: string, index: Tensor): Tensor
  gather(self: Tensor, dim: string, index: Tensor, options: { sparseGrad?: boolean }): Tensor
  gcd(self: Tensor, other: Tensor): Tensor
  gcd_(self: Tensor, other: Tensor): Tensor
  ge(self: Tensor, other: Scalar): Tensor
  ge(self: Tensor, other: Tensor): Tensor
  ge_(self: Tensor, other: Scalar): Tensor
  ge_(self: Tensor, other: Tensor): Tensor
  gelu(self: Tensor): Tensor
  gelu(self: Tensor, options: { approximate?: string }): Tensor
  gelu_(self: Tensor): Tensor
  gelu_(self: Tensor, options: { approximate?: string }): Tensor
  geometric(self: Tensor, p: number): Tensor
  geometric(self: Tensor, p: number, options: { generator?: Generator | null }): Tensor
  geometric_(self: Tensor, p: number): Tensor
  geometric_(self: Tensor, p: number, options: { generator?: Generator | null }): Tensor
  geqrf(self: Tensor): [Tensor, Tensor]
  ger(self: Tensor, vec2: Tensor): Tensor
  glu(self: Tensor, dim?: number | bigint): Tensor
  glu(self: Tensor, options: { dim?: number | bigint }): Tensor
  glu_backward_jvp(gradX: Tensor, gradGlu: Tensor, x: Tensor, dgradGlu: Tensor, dx: Tensor, dim: number | bigint): Tensor
  glu_jvp(glu: Tensor, x: Tensor, dx: Tensor, dim: number | bigint): Tensor
  gradient(self: Tensor): Tensor[]
  gradient(self: Tensor, options: { dim?: readonly number[]; edgeOrder?: number | bigint }): Tensor[]
  gradient(self: Tensor, options: { spacing?: Scalar; dim?: readonly number[]; edgeOrder?: number | bigint }): Tensor[]
  gradient(self: Tensor, options: { spacing?: Scalar | null; dim?: number | bigint | null; edgeOrder?: number | bigint }): Tensor[]
  gradient(self: Tensor, options: { spacing?: readonly number[]; dim?: readonly number[]; edgeOrder?: number | bigint }): Tensor[]
  gradient(self: Tensor, options: { spacing?: readonly number[]; dim?: number | bigint | null; edgeOrder?: number | bigint }): Tensor[]
  gradient(self: Tensor, options: { spacing?: readonly Tensor[]; dim?: readonly number[]; edgeOrder?: number | bigint }): Tensor[]
  gradient(self: Tensor, options: { spacing?: readonly Tensor[]; dim?: number | bigint | null; edgeOrder?: number | bigint }): Tensor[]
  greater(self: Tensor, other: Scalar): Tensor
  greater(self: Tensor, other: Tensor): Tensor
  greater_(self: Tensor, other: Scalar): Tensor
  greater_(self: Tensor, other: Tensor): Tensor
  greater_equal(self: Tensor, other: Scalar): Tensor
  greater_equal(self: Tensor, other: Tensor): Tensor
  greater_equal_(self: Tensor, other: Scalar): Tensor
  greater_equal_(self: Tensor, other: Tensor): Tensor
  grid_sampler(input: Tensor, grid: Tensor, interpolationMode: number | bigint, paddingMode: number | bigint, alignCorners: boolean): Tensor
  grid_sampler_2d(input: Tensor, grid: Tensor, interpolationMode: number | bigint, paddingMode: number | bigint, alignCorners: boolean): Tensor
  grid_sampler_3d(input: Tensor, grid: Tensor, interpolationMode: number | bigint, paddingMode: number | bigint, alignCorners: boolean): Tensor
  group_norm(input: Tensor, numGroups: number | bigint, weight?: Tensor | null, bias?: Tensor | null, eps?: number, cudnnEnabled?: boolean): Tensor
  group_norm(input: Tensor, numGroups: number | bigint, options: { weight?: Tensor | null; bias?: Tensor | null; eps?: number; cudnnEnabled?: boolean }): Tensor
  gru(data: Tensor, batchSizes: Tensor, hx: Tensor, params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean): [Tensor, Tensor]
  gru(input: Tensor, hx: Tensor, params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean, batchFirst: boolean): [Tensor, Tensor]
  gru_cell(input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, bIh?: Tensor | null, bHh?: Tensor | null): Tensor
  gru_cell(input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, options: { bIh?: Tensor | null; bHh?: Tensor | null }): Tensor
  gt(self: Tensor, other: Scalar): Tensor
  gt(self: Tensor, other: Tensor): Tensor
  gt_(self: Tensor, other: Scalar): Tensor
  gt_(self: Tensor, other: Tensor): Tensor
  hamming_window(windowLength: number | bigint): Tensor
  hamming_window(windowLength: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  hamming_window(windowLength: number | bigint, periodic: boolean): Tensor
  hamming_window(windowLength: number | bigint, periodic: boolean, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  hamming_window(windowLength: number | bigint, periodic: boolean, alpha: number): Tensor
  hamming_window(windowLength: number | bigint, periodic: boolean, alpha: number, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  hamming_window(windowLength: number | bigint, periodic: boolean, alpha: number, beta: number): Tensor
  hamming_window(windowLength: number | bigint, periodic: boolean, alpha: number, beta: number, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  hann_window(windowLength: number | bigint): Tensor
  hann_window(windowLength: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  hann_window(windowLength: number | bigint, periodic: boolean): Tensor
  hann_window(windowLength: number | bigint, periodic: boolean, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  hardshrink(self: Tensor, lambd?: Scalar): Tensor
  hardshrink(self: Tensor, options: { lambd?: Scalar }): Tensor
  hardsigmoid(self: Tensor): Tensor
  hardsigmoid_(self: Tensor): Tensor
  hardswish(self: Tensor): Tensor
  hardswish_(self: Tensor): Tensor
  hardtanh(self: Tensor, minVal?: Scalar, maxVal?: Scalar): Tensor
  hardtanh(self: Tensor, options: { minVal?: Scalar; maxVal?: Scalar }): Tensor
  hardtanh_(self: Tensor, minVal?: Scalar, maxVal?: Scalar): Tensor
  hardtanh_(self: Tensor, options: { minVal?: Scalar; maxVal?: Scalar }): Tensor
  heaviside(self: Tensor, values: Tensor): Tensor
  heaviside_(self: Tensor, values: Tensor): Tensor
  hinge_embedding_loss(self: Tensor, target: Tensor, margin?: number, reduction?: number | bigint): Tensor
  hinge_embedding_loss(self: Tensor, target: Tensor, options: { margin?: number; reduction?: number | bigint }): Tensor
  histc(self: Tensor, bins?: number | bigint, min?: Scalar, max?: Scalar): Tensor
  histc(self: Tensor, options: { bins?: number | bigint; min?: Scalar; max?: Scalar }): Tensor
  histogram(self: Tensor, bins?: number | bigint): [Tensor, Tensor]
  histogram(self: Tensor, options: { bins?: number | bigint; range?: readonly number[] | null; weight?: Tensor | null; density?: boolean }): [Tensor, Tensor]
  histogram(self: Tensor, bins: Tensor): [Tensor, Tensor]
  histogram(self: Tensor, bins: Tensor, options: { weight?: Tensor | null; density?: boolean }): [Tensor, Tensor]
  histogramdd(self: Tensor, bins: readonly number[], range?: readonly number[] | null, weight?: Tensor | null, density?: boolean): [Tensor, Tensor[]]
  histogramdd(self: Tensor, bins: readonly number[], options: { range?: readonly number[] | null; weight?: Tensor | null; density?: boolean }): [Tensor, Tensor[]]
  histogramdd(self: Tensor, bins: readonly Tensor[], range?: readonly number[] | null, weight?: Tensor | null, density?: boolean): [Tensor, Tensor[]]
  histogramdd(self: Tensor, bins: readonly Tensor[], options: { range?: readonly number[] | null; weight?: Tensor | null; density?: boolean }): [Tensor, Tensor[]]
  histogramdd(self: Tensor, bins: number | bigint, range?: readonly number[] | null, weight?: Tensor | null, density?: boolean): [Tensor, Tensor[]]
  histogramdd(self: Tensor, bins: number | bigint, options: { range?: readonly number[] | null; weight?: Tensor | null; density?: boolean }): [Tensor, Tensor[]]
  hsplit(self: Tensor, indices: readonly number[]): Tensor[]
  hsplit(self: Tensor, sections: number | bigint): Tensor[]
  hspmm(mat1: Tensor, mat2: Tensor): Tensor
  hstack(tensors: readonly Tensor[]): Tensor
  huber_loss(self: Tensor, target: Tensor, reduction?: number | bigint, delta?: number): Tensor
  huber_loss(self: Tensor, target: Tensor, options: { reduction?: number | bigint; delta?: number }): Tensor
  hypot(self: Tensor, other: Tensor): Tensor
  hypot_(self: Tensor, other: Tensor): Tensor
  i0(self: Tensor): Tensor
  i0_(self: Tensor): Tensor
  igamma(self: Tensor, other: Tensor): Tensor
  igamma_(self: Tensor, other: Tensor): Tensor
  igammac(self: Tensor, other: Tensor): Tensor
  igammac_(self: Tensor, other: Tensor): Tensor
  im2col(self: Tensor, kernelSize: number | readonly number[], dilation: number | readonly number[], padding: number | readonly number[], stride: number | readonly number[]): Tensor
  imag(self: Tensor): Tensor
  index(self: Tensor, indices: readonly (Tensor | null)[]): Tensor
  index_add(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor): Tensor
  index_add(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor, options: { alpha?: Scalar }): Tensor
  index_add(self: Tensor, dim: string, index: Tensor, source: Tensor): Tensor
  index_add(self: Tensor, dim: string, index: Tensor, source: Tensor, options: { alpha?: Scalar }): Tensor
  index_add_(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor): Tensor
  index_add_(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor, options: { alpha?: Scalar }): Tensor
  index_copy(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor): Tensor
  index_copy(self: Tensor, dim: string, index: Tensor, source: Tensor): Tensor
  index_copy_(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor): Tensor
  index_copy_(self: Tensor, dim: string, index: Tensor, source: Tensor): Tensor
  index_fill(self: Tensor, dim: string, index: Tensor, value: Scalar): Tensor
  index_fill(self: Tensor, dim: string, index: Tensor, value: Tensor): Tensor
  index_fill(self: Tensor, dim: number | bigint, index: Tensor, value: Scalar): Tensor
  index_fill(self: Tensor, dim: number | bigint, index: Tensor, value: Tensor): Tensor
  index_fill_(self: Tensor, dim: string, index: Tensor, value: Scalar): Tensor
  index_fill_(self: Tensor, dim: string, index: Tensor, value: Tensor): Tensor
  index_fill_(self: Tensor, dim: number | bigint, index: Tensor, value: Scalar): Tensor
  index_fill_(self: Tensor, dim: number | bigint, index: Tensor, value: Tensor): Tensor
  index_put(self: Tensor, indices: readonly (Tensor | null)[], values: Tensor, accumulate?: boolean): Tensor
  index_put(self: Tensor, indices: readonly (Tensor | null)[], values: Tensor, options: { accumulate?: boolean }): Tensor
  index_put_(self: Tensor, indices: readonly (Tensor | null)[], values: Tensor, accumulate?: boolean): Tensor
  index_put_(self: Tensor, indices: readonly (Tensor | null)[], values: Tensor, options: { accumulate?: boolean }): Tensor
  index_reduce(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor, reduce: string): Tensor
  index_reduce(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor, reduce: string, options: { includeSelf?: boolean }): Tensor
  index_reduce_(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor, reduce: string): Tensor
  index_reduce_(self: Tensor, dim: number | bigint, index: Tensor, source: Tensor, reduce: string, options: { includeSelf?: boolean }): Tensor
  index_select(self: Tensor, dim: number | bigint, index: Tensor): Tensor
  index_select(self: Tensor, dim: string, index: Tensor): Tensor
  indices(self: Tensor): Tensor
  indices_copy(self: Tensor): Tensor
  inner(self: Tensor, other: Tensor): Tensor
  instance_norm(input: Tensor, weight: Tensor | null, bias: Tensor | null, runningMean: Tensor | null, runningVar: Tensor | null, useInputStats: boolean, momentum: number, eps: number, cudnnEnabled: boolean): Tensor
  int_repr(self: Tensor): Tensor
  inverse(self: Tensor): Tensor
  is_coalesced(self: Tensor): boolean
  is_complex(self: Tensor): boolean
  is_conj(self: Tensor): boolean
  is_distributed(self: Tensor): boolean
  is_floating_point(self: Tensor): boolean
  is_inference(self: Tensor): boolean
  is_leaf(self: Tensor): boolean
  is_neg(self: Tensor): boolean
  is_nonzero(self: Tensor): boolean
  is_pinned(self: Tensor, device?: Device | null): boolean
  is_pinned(self: Tensor, options: { device?: Device | null }): boolean
  is_same_size(self: Tensor, other: Tensor): boolean
  is_set_to(self: Tensor, tensor: Tensor): boolean
  is_signed(self: Tensor): boolean
  is_vulkan_available(): boolean
  isclose(self: Tensor, other: Tensor, rtol?: number, atol?: number, equalNan?: boolean): Tensor
  isclose(self: Tensor, other: Tensor, options: { rtol?: number; atol?: number; equalNan?: boolean }): Tensor
  isfinite(self: Tensor): Tensor
  isin(element: Scalar, testElements: Tensor): Tensor
  isin(element: Scalar, testElements: Tensor, options: { assumeUnique?: boolean; invert?: boolean }): Tensor
  isin(elements: Tensor, testElement: Scalar): Tensor
  isin(elements: Tensor, testElement: Scalar, options: { assumeUnique?: boolean; invert?: boolean }): Tensor
  isin(elements: Tensor, testElements: Tensor): Tensor
  isin(elements: Tensor, testElements: Tensor, options: { assumeUnique?: boolean; invert?: boolean }): Tensor
  isinf(self: Tensor): Tensor
  isnan(self: Tensor): Tensor
  isneginf(self: Tensor): Tensor
  isposinf(self: Tensor): Tensor
  isreal(self: Tensor): Tensor
  istft(self: Tensor, nFft: number | bigint, hopLength?: number | bigint | null, winLength?: number | bigint | null, window?: Tensor | null, center?: boolean, normalized?: boolean, onesided?: boolean | null, length?: number | bigint | null, returnComplex?: boolean): Tensor
  istft(self: Tensor, nFft: number | bigint, options: { hopLength?: number | bigint | null; winLength?: number | bigint | null; window?: Tensor | null; center?: boolean; normalized?: boolean; onesided?: boolean | null; length?: number | bigint | null; returnComplex?: boolean }): Tensor
  item(self: Tensor): number
  kaiser_window(windowLength: number | bigint): Tensor
  kaiser_window(windowLength: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  kaiser_window(windowLength: number | bigint, periodic: boolean, beta: number): Tensor
  kaiser_window(windowLength: number | bigint, periodic: boolean, beta: number, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  kaiser_window(windowLength: number | bigint, periodic: boolean): Tensor
  kaiser_window(windowLength: number | bigint, periodic: boolean, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  kl_div(self: Tensor, target: Tensor, reduction?: number | bigint): Tensor
  kl_div(self: Tensor, target: Tensor, options: { reduction?: number | bigint; logTarget?: boolean }): Tensor
  kron(self: Tensor, other: Tensor): Tensor
  kthvalue(self: Tensor, k: number | bigint, dim?: number | bigint, keepdim?: boolean): [Tensor, Tensor]
  kthvalue(self: Tensor, k: number | bigint, options: { dim?: number | bigint; keepdim?: boolean }): [Tensor, Tensor]
  kthvalue(self: Tensor, k: number | bigint, dim: string, keepdim?: boolean): [Tensor, Tensor]
  kthvalue(self: Tensor, k: number | bigint, dim: string, options: { keepdim?: boolean }): [Tensor, Tensor]
  l1_loss(self: Tensor, target: Tensor, reduction?: number | bigint): Tensor
  l1_loss(self: Tensor, target: Tensor, options: { reduction?: number | bigint }): Tensor
  layer_norm(input: Tensor, normalizedShape: readonly number[], weight?: Tensor | null, bias?: Tensor | null, eps?: number, cudnnEnable?: boolean): Tensor
  layer_norm(input: Tensor, normalizedShape: readonly number[], options: { weight?: Tensor | null; bias?: Tensor | null; eps?: number; cudnnEnable?: boolean }): Tensor
  lcm(self: Tensor, other: Tensor): Tensor
  lcm_(self: Tensor, other: Tensor): Tensor
  ldexp(self: Tensor, other: Tensor): Tensor
  ldexp_(self: Tensor, other: Tensor): Tensor
  le(self: Tensor, other: Scalar): Tensor
  le(self: Tensor, other: Tensor): Tensor
  le_(self: Tensor, other: Scalar): Tensor
  le_(self: Tensor, other: Tensor): Tensor
  leaky_relu(self: Tensor, negativeSlope?: Scalar): Tensor
  leaky_relu(self: Tensor, options: { negativeSlope?: Scalar }): Tensor
  leaky_relu_(self: Tensor, negativeSlope?: Scalar): Tensor
  leaky_relu_(self: Tensor, options: { negativeSlope?: Scalar }): Tensor
  lerp(self: Tensor, end: Tensor, weight: Scalar): Tensor
  lerp(self: Tensor, end: Tensor, weight: Tensor): Tensor
  lerp_(self: Tensor, end: Tensor, weight: Scalar): Tensor
  lerp_(self: Tensor, end: Tensor, weight: Tensor): Tensor
  less(self: Tensor, other: Scalar): Tensor
  less(self: Tensor, other: Tensor): Tensor
  less_(self: Tensor, other: Scalar): Tensor
  less_(self: Tensor, other: Tensor): Tensor
  less_equal(self: Tensor, other: Scalar): Tensor
  less_equal(self: Tensor, other: Tensor): Tensor
  less_equal_(self: Tensor, other: Scalar): Tensor
  less_equal_(self: Tensor, other: Tensor): Tensor
  lgamma(self: Tensor): Tensor
  lgamma_(self: Tensor): Tensor
  lift(self: Tensor): Tensor
  lift_fresh(self: Tensor): Tensor
  lift_fresh_copy(self: Tensor): Tensor
  linalg_cholesky(self: Tensor): Tensor
  linalg_cholesky(self: Tensor, options: { upper?: boolean }): Tensor
  linalg_cholesky_ex(self: Tensor): [Tensor, Tensor]
  linalg_cholesky_ex(self: Tensor, options: { upper?: boolean; checkErrors?: boolean }): [Tensor, Tensor]
  linalg_cond(self: Tensor, p?: Scalar | null): Tensor
  linalg_cond(self: Tensor, options: { p?: Scalar | null }): Tensor
  linalg_cond(self: Tensor, p: string): Tensor
  linalg_cross(self: Tensor, other: Tensor): Tensor
  linalg_cross(self: Tensor, other: Tensor, options: { dim?: number | bigint }): Tensor
  linalg_det(A: Tensor): Tensor
  linalg_diagonal(A: Tensor): Tensor
  linalg_diagonal(A: Tensor, options: { offset?: number | bigint; dim1?: number | bigint; dim2?: number | bigint }): Tensor
  linalg_eig(self: Tensor): [Tensor, Tensor]
  linalg_eigh(self: Tensor, UPLO?: string): [Tensor, Tensor]
  linalg_eigh(self: Tensor, options: { UPLO?: string }): [Tensor, Tensor]
  linalg_eigvals(self: Tensor): Tensor
  linalg_eigvalsh(self: Tensor, UPLO?: string): Tensor
  linalg_eigvalsh(self: Tensor, options: { UPLO?: string }): Tensor
  linalg_householder_product(input: Tensor, tau: Tensor): Tensor
  linalg_inv(A: Tensor): Tensor
  linalg_inv_ex(A: Tensor): [Tensor, Tensor]
  linalg_inv_ex(A: Tensor, options: { checkErrors?: boolean }): [Tensor, Tensor]
  linalg_ldl_factor(self: Tensor): [Tensor, Tensor]
  linalg_ldl_factor(self: Tensor, options: { hermitian?: boolean }): [Tensor, Tensor]
  linalg_ldl_factor_ex(self: Tensor): [Tensor, Tensor, Tensor]
  linalg_ldl_factor_ex(self: Tensor, options: { hermitian?: boolean; checkErrors?: boolean }): [Tensor, Tensor, Tensor]
  linalg_ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor): Tensor
  linalg_ldl_solve(LD: Tensor, pivots: Tensor, B: Tensor, options: { hermitian?: boolean }): Tensor
  linalg_lstsq(self: Tensor, b: Tensor, rcond?: number | null): [Tensor, Tensor, Tensor, Tensor]
  linalg_lstsq(self: Tensor, b: Tensor, options: { rcond?: number | null; driver?: string | null }): [Tensor, Tensor, Tensor, Tensor]
  linalg_lu(A: Tensor): [Tensor, Tensor, Tensor]
  linalg_lu(A: Tensor, options: { pivot?: boolean }): [Tensor, Tensor, Tensor]
  linalg_lu_factor(A: Tensor): [Tensor, Tensor]
  linalg_lu_factor(A: Tensor, options: { pivot?: boolean }): [Tensor, Tensor]
  linalg_lu_factor_ex(A: Tensor): [Tensor, Tensor, Tensor]
  linalg_lu_factor_ex(A: Tensor, options: { pivot?: boolean; checkErrors?: boolean }): [Tensor, Tensor, Tensor]
  linalg_lu_solve(LU: Tensor, pivots: Tensor, B: Tensor): Tensor
  linalg_lu_solve(LU: Tensor, pivots: Tensor, B: Tensor, options: { left?: boolean; adjoint?: boolean }): Tensor
  linalg_matmul(self: Tensor, other: Tensor): Tensor
  linalg_matrix_exp(self: Tensor): Tensor
  linalg_matrix_norm(self: Tensor, ord: Scalar, dim?: readonly number[], keepdim?: boolean): Tensor
  linalg_matrix_norm(self: Tensor, ord: Scalar, options: { dim?: readonly number[]; keepdim?: boolean; dtype?: DType | null }): Tensor
  linalg_matrix_norm(self: Tensor, ord?: string, dim?: readonly number[], keepdim?: boolean): Tensor
  linalg_matrix_norm(self: Tensor, options: { ord?: string; dim?: readonly number[]; keepdim?: boolean; dtype?: DType | null }): Tensor
  linalg_matrix_power(self: Tensor, n: number | bigint): Tensor
  linalg_matrix_rank(self: Tensor, tol: number, hermitian?: boolean): Tensor
  linalg_matrix_rank(self: Tensor, tol: number, options: { hermitian?: boolean }): Tensor
  linalg_matrix_rank(self: Tensor): Tensor
  linalg_matrix_rank(self: Tensor, options: { atol?: number | null; rtol?: number | null; hermitian?: boolean }): Tensor
  linalg_matrix_rank(input: Tensor): Tensor
  linalg_matrix_rank(input: Tensor, options: { atol?: Tensor | null; rtol?: Tensor | null; hermitian?: boolean }): Tensor
  linalg_matrix_rank(input: Tensor, tol: Tensor, hermitian?: boolean): Tensor
  linalg_matrix_rank(input: Tensor, tol: Tensor, options: { hermitian?: boolean }): Tensor
  linalg_multi_dot(tensors: readonly Tensor[]): Tensor
  linalg_norm(self: Tensor, ord?: Scalar | null, dim?: number | readonly number[] | null, keepdim?: boolean): Tensor
  linalg_norm(self: Tensor, options: { ord?: Scalar | null; dim?: number | readonly number[] | null; keepdim?: boolean; dtype?: DType | null }): Tensor
  linalg_norm(self: Tensor, ord: string, dim?: number | readonly number[] | null, keepdim?: boolean): Tensor
  linalg_norm(self: Tensor, ord: string, options: { dim?: number | readonly number[] | null; keepdim?: boolean; dtype?: DType | null }): Tensor
  linalg_pinv(self: Tensor, rcond: number, hermitian?: boolean): Tensor
  linalg_pinv(self: Tensor, rcond: number, options: { hermitian?: boolean }): Tensor
  linalg_pinv(self: Tensor): Tensor
  linalg_pinv(self: Tensor, options: { atol?: number | null; rtol?: number | null; hermitian?: boolean }): Tensor
  linalg_pinv(self: Tensor, options: { atol?: Tensor | null; rtol?: Tensor | null; hermitian?: boolean }): Tensor
  linalg_pinv(self: Tensor, rcond: Tensor, hermitian?: boolean): Tensor
  linalg_pinv(self: Tensor, rcond: Tensor, options: { hermitian?: boolean }): Tensor
  linalg_qr(A: Tensor, mode?: string): [Tensor, Tensor]
  linalg_qr(A: Tensor, options: { mode?: string }): [Tensor, Tensor]
  linalg_slogdet(A: Tensor): [Tensor, Tensor]
  linalg_solve(A: Tensor, B: Tensor): Tensor
  linalg_solve(A: Tensor, B: Tensor, options: { left?: boolean }): Tensor
  linalg_solve_ex(A: Tensor, B: Tensor): [Tensor, Tensor]
  linalg_solve_ex(A: Tensor, B: Tensor, options: { left?: boolean; checkErrors?: boolean }): [Tensor, Tensor]
  linalg_solve_triangular(self: Tensor, B: Tensor): Tensor
  linalg_solve_triangular(self: Tensor, B: Tensor, options: { upper?: boolean; left?: boolean; unitriangular?: boolean }): Tensor
  linalg_svd(A: Tensor, fullMatrices?: boolean): [Tensor, Tensor, Tensor]
  linalg_svd(A: Tensor, options: { fullMatrices?: boolean; driver?: string | null }): [Tensor, Tensor, Tensor]
  linalg_svdvals(A: Tensor): Tensor
  linalg_svdvals(A: Tensor, options: { driver?: string | null }): Tensor
  linalg_tensorinv(self: Tensor, ind?: number | bigint): Tensor
  linalg_tensorinv(self: Tensor, options: { ind?: number | bigint }): Tensor
  linalg_tensorsolve(self: Tensor, other: Tensor, dims?: readonly number[] | null): Tensor
  linalg_tensorsolve(self: Tensor, other: Tensor, options: { dims?: readonly number[] | null }): Tensor
  linalg_vander(x: Tensor): Tensor
  linalg_vander(x: Tensor, options: { N?: number | bigint | null }): Tensor
  linalg_vecdot(x: Tensor, y: Tensor): Tensor
  linalg_vecdot(x: Tensor, y: Tensor, options: { dim?: number | bigint }): Tensor
  linalg_vector_norm(self: Tensor, ord?: Scalar, dim?: number | readonly number[] | null, keepdim?: boolean): Tensor
  linalg_vector_norm(self: Tensor, options: { ord?: Scalar; dim?: number | readonly number[] | null; keepdim?: boolean; dtype?: DType | null }): Tensor
  linear(input: Tensor, weight: Tensor, bias?: Tensor | null): Tensor
  linear(input: Tensor, weight: Tensor, options: { bias?: Tensor | null }): Tensor
  linspace(start: Scalar, end: Scalar, steps: number | bigint): Tensor
  linspace(start: Scalar, end: Scalar, steps: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  log(self: Tensor): Tensor
  log10(self: Tensor): Tensor
  log10_(self: Tensor): Tensor
  log1p(self: Tensor): Tensor
  log1p_(self: Tensor): Tensor
  log2(self: Tensor): Tensor
  log2_(self: Tensor): Tensor
  log_(self: Tensor): Tensor
  log_normal(self: Tensor, mean?: number, std?: number): Tensor
  log_normal(self: Tensor, options: { mean?: number; std?: number; generator?: Generator | null }): Tensor
  log_normal_(self: Tensor, mean?: number, std?: number): Tensor
  log_normal_(self: Tensor, options: { mean?: number; std?: number; generator?: Generator | null }): Tensor
  log_sigmoid(self: Tensor): Tensor
  log_sigmoid_forward(self: Tensor): [Tensor, Tensor]
  log_softmax(self: Tensor, dim: string): Tensor
  log_softmax(self: Tensor, dim: string, options: { dtype?: DType | null }): Tensor
  log_softmax(self: Tensor, dim: number | bigint, dtype?: DType | null): Tensor
  log_softmax(self: Tensor, dim: number | bigint, options: { dtype?: DType | null }): Tensor
  logaddexp(self: Tensor, other: Tensor): Tensor
  logaddexp2(self: Tensor, other: Tensor): Tensor
  logcumsumexp(self: Tensor, dim: number | bigint): Tensor
  logcumsumexp(self: Tensor, dim: string): Tensor
  logdet(self: Tensor): Tensor
  logical_and(self: Tensor, other: Tensor): Tensor
  logical_and_(self: Tensor, other: Tensor): Tensor
  logical_not(self: Tensor): Tensor
  logical_not_(self: Tensor): Tensor
  logical_or(self: Tensor, other: Tensor): Tensor
  logical_or_(self: Tensor, other: Tensor): Tensor
  logical_xor(self: Tensor, other: Tensor): Tensor
  logical_xor_(self: Tensor, other: Tensor): Tensor
  logit(self: Tensor, eps?: number | null): Tensor
  logit(self: Tensor, options: { eps?: number | null }): Tensor
  logit_(self: Tensor, eps?: number | null): Tensor
  logit_(self: Tensor, options: { eps?: number | null }): Tensor
  logspace(start: Scalar, end: Scalar, steps: number | bigint, base?: number): Tensor
  logspace(start: Scalar, end: Scalar, steps: number | bigint, options: { base?: number; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  logsumexp(self: Tensor, dim: number | readonly number[], keepdim?: boolean): Tensor
  logsumexp(self: Tensor, dim: number | readonly number[], options: { keepdim?: boolean }): Tensor
  logsumexp(self: Tensor, dim: readonly string[], keepdim?: boolean): Tensor
  logsumexp(self: Tensor, dim: readonly string[], options: { keepdim?: boolean }): Tensor
  lstm(data: Tensor, batchSizes: Tensor, hx: readonly Tensor[], params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean): [Tensor, Tensor, Tensor]
  lstm(input: Tensor, hx: readonly Tensor[], params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean, batchFirst: boolean): [Tensor, Tensor, Tensor]
  lstm_cell(input: Tensor, hx: readonly Tensor[], wIh: Tensor, wHh: Tensor, bIh?: Tensor | null, bHh?: Tensor | null): [Tensor, Tensor]
  lstm_cell(input: Tensor, hx: readonly Tensor[], wIh: Tensor, wHh: Tensor, options: { bIh?: Tensor | null; bHh?: Tensor | null }): [Tensor, Tensor]
  lt(self: Tensor, other: Scalar): Tensor
  lt(self: Tensor, other: Tensor): Tensor
  lt_(self: Tensor, other: Scalar): Tensor
  lt_(self: Tensor, other: Tensor): Tensor
  lu_solve(self: Tensor, LUData: Tensor, LUPivots: Tensor): Tensor
  lu_unpack(LUData: Tensor, LUPivots: Tensor, unpackData?: boolean, unpackPivots?: boolean): [Tensor, Tensor, Tensor]
  lu_unpack(LUData: Tensor, LUPivots: Tensor, options: { unpackData?: boolean; unpackPivots?: boolean }): [Tensor, Tensor, Tensor]
  mH(self: Tensor): Tensor
  mT(self: Tensor): Tensor
  margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin?: number, reduction?: number | bigint): Tensor
  margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, options: { margin?: number; reduction?: number | bigint }): Tensor
  masked_fill(self: Tensor, mask: Tensor, value: Scalar): Tensor
  masked_fill(self: Tensor, mask: Tensor, value: Tensor): Tensor
  masked_fill_(self: Tensor, mask: Tensor, value: Scalar): Tensor
  masked_fill_(self: Tensor, mask: Tensor, value: Tensor): Tensor
  masked_scatter(self: Tensor, mask: Tensor, source: Tensor): Tensor
  masked_scatter_(self: Tensor, mask: Tensor, source: Tensor): Tensor
  masked_select(self: Tensor, mask: Tensor): Tensor
  matmul(self: Tensor, other: Tensor): Tensor
  matrix_H(self: Tensor): Tensor
  matrix_exp(self: Tensor): Tensor
  matrix_power(self: Tensor, n: number | bigint): Tensor
  max(self: Tensor): Tensor
  max(self: Tensor, dim: number | bigint, keepdim?: boolean): [Tensor, Tensor]
  max(self: Tensor, dim: number | bigint, options: { keepdim?: boolean }): [Tensor, Tensor]
  max(self: Tensor, dim: string, keepdim?: boolean): [Tensor, Tensor]
  max(self: Tensor, dim: string, options: { keepdim?: boolean }): [Tensor, Tensor]
  max(self: Tensor, other: Tensor): Tensor
  max_pool1d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor
  max_pool1d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): Tensor
  max_pool1d_with_indices(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): [Tensor, Tensor]
  max_pool1d_with_indices(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): [Tensor, Tensor]
  max_pool2d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor
  max_pool2d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): Tensor
  max_pool2d_with_indices(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): [Tensor, Tensor]
  max_pool2d_with_indices(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): [Tensor, Tensor]
  max_pool3d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor
  max_pool3d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): Tensor
  max_pool3d_with_indices(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): [Tensor, Tensor]
  max_pool3d_with_indices(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): [Tensor, Tensor]
  max_unpool2d(self: Tensor, indices: Tensor, outputSize: number | readonly number[]): Tensor
  max_unpool3d(self: Tensor, indices: Tensor, outputSize: number | readonly number[], stride: number | readonly number[], padding: number | readonly number[]): Tensor
  maximum(self: Tensor, other: Tensor): Tensor
  mean(self: Tensor): Tensor
  mean(self: Tensor, options: { dtype?: DType | null }): Tensor
  mean(self: Tensor, dim: number | readonly number[] | null, keepdim?: boolean): Tensor
  mean(self: Tensor, dim: number | readonly number[] | null, options: { keepdim?: boolean; dtype?: DType | null }): Tensor
  mean(self: Tensor, dim: readonly string[], keepdim?: boolean): Tensor
  mean(self: Tensor, dim: readonly string[], options: { keepdim?: boolean; dtype?: DType | null }): Tensor
  median(self: Tensor): Tensor
  median(self: Tensor, dim: number | bigint, keepdim?: boolean): [Tensor, Tensor]
  median(self: Tensor, dim: number | bigint, options: { keepdim?: boolean }): [Tensor, Tensor]
  median(self: Tensor, dim: string, keepdim?: boolean): [Tensor, Tensor]
  median(self: Tensor, dim: string, options: { keepdim?: boolean }): [Tensor, Tensor]
  meshgrid(tensors: readonly Tensor[]): Tensor[]
  meshgrid(tensors: readonly Tensor[], options: { indexing?: string }): Tensor[]
  min(self: Tensor): Tensor
  min(self: Tensor, dim: number | bigint, keepdim?: boolean): [Tensor, Tensor]
  min(self: Tensor, dim: number | bigint, options: { keepdim?: boolean }): [Tensor, Tensor]
  min(self: Tensor, dim: string, keepdim?: boolean): [Tensor, Tensor]
  min(self: Tensor, dim: string, options: { keepdim?: boolean }): [Tensor, Tensor]
  min(self: Tensor, other: Tensor): Tensor
  minimum(self: Tensor, other: Tensor): Tensor
  miopen_batch_norm(input: Tensor, weight: Tensor, bias: Tensor | null, runningMean: Tensor | null, runningVar: Tensor | null, training: boolean, exponentialAverageFactor: number, epsilon: number): [Tensor, Tensor, Tensor]
  miopen_convolution(self: Tensor, weight: Tensor, bias: Tensor | null, padding: readonly number[], stride: readonly number[], dilation: readonly number[], groups: number | bigint, benchmark: boolean, deterministic: boolean): Tensor
  miopen_convolution_add_relu(self: Tensor, weight: Tensor, z: Tensor, alpha: Scalar | null, bias: Tensor | null, stride: readonly number[], padding: readonly number[], dilation: readonly number[], groups: number | bigint): Tensor
  miopen_convolution_relu(self: Tensor, weight: Tensor, bias: Tensor | null, stride: readonly number[], padding: readonly number[], dilation: readonly number[], groups: number | bigint): Tensor
  miopen_convolution_transpose(self: Tensor, weight: Tensor, bias: Tensor | null, padding: readonly number[], outputPadding: readonly number[], stride: readonly number[], dilation: readonly number[], groups: number | bigint, benchmark: boolean, deterministic: boolean): Tensor
  miopen_depthwise_convolution(self: Tensor, weight: Tensor, bias: Tensor | null, padding: readonly number[], stride: readonly number[], dilation: readonly number[], groups: number | bigint, benchmark: boolean, deterministic: boolean): Tensor
  miopen_rnn(input: Tensor, weight: readonly Tensor[], weightStride0: number | bigint, hx: Tensor, cx: Tensor | null, mode: number | bigint, hiddenSize: number | bigint, numLayers: number | bigint, batchFirst: boolean, dropout: number, train: boolean, bidirectional: boolean, batchSizes: readonly number[], dropoutState: Tensor | null): [Tensor, Tensor, Tensor, Tensor, Tensor]
  mish(self: Tensor): Tensor
  mish_(self: Tensor): Tensor
  mkldnn_adaptive_avg_pool2d(self: Tensor, outputSize: number | readonly number[]): Tensor
  mkldnn_convolution(self: Tensor, weight: Tensor, bias: Tensor | null, padding: readonly number[], stride: readonly number[], dilation: readonly number[], groups: number | bigint): Tensor
  mkldnn_linear(self: Tensor, weight: Tensor, bias?: Tensor | null): Tensor
  mkldnn_linear(self: Tensor, weight: Tensor, options: { bias?: Tensor | null }): Tensor
  mkldnn_linear_backward_input(inputSize: readonly number[], gradOutput: Tensor, weight: Tensor): Tensor
  mkldnn_linear_backward_weights(gradOutput: Tensor, input: Tensor, weight: Tensor, biasDefined: boolean): [Tensor, Tensor]
  mkldnn_max_pool2d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor
  mkldnn_max_pool2d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): Tensor
  mkldnn_max_pool3d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor
  mkldnn_max_pool3d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): Tensor
  mkldnn_reorder_conv2d_weight(self: Tensor, padding?: number | readonly number[], stride?: number | readonly number[], dilation?: number | readonly number[], groups?: number | bigint): Tensor
  mkldnn_reorder_conv2d_weight(self: Tensor, options: { padding?: number | readonly number[]; stride?: number | readonly number[]; dilation?: number | readonly number[]; groups?: number | bigint }): Tensor
  mkldnn_reorder_conv3d_weight(self: Tensor, padding?: number | readonly number[], stride?: number | readonly number[], dilation?: number | readonly number[], groups?: number | bigint): Tensor
  mkldnn_reorder_conv3d_weight(self: Tensor, options: { padding?: number | readonly number[]; stride?: number | readonly number[]; dilation?: number | readonly number[]; groups?: number | bigint }): Tensor
  mm(self: Tensor, mat2: Tensor): Tensor
  mode(self: Tensor, dim?: number | bigint, keepdim?: boolean): [Tensor, Tensor]
  mode(self: Tensor, options: { dim?: number | bigint; keepdim?: boolean }): [Tensor, Tensor]
  mode(self: Tensor, dim: string, keepdim?: boolean): [Tensor, Tensor]
  mode(self: Tensor, dim: string, options: { keepdim?: boolean }): [Tensor, Tensor]
  moveaxis(self: Tensor, source: number | bigint, destination: number | bigint): Tensor
  moveaxis(self: Tensor, source: readonly number[], destination: readonly number[]): Tensor
  movedim(self: Tensor, source: number | bigint, destination: number | bigint): Tensor
  movedim(self: Tensor, source: readonly number[], destination: readonly number[]): Tensor
  mse_loss(self: Tensor, target: Tensor, reduction?: number | bigint): Tensor
  mse_loss(self: Tensor, target: Tensor, options: { reduction?: number | bigint }): Tensor
  msort(self: Tensor): Tensor
  mul(self: Tensor, other: Scalar): Tensor
  mul(self: Tensor, other: Tensor): Tensor
  mul_(self: Tensor, other: Scalar): Tensor
  mul_(self: Tensor, other: Tensor): Tensor
  multi_margin_loss(self: Tensor, target: Tensor, p?: Scalar, margin?: Scalar, weight?: Tensor | null, reduction?: number | bigint): Tensor
  multi_margin_loss(self: Tensor, target: Tensor, options: { p?: Scalar; margin?: Scalar; weight?: Tensor | null; reduction?: number | bigint }): Tensor
  multilabel_margin_loss(self: Tensor, target: Tensor, reduction?: number | bigint): Tensor
  multilabel_margin_loss(self: Tensor, target: Tensor, options: { reduction?: number | bigint }): Tensor
  multilabel_margin_loss_forward(self: Tensor, target: Tensor, reduction: number | bigint): [Tensor, Tensor]
  multinomial(self: Tensor, numSamples: number | bigint, replacement?: boolean): Tensor
  multinomial(self: Tensor, numSamples: number | bigint, options: { replacement?: boolean; generator?: Generator | null }): Tensor
  multiply(self: Tensor, other: Scalar): Tensor
  multiply(self: Tensor, other: Tensor): Tensor
  multiply_(self: Tensor, other: Scalar): Tensor
  multiply_(self: Tensor, other: Tensor): Tensor
  mv(self: Tensor, vec: Tensor): Tensor
  mvlgamma(self: Tensor, p: number | bigint): Tensor
  mvlgamma_(self: Tensor, p: number | bigint): Tensor
  nan_to_num(self: Tensor, nan?: number | null, posinf?: number | null, neginf?: number | null): Tensor
  nan_to_num(self: Tensor, options: { nan?: number | null; posinf?: number | null; neginf?: number | null }): Tensor
  nan_to_num_(self: Tensor, nan?: number | null, posinf?: number | null, neginf?: number | null): Tensor
  nan_to_num_(self: Tensor, options: { nan?: number | null; posinf?: number | null; neginf?: number | null }): Tensor
  nanmean(self: Tensor, dim?: number | readonly number[] | null, keepdim?: boolean): Tensor
  nanmean(self: Tensor, options: { dim?: number | readonly number[] | null; keepdim?: boolean; dtype?: DType | null }): Tensor
  nanmedian(self: Tensor): Tensor
  nanmedian(self: Tensor, dim: number | bigint, keepdim?: boolean): [Tensor, Tensor]
  nanmedian(self: Tensor, dim: number | bigint, options: { keepdim?: boolean }): [Tensor, Tensor]
  nanmedian(self: Tensor, dim: string, keepdim?: boolean): [Tensor, Tensor]
  nanmedian(self: Tensor, dim: string, options: { keepdim?: boolean }): [Tensor, Tensor]
  nanquantile(self: Tensor, q: Tensor, dim?: number | bigint | null, keepdim?: boolean): Tensor
  nanquantile(self: Tensor, q: Tensor, options: { dim?: number | bigint | null; keepdim?: boolean; interpolation?: string }): Tensor
  nanquantile(self: Tensor, q: number, dim?: number | bigint | null, keepdim?: boolean): Tensor
  nanquantile(self: Tensor, q: number, options: { dim?: number | bigint | null; keepdim?: boolean; interpolation?: string }): Tensor
  nansum(self: Tensor, dim?: number | readonly number[] | null, keepdim?: boolean): Tensor
  nansum(self: Tensor, options: { dim?: number | readonly number[] | null; keepdim?: boolean; dtype?: DType | null }): Tensor
  narrow(self: Tensor, dim: number | bigint, start: number | bigint, length: number | bigint): Tensor
  narrow(self: Tensor, dim: number | bigint, start: Tensor, length: number | bigint): Tensor
  narrow_copy(self: Tensor, dim: number | bigint, start: number | bigint, length: number | bigint): Tensor
  native_batch_norm(input: Tensor, weight: Tensor | null, bias: Tensor | null, runningMean: Tensor | null, runningVar: Tensor | null, training: boolean, momentum: number, eps: number): [Tensor, Tensor, Tensor]
  native_channel_shuffle(self: Tensor, groups: number | bigint): Tensor
  native_dropout(input: Tensor, p: number, train: boolean | null): [Tensor, Tensor]
  native_group_norm(input: Tensor, weight: Tensor | null, bias: Tensor | null, N: number | bigint, C: number | bigint, HxW: number | bigint, group: number | bigint, eps: number): [Tensor, Tensor, Tensor]
  native_layer_norm(input: Tensor, normalizedShape: readonly number[], weight: Tensor | null, bias: Tensor | null, eps: number): [Tensor, Tensor, Tensor]
  native_norm(self: Tensor, p?: Scalar): Tensor
  native_norm(self: Tensor, options: { p?: Scalar }): Tensor
  native_norm(self: Tensor, p: Scalar | null, dim: number | readonly number[], keepdim: boolean, dtype: DType | null): Tensor
  ne(self: Tensor, other: Scalar): Tensor
  ne(self: Tensor, other: Tensor): Tensor
  ne_(self: Tensor, other: Scalar): Tensor
  ne_(self: Tensor, other: Tensor): Tensor
  neg(self: Tensor): Tensor
  neg_(self: Tensor): Tensor
  negative(self: Tensor): Tensor
  negative_(self: Tensor): Tensor
  nested_to_padded_tensor(self: Tensor, padding: number, outputSize?: readonly number[] | null): Tensor
  nested_to_padded_tensor(self: Tensor, padding: number, options: { outputSize?: readonly number[] | null }): Tensor
  new_empty(self: Tensor, size: readonly number[]): Tensor
  new_empty(self: Tensor, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  new_empty_strided(self: Tensor, size: readonly number[], stride: readonly number[]): Tensor
  new_empty_strided(self: Tensor, size: readonly number[], stride: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  new_full(self: Tensor, size: readonly number[], fillValue: Scalar): Tensor
  new_full(self: Tensor, size: readonly number[], fillValue: Scalar, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  new_ones(self: Tensor, size: readonly number[]): Tensor
  new_ones(self: Tensor, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  new_zeros(self: Tensor, size: readonly number[]): Tensor
  new_zeros(self: Tensor, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  nextafter(self: Tensor, other: Tensor): Tensor
  nextafter_(self: Tensor, other: Tensor): Tensor
  nll_loss(self: Tensor, target: Tensor, weight?: Tensor | null, reduction?: number | bigint, ignoreIndex?: number | bigint): Tensor
  nll_loss(self: Tensor, target: Tensor, options: { weight?: Tensor | null; reduction?: number | bigint; ignoreIndex?: number | bigint }): Tensor
  nll_loss2d(self: Tensor, target: Tensor, weight?: Tensor | null, reduction?: number | bigint, ignoreIndex?: number | bigint): Tensor
  nll_loss2d(self: Tensor, target: Tensor, options: { weight?: Tensor | null; reduction?: number | bigint; ignoreIndex?: number | bigint }): Tensor
  nll_loss2d_forward(self: Tensor, target: Tensor, weight: Tensor | null, reduction: number | bigint, ignoreIndex: number | bigint): [Tensor, Tensor]
  nll_loss_forward(self: Tensor, target: Tensor, weight: Tensor | null, reduction: number | bigint, ignoreIndex: number | bigint): [Tensor, Tensor]
  nll_loss_nd(self: Tensor, target: Tensor, weight?: Tensor | null, reduction?: number | bigint, ignoreIndex?: number | bigint): Tensor
  nll_loss_nd(self: Tensor, target: Tensor, options: { weight?: Tensor | null; reduction?: number | bigint; ignoreIndex?: number | bigint }): Tensor
  nonzero(self: Tensor): Tensor
  nonzero_numpy(self: Tensor): Tensor[]
  norm(self: Tensor, p?: Scalar): Tensor
  norm(self: Tensor, options: { p?: Scalar }): Tensor
  norm(self: Tensor, p: Scalar | null, dim: number | readonly number[], keepdim?: boolean): Tensor
  norm(self: Tensor, p: Scalar | null, dim: number | readonly number[], options: { keepdim?: boolean }): Tensor
  norm(self: Tensor, p: Scalar | null, dim: number | readonly number[], keepdim: boolean): Tensor
  norm(self: Tensor, p: Scalar | null, dim: number | readonly number[], keepdim: boolean, options: { dtype?: DType }): Tensor
  norm(self: Tensor, p: Scalar | null): Tensor
  norm(self: Tensor, p: Scalar | null, options: { dtype?: DType }): Tensor
  norm(self: Tensor, p: Scalar | null, dim: readonly string[], keepdim?: boolean): Tensor
  norm(self: Tensor, p: Scalar | null, dim: readonly string[], options: { keepdim?: boolean }): Tensor
  norm(self: Tensor, p: Scalar | null, dim: readonly string[], keepdim: boolean): Tensor
  norm(self: Tensor, p: Scalar | null, dim: readonly string[], keepdim: boolean, options: { dtype?: DType }): Tensor
  norm_except_dim(v: Tensor, pow?: number | bigint, dim?: number | bigint): Tensor
  norm_except_dim(v: Tensor, options: { pow?: number | bigint; dim?: number | bigint }): Tensor
  normal(mean: Tensor, std: Tensor): Tensor
  normal(mean: Tensor, std: Tensor, options: { generator?: Generator | null }): Tensor
  normal(mean: Tensor, std?: number): Tensor
  normal(mean: Tensor, options: { std?: number; generator?: Generator | null }): Tensor
  normal(mean: number, std: Tensor): Tensor
  normal(mean: number, std: Tensor, options: { generator?: Generator | null }): Tensor
  normal(mean: number, std: number, size: readonly number[]): Tensor
  normal(mean: number, std: number, size: readonly number[], options: { generator?: Generator | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  normal_(self: Tensor, mean?: number, std?: number): Tensor
  normal_(self: Tensor, options: { mean?: number; std?: number; generator?: Generator | null }): Tensor
  normal_functional(self: Tensor, mean?: number, std?: number): Tensor
  normal_functional(self: Tensor, options: { mean?: number; std?: number; generator?: Generator | null }): Tensor
  not_equal(self: Tensor, other: Scalar): Tensor
  not_equal(self: Tensor, other: Tensor): Tensor
  not_equal_(self: Tensor, other: Scalar): Tensor
  not_equal_(self: Tensor, other: Tensor): Tensor
  nuclear_norm(self: Tensor, keepdim?: boolean): Tensor
  nuclear_norm(self: Tensor, options: { keepdim?: boolean }): Tensor
  nuclear_norm(self: Tensor, dim: number | readonly number[], keepdim?: boolean): Tensor
  nuclear_norm(self: Tensor, dim: number | readonly number[], options: { keepdim?: boolean }): Tensor
  numpy_T(self: Tensor): Tensor
  one_hot(self: Tensor, numClasses?: number | bigint): Tensor
  one_hot(self: Tensor, options: { numClasses?: number | bigint }): Tensor
  ones(size: readonly number[]): Tensor
  ones(size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  ones(size: readonly number[], options: { names?: readonly string[] | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  ones_like(self: Tensor): Tensor
  ones_like(self: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  orgqr(self: Tensor, input2: Tensor): Tensor
  ormqr(self: Tensor, input2: Tensor, input3: Tensor, left?: boolean, transpose?: boolean): Tensor
  ormqr(self: Tensor, input2: Tensor, input3: Tensor, options: { left?: boolean; transpose?: boolean }): Tensor
  outer(self: Tensor, vec2: Tensor): Tensor
  output_nr(self: Tensor): number
  pad(self: Tensor, pad: readonly number[], mode?: string, value?: number | null): Tensor
  pad(self: Tensor, pad: readonly number[], options: { mode?: string; value?: number | null }): Tensor
  pad_sequence(sequences: readonly Tensor[], batchFirst?: boolean, paddingValue?: number): Tensor
  pad_sequence(sequences: readonly Tensor[], options: { batchFirst?: boolean; paddingValue?: number }): Tensor
  pairwise_distance(x1: Tensor, x2: Tensor, p?: number, eps?: number, keepdim?: boolean): Tensor
  pairwise_distance(x1: Tensor, x2: Tensor, options: { p?: number; eps?: number; keepdim?: boolean }): Tensor
  pdist(self: Tensor, p?: number): Tensor
  pdist(self: Tensor, options: { p?: number }): Tensor
  permute(self: Tensor, dims: readonly number[]): Tensor
  permute_copy(self: Tensor, dims: readonly number[]): Tensor
  pin_memory(self: Tensor, device?: Device | null): Tensor
  pin_memory(self: Tensor, options: { device?: Device | null }): Tensor
  pinverse(self: Tensor, rcond?: number): Tensor
  pinverse(self: Tensor, options: { rcond?: number }): Tensor
  pixel_shuffle(self: Tensor, upscaleFactor: number | bigint): Tensor
  pixel_unshuffle(self: Tensor, downscaleFactor: number | bigint): Tensor
  poisson(self: Tensor, generator?: Generator | null): Tensor
  poisson(self: Tensor, options: { generator?: Generator | null }): Tensor
  poisson_nll_loss(input: Tensor, target: Tensor, logInput: boolean, full: boolean, eps: number, reduction: number | bigint): Tensor
  polar(abs: Tensor, angle: Tensor): Tensor
  polygamma(n: number | bigint, self: Tensor): Tensor
  polygamma_(self: Tensor, n: number | bigint): Tensor
  positive(self: Tensor): Tensor
  pow(self: Scalar, exponent: Tensor): Tensor
  pow(self: Tensor, exponent: Scalar): Tensor
  pow(self: Tensor, exponent: Tensor): Tensor
  pow_(self: Tensor, exponent: Scalar): Tensor
  pow_(self: Tensor, exponent: Tensor): Tensor
  prelu(self: Tensor, weight: Tensor): Tensor
  prod(self: Tensor): Tensor
  prod(self: Tensor, options: { dtype?: DType | null }): Tensor
  prod(self: Tensor, dim: string, keepdim?: boolean): Tensor
  prod(self: Tensor, dim: string, options: { keepdim?: boolean; dtype?: DType | null }): Tensor
  prod(self: Tensor, dim: number | bigint, keepdim?: boolean): Tensor
  prod(self: Tensor, dim: number | bigint, options: { keepdim?: boolean; dtype?: DType | null }): Tensor
  promote_types(type1: DType, type2: DType): number
  put(self: Tensor, index: Tensor, source: Tensor, accumulate?: boolean): Tensor
  put(self: Tensor, index: Tensor, source: Tensor, options: { accumulate?: boolean }): Tensor
  put_(self: Tensor, index: Tensor, source: Tensor, accumulate?: boolean): Tensor
  put_(self: Tensor, index: Tensor, source: Tensor, options: { accumulate?: boolean }): Tensor
  q_per_channel_axis(self: Tensor): number
  q_per_channel_scales(self: Tensor): Tensor
  q_per_channel_zero_points(self: Tensor): Tensor
  q_scale(self: Tensor): number
  q_zero_point(self: Tensor): number
  qr(self: Tensor, some?: boolean): [Tensor, Tensor]
  qr(self: Tensor, options: { some?: boolean }): [Tensor, Tensor]
  quantile(self: Tensor, q: Tensor, dim?: number | bigint | null, keepdim?: boolean): Tensor
  quantile(self: Tensor, q: Tensor, options: { dim?: number | bigint | null; keepdim?: boolean; interpolation?: string }): Tensor
  quantile(self: Tensor, q: number, dim?: number | bigint | null, keepdim?: boolean): Tensor
  quantile(self: Tensor, q: number, options: { dim?: number | bigint | null; keepdim?: boolean; interpolation?: string }): Tensor
  quantize_per_channel(self: Tensor, scales: Tensor, zeroPoints: Tensor, axis: number | bigint, dtype: DType): Tensor
  quantize_per_tensor(self: Tensor, scale: number, zeroPoint: number | bigint, dtype: DType): Tensor
  quantize_per_tensor(self: Tensor, scale: Tensor, zeroPoint: Tensor, dtype: DType): Tensor
  quantize_per_tensor(tensors: readonly Tensor[], scales: Tensor, zeroPoints: Tensor, dtype: DType): Tensor[]
  quantize_per_tensor_dynamic(self: Tensor, dtype: DType, reduceRange: boolean): Tensor
  quantized_batch_norm(input: Tensor, weight: Tensor | null, bias: Tensor | null, mean: Tensor, var_: Tensor, eps: number, outputScale: number, outputZeroPoint: number | bigint): Tensor
  quantized_gru(data: Tensor, batchSizes: Tensor, hx: Tensor, params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean): [Tensor, Tensor]
  quantized_gru(input: Tensor, hx: Tensor, params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean, batchFirst: boolean): [Tensor, Tensor]
  quantized_gru_cell(input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, bIh: Tensor, bHh: Tensor, packedIh: Tensor, packedHh: Tensor, colOffsetsIh: Tensor, colOffsetsHh: Tensor, scaleIh: Scalar, scaleHh: Scalar, zeroPointIh: Scalar, zeroPointHh: Scalar): Tensor
  quantized_lstm(data: Tensor, batchSizes: Tensor, hx: readonly Tensor[], params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean): [Tensor, Tensor, Tensor]
  quantized_lstm(data: Tensor, batchSizes: Tensor, hx: readonly Tensor[], params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean, options: { dtype?: DType | null; useDynamic?: boolean }): [Tensor, Tensor, Tensor]
  quantized_lstm(input: Tensor, hx: readonly Tensor[], params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean, batchFirst: boolean): [Tensor, Tensor, Tensor]
  quantized_lstm(input: Tensor, hx: readonly Tensor[], params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean, batchFirst: boolean, options: { dtype?: DType | null; useDynamic?: boolean }): [Tensor, Tensor, Tensor]
  quantized_lstm_cell(input: Tensor, hx: readonly Tensor[], wIh: Tensor, wHh: Tensor, bIh: Tensor, bHh: Tensor, packedIh: Tensor, packedHh: Tensor, colOffsetsIh: Tensor, colOffsetsHh: Tensor, scaleIh: Scalar, scaleHh: Scalar, zeroPointIh: Scalar, zeroPointHh: Scalar): [Tensor, Tensor]
  quantized_max_pool1d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor
  quantized_max_pool1d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): Tensor
  quantized_max_pool2d(self: Tensor, kernelSize: number | readonly number[], stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[], ceilMode?: boolean): Tensor
  quantized_max_pool2d(self: Tensor, kernelSize: number | readonly number[], options: { stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[]; ceilMode?: boolean }): Tensor
  quantized_rnn_relu_cell(input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, bIh: Tensor, bHh: Tensor, packedIh: Tensor, packedHh: Tensor, colOffsetsIh: Tensor, colOffsetsHh: Tensor, scaleIh: Scalar, scaleHh: Scalar, zeroPointIh: Scalar, zeroPointHh: Scalar): Tensor
  quantized_rnn_tanh_cell(input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, bIh: Tensor, bHh: Tensor, packedIh: Tensor, packedHh: Tensor, colOffsetsIh: Tensor, colOffsetsHh: Tensor, scaleIh: Scalar, scaleHh: Scalar, zeroPointIh: Scalar, zeroPointHh: Scalar): Tensor
  rad2deg(self: Tensor): Tensor
  rad2deg_(self: Tensor): Tensor
  rand(size: readonly number[]): Tensor
  rand(size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  rand(size: readonly number[], options: { generator?: Generator | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  rand(size: readonly number[], options: { generator?: Generator | null; names?: readonly string[] | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  rand(size: readonly number[], options: { names?: readonly string[] | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  rand_like(self: Tensor): Tensor
  rand_like(self: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  randint(high: number | bigint, size: readonly number[]): Tensor
  randint(high: number | bigint, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  randint(high: number | bigint, size: readonly number[], options: { generator?: Generator | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  randint(low: number | bigint, high: number | bigint, size: readonly number[]): Tensor
  randint(low: number | bigint, high: number | bigint, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  randint(low: number | bigint, high: number | bigint, size: readonly number[], options: { generator?: Generator | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  randint_like(self: Tensor, high: number | bigint): Tensor
  randint_like(self: Tensor, high: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  randint_like(self: Tensor, low: number | bigint, high: number | bigint): Tensor
  randint_like(self: Tensor, low: number | bigint, high: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  randn(size: readonly number[]): Tensor
  randn(size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  randn(size: readonly number[], options: { generator?: Generator | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  randn(size: readonly number[], options: { generator?: Generator | null; names?: readonly string[] | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  randn(size: readonly number[], options: { names?: readonly string[] | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  randn_like(self: Tensor): Tensor
  randn_like(self: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
  random(self: Tensor): Tensor
  random(self: Tensor, options: { generator?: Generator | null }): Tensor
  random(self: Tensor, from: number | bigint, to: number | bigint | null): Tensor
  random(self: Tensor, from: number | bigint, to: number | bigint | null, options: { generator?: Generator | null }): Tensor
  random(self: Tensor, to: number | bigint): Tensor
  random(self: Tensor, to: number | bigint, options: { generator?: Generator | null }): Tensor
  random_(self: Tensor): Tensor
  random_(self: Tensor, options: { generator?: Generator | null }): Tensor
  random_(self: Tensor, from: number | bigint, to: number | bigint | null): Tensor
  random_(self: Tensor, from: number | bigint, to: number | bigint | null, options: { generator?: Generator | null }): Tensor
  random_(self: Tensor, to: number | bigint): Tensor
  random_(self: Tensor, to: number | bigint, options: { generator?: Generator | null }): Tensor
  randperm(n: number | bigint): Tensor
  randperm(n: number | bigint, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  randperm(n: number | bigint, options: { generator?: Generator | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  range(start: Scalar, end: Scalar): Tensor
  range(start: Scalar, end: Scalar, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  range(start: Scalar, end: Scalar, step?: Scalar): Tensor
  range(start: Scalar, end: Scalar, options: { step?: Scalar; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  ravel(self: Tensor): Tensor
  real(self: Tensor): Tensor
  reciprocal(self: Tensor): Tensor
  reciprocal_(self: Tensor): Tensor
  refine_names(self: Tensor, names: readonly string[]): Tensor
  reflection_pad1d(self: Tensor, padding: number | readonly number[]): Tensor
  reflection_pad2d(self: Tensor, padding: number | readonly number[]): Tensor
  reflection_pad3d(self: Tensor, padding: number | readonly number[]): Tensor
  relu(self: Tensor): Tensor
  relu6(self: Tensor): Tensor
  relu6_(self: Tensor): Tensor
  relu_(self: Tensor): Tensor
  remainder(self: Tensor, other: Scalar): Tensor
  remainder(self: Scalar, other: Tensor): Tensor
  remainder(self: Tensor, other: Tensor): Tensor
  remainder_(self: Tensor, other: Scalar): Tensor
  remainder_(self: Tensor, other: Tensor): Tensor
  rename(self: Tensor, names: readonly string[] | null): Tensor
  rename_(self: Tensor, names: readonly string[] | null): Tensor
  renorm(self: Tensor, p: Scalar, dim: number | bigint, maxnorm: Scalar): Tensor
  renorm_(self: Tensor, p: Scalar, dim: number | bigint, maxnorm: Scalar): Tensor
  repeat(self: Tensor, repeats: readonly number[]): Tensor
  repeat_interleave(repeats: Tensor): Tensor
  repeat_interleave(repeats: Tensor, options: { outputSize?: number | bigint | null }): Tensor
  repeat_interleave(self: Tensor, repeats: Tensor, dim?: number | bigint | null): Tensor
  repeat_interleave(self: Tensor, repeats: Tensor, options: { dim?: number | bigint | null; outputSize?: number | bigint | null }): Tensor
  repeat_interleave(self: Tensor, repeats: number | bigint, dim?: number | bigint | null): Tensor
  repeat_interleave(self: Tensor, repeats: number | bigint, options: { dim?: number | bigint | null; outputSize?: number | bigint | null }): Tensor
  replication_pad1d(self: Tensor, padding: number | readonly number[]): Tensor
  replication_pad2d(self: Tensor, padding: number | readonly number[]): Tensor
  replication_pad3d(self: Tensor, padding: number | readonly number[]): Tensor
  requires_grad_(self: Tensor, requiresGrad?: boolean): Tensor
  requires_grad_(self: Tensor, options: { requiresGrad?: boolean }): Tensor
  reshape(self: Tensor, shape: readonly number[]): Tensor
  reshape_as(self: Tensor, other: Tensor): Tensor
  resize(self: Tensor, size: readonly number[]): Tensor
  resize(self: Tensor, size: readonly number[], options: { memoryFormat?: MemoryFormat | null }): Tensor
  resize_(self: Tensor, size: readonly number[]): Tensor
  resize_(self: Tensor, size: readonly number[], options: { memoryFormat?: MemoryFormat | null }): Tensor
  resize_as(self: Tensor, theTemplate: Tensor): Tensor
  resize_as(self: Tensor, theTemplate: Tensor, options: { memoryFormat?: MemoryFormat | null }): Tensor
  resize_as_(self: Tensor, theTemplate: Tensor): Tensor
  resize_as_(self: Tensor, theTemplate: Tensor, options: { memoryFormat?: MemoryFormat | null }): Tensor
  resize_as_sparse(self: Tensor, theTemplate: Tensor): Tensor
  resize_as_sparse_(self: Tensor, theTemplate: Tensor): Tensor
  resolve_conj(self: Tensor): Tensor
  resolve_neg(self: Tensor): Tensor
  result_type(tensor: Tensor, other: Scalar): number
  result_type(scalar1: Scalar, scalar2: Scalar): number
  result_type(scalar: Scalar, tensor: Tensor): number
  result_type(tensor: Tensor, other: Tensor): number
  retain_grad(self: Tensor): void
  retains_grad(self: Tensor): boolean
  rnn_relu(data: Tensor, batchSizes: Tensor, hx: Tensor, params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean): [Tensor, Tensor]
  rnn_relu(input: Tensor, hx: Tensor, params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean, batchFirst: boolean): [Tensor, Tensor]
  rnn_relu_cell(input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, bIh?: Tensor | null, bHh?: Tensor | null): Tensor
  rnn_relu_cell(input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, options: { bIh?: Tensor | null; bHh?: Tensor | null }): Tensor
  rnn_tanh(data: Tensor, batchSizes: Tensor, hx: Tensor, params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean): [Tensor, Tensor]
  rnn_tanh(input: Tensor, hx: Tensor, params: readonly Tensor[], hasBiases: boolean, numLayers: number | bigint, dropout: number, train: boolean, bidirectional: boolean, batchFirst: boolean): [Tensor, Tensor]
  rnn_tanh_cell(input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, bIh?: Tensor | null, bHh?: Tensor | null): Tensor
  rnn_tanh_cell(input: Tensor, hx: Tensor, wIh: Tensor, wHh: Tensor, options: { bIh?: Tensor | null; bHh?: Tensor | null }): Tensor
  roll(self: Tensor, shifts: number | readonly number[], dims?: number | readonly number[]): Tensor
  roll(self: Tensor, shifts: number | readonly number[], options: { dims?: number | readonly number[] }): Tensor
  rot90(self: Tensor, k?: number | bigint, dims?: readonly number[]): Tensor
  rot90(self: Tensor, options: { k?: number | bigint; dims?: readonly number[] }): Tensor
  round(self: Tensor): Tensor
  round(self: Tensor, options: { decimals?: number | bigint }): Tensor
  round_(self: Tensor): Tensor
  round_(self: Tensor, options: { decimals?: number | bigint }): Tensor
  row_indices(self: Tensor): Tensor
  row_indices_copy(self: Tensor): Tensor
  row_stack(tensors: readonly Tensor[]): Tensor
  rrelu(self: Tensor, lower?: Scalar, upper?: Scalar, training?: boolean, generator?: Generator | null): Tensor
  rrelu(self: Tensor, options: { lower?: Scalar; upper?: Scalar; training?: boolean; generator?: Generator | null }): Tensor
  rrelu_(self: Tensor, lower?: Scalar, upper?: Scalar, training?: boolean, generator?: Generator | null): Tensor
  rrelu_(self: Tensor, options: { lower?: Scalar; upper?: Scalar; training?: boolean; generator?: Generator | null }): Tensor
  rrelu_with_noise(self: Tensor, noise: Tensor, lower?: Scalar, upper?: Scalar, training?: boolean, generator?: Generator | null): Tensor
  rrelu_with_noise(self: Tensor, noise: Tensor, options: { lower?: Scalar; upper?: Scalar; training?: boolean; generator?: Generator | null }): Tensor
  rrelu_with_noise_(self: Tensor, noise: Tensor, lower?: Scalar, upper?: Scalar, training?: boolean, generator?: Generator | null): Tensor
  rrelu_with_noise_(self: Tensor, noise: Tensor, options: { lower?: Scalar; upper?: Scalar; training?: boolean; generator?: Generator | null }): Tensor
  rsqrt(self: Tensor): Tensor
  rsqrt_(self: Tensor): Tensor
  rsub(self: Tensor, other: Scalar, alpha?: Scalar): Tensor
  rsub(self: Tensor, other: Scalar, options: { alpha?: Scalar }): Tensor
  rsub(self: Tensor, other: Tensor): Tensor
  rsub(self: Tensor, other: Tensor, options: { alpha?: Scalar }): Tensor
  scalar_tensor(s: Scalar): Tensor
  scalar_tensor(s: Scalar, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  scatter(self: Tensor, dim: string, index: Tensor, src: Tensor): Tensor
  scatter(self: Tensor, dim: string, index: Tensor, value: Scalar): Tensor
  scatter(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor): Tensor
  scatter(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor, options: { reduce?: string }): Tensor
  scatter(self: Tensor, dim: number | bigint, index: Tensor, value: Scalar): Tensor
  scatter(self: Tensor, dim: number | bigint, index: Tensor, value: Scalar, options: { reduce?: string }): Tensor
  scatter_(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor): Tensor
  scatter_(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor, options: { reduce?: string }): Tensor
  scatter_(self: Tensor, dim: number | bigint, index: Tensor, value: Scalar): Tensor
  scatter_(self: Tensor, dim: number | bigint, index: Tensor, value: Scalar, options: { reduce?: string }): Tensor
  scatter_add(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor): Tensor
  scatter_add(self: Tensor, dim: string, index: Tensor, src: Tensor): Tensor
  scatter_add_(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor): Tensor
  scatter_reduce(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor, reduce: string): Tensor
  scatter_reduce(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor, reduce: string, options: { includeSelf?: boolean }): Tensor
  scatter_reduce_(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor, reduce: string): Tensor
  scatter_reduce_(self: Tensor, dim: number | bigint, index: Tensor, src: Tensor, reduce: string, options: { includeSelf?: boolean }): Tensor
  searchsorted(sortedSequence: Tensor, self: Scalar): Tensor
  searchsorted(sortedSequence: Tensor, self: Scalar, options: { outInt32?: boolean; right?: boolean; side?: string | null; sorter?: Tensor | null }): Tensor
  searchsorted(sortedSequence: Tensor, self: Tensor): Tensor
  searchsorted(sortedSequence: Tensor, self: Tensor, options: { outInt32?: boolean; right?: boolean; side?: string | null; sorter?: Tensor | null }): Tensor
  segment_reduce(data: Tensor, reduce: string): Tensor
  segment_reduce(data: Tensor, reduce: string, options: { lengths?: Tensor | null; indices?: Tensor | null; offsets?: Tensor | null; axis?: number | bigint; unsafe?: boolean; initial?: Scalar | null }): Tensor
  select(self: Tensor, dim: string, index: number | bigint): Tensor
  select(self: Tensor, dim: number | bigint, index: number | bigint): Tensor
  select_copy(self: Tensor, dim: number | bigint, index: number | bigint): Tensor
  select_scatter(self: Tensor, src: Tensor, dim: number | bigint, index: number | bigint): Tensor
  selu(self: Tensor): Tensor
  selu_(self: Tensor): Tensor
  set(self: Tensor): Tensor
  set(self: Tensor, source: Tensor): Tensor
  set_(self: Tensor): Tensor
  set_(self: Tensor, source: Tensor): Tensor
  set_(self: Tensor, source: Tensor, storageOffset: number | bigint, size: readonly number[], stride?: readonly number[]): Tensor
  set_(self: Tensor, source: Tensor, storageOffset: number | bigint, size: readonly number[], options: { stride?: readonly number[] }): Tensor
  set_data(self: Tensor, newData: Tensor): void
  sgn(self: Tensor): Tensor
  sgn_(self: Tensor): Tensor
  sigmoid(self: Tensor): Tensor
  sigmoid_(self: Tensor): Tensor
  sign(self: Tensor): Tensor
  sign_(self: Tensor): Tensor
  signbit(self: Tensor): Tensor
  silu(self: Tensor): Tensor
  silu_(self: Tensor): Tensor
  sin(self: Tensor): Tensor
  sin_(self: Tensor): Tensor
  sinc(self: Tensor): Tensor
  sinc_(self: Tensor): Tensor
  sinh(self: Tensor): Tensor
  sinh_(self: Tensor): Tensor
  size(self: Tensor, dim: string): number
  size(self: Tensor, dim: number | bigint): number
  slice(self: Tensor, dim?: number | bigint, start?: number | bigint | null, end?: number | bigint | null, step?: number | bigint): Tensor
  slice(self: Tensor, options: { dim?: number | bigint; start?: number | bigint | null; end?: number | bigint | null; step?: number | bigint }): Tensor
  slice_copy(self: Tensor, dim?: number | bigint, start?: number | bigint | null, end?: number | bigint | null, step?: number | bigint): Tensor
  slice_copy(self: Tensor, options: { dim?: number | bigint; start?: number | bigint | null; end?: number | bigint | null; step?: number | bigint }): Tensor
  slice_scatter(self: Tensor, src: Tensor, dim?: number | bigint, start?: number | bigint | null, end?: number | bigint | null, step?: number | bigint): Tensor
  slice_scatter(self: Tensor, src: Tensor, options: { dim?: number | bigint; start?: number | bigint | null; end?: number | bigint | null; step?: number | bigint }): Tensor
  slogdet(self: Tensor): [Tensor, Tensor]
  slow_conv3d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[]): Tensor
  slow_conv3d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[] }): Tensor
  slow_conv3d_forward(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], bias: Tensor | null, stride: number | readonly number[], padding: number | readonly number[]): Tensor
  slow_conv_dilated2d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[]): Tensor
  slow_conv_dilated2d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[] }): Tensor
  slow_conv_dilated3d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], dilation?: number | readonly number[]): Tensor
  slow_conv_dilated3d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; dilation?: number | readonly number[] }): Tensor
  slow_conv_transpose2d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], dilation?: number | readonly number[]): Tensor
  slow_conv_transpose2d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; outputPadding?: number | readonly number[]; dilation?: number | readonly number[] }): Tensor
  slow_conv_transpose3d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[], outputPadding?: number | readonly number[], dilation?: number | readonly number[]): Tensor
  slow_conv_transpose3d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[]; outputPadding?: number | readonly number[]; dilation?: number | readonly number[] }): Tensor
  smm(self: Tensor, mat2: Tensor): Tensor
  smooth_l1_loss(self: Tensor, target: Tensor, reduction?: number | bigint, beta?: number): Tensor
  smooth_l1_loss(self: Tensor, target: Tensor, options: { reduction?: number | bigint; beta?: number }): Tensor
  soft_margin_loss(self: Tensor, target: Tensor, reduction?: number | bigint): Tensor
  soft_margin_loss(self: Tensor, target: Tensor, options: { reduction?: number | bigint }): Tensor
  softmax(self: Tensor, dim: string): Tensor
  softmax(self: Tensor, dim: string, options: { dtype?: DType | null }): Tensor
  softmax(self: Tensor, dim: number | bigint, dtype?: DType | null): Tensor
  softmax(self: Tensor, dim: number | bigint, options: { dtype?: DType | null }): Tensor
  softplus(self: Tensor, beta?: Scalar, threshold?: Scalar): Tensor
  softplus(self: Tensor, options: { beta?: Scalar; threshold?: Scalar }): Tensor
  softshrink(self: Tensor, lambd?: Scalar): Tensor
  softshrink(self: Tensor, options: { lambd?: Scalar }): Tensor
  sort(self: Tensor, dim?: number | bigint, descending?: boolean): [Tensor, Tensor]
  sort(self: Tensor, options: { dim?: number | bigint; descending?: boolean }): [Tensor, Tensor]
  sort(self: Tensor, dim: string, descending?: boolean): [Tensor, Tensor]
  sort(self: Tensor, dim: string, options: { descending?: boolean }): [Tensor, Tensor]
  sort(self: Tensor): [Tensor, Tensor]
  sort(self: Tensor, options: { stable?: boolean | null; dim?: string; descending?: boolean }): [Tensor, Tensor]
  sort(self: Tensor, options: { stable?: boolean | null; dim?: number | bigint; descending?: boolean }): [Tensor, Tensor]
  sparse_bsc_tensor(ccolIndices: Tensor, rowIndices: Tensor, values: Tensor): Tensor
  sparse_bsc_tensor(ccolIndices: Tensor, rowIndices: Tensor, values: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_bsc_tensor(ccolIndices: Tensor, rowIndices: Tensor, values: Tensor, size: readonly number[]): Tensor
  sparse_bsc_tensor(ccolIndices: Tensor, rowIndices: Tensor, values: Tensor, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_bsr_tensor(crowIndices: Tensor, colIndices: Tensor, values: Tensor): Tensor
  sparse_bsr_tensor(crowIndices: Tensor, colIndices: Tensor, values: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_bsr_tensor(crowIndices: Tensor, colIndices: Tensor, values: Tensor, size: readonly number[]): Tensor
  sparse_bsr_tensor(crowIndices: Tensor, colIndices: Tensor, values: Tensor, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_compressed_tensor(compressedIndices: Tensor, plainIndices: Tensor, values: Tensor): Tensor
  sparse_compressed_tensor(compressedIndices: Tensor, plainIndices: Tensor, values: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_compressed_tensor(compressedIndices: Tensor, plainIndices: Tensor, values: Tensor, size: readonly number[]): Tensor
  sparse_compressed_tensor(compressedIndices: Tensor, plainIndices: Tensor, values: Tensor, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_coo_tensor(indices: Tensor, values: Tensor): Tensor
  sparse_coo_tensor(indices: Tensor, values: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_coo_tensor(indices: Tensor, values: Tensor, size: readonly number[]): Tensor
  sparse_coo_tensor(indices: Tensor, values: Tensor, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_coo_tensor(size: readonly number[]): Tensor
  sparse_coo_tensor(size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_csc_tensor(ccolIndices: Tensor, rowIndices: Tensor, values: Tensor): Tensor
  sparse_csc_tensor(ccolIndices: Tensor, rowIndices: Tensor, values: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_csc_tensor(ccolIndices: Tensor, rowIndices: Tensor, values: Tensor, size: readonly number[]): Tensor
  sparse_csc_tensor(ccolIndices: Tensor, rowIndices: Tensor, values: Tensor, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_csr_tensor(crowIndices: Tensor, colIndices: Tensor, values: Tensor): Tensor
  sparse_csr_tensor(crowIndices: Tensor, colIndices: Tensor, values: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_csr_tensor(crowIndices: Tensor, colIndices: Tensor, values: Tensor, size: readonly number[]): Tensor
  sparse_csr_tensor(crowIndices: Tensor, colIndices: Tensor, values: Tensor, size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  sparse_dim(self: Tensor): number
  sparse_mask(self: Tensor, mask: Tensor): Tensor
  sparse_resize(self: Tensor, size: readonly number[], sparseDim: number | bigint, denseDim: number | bigint): Tensor
  sparse_resize_(self: Tensor, size: readonly number[], sparseDim: number | bigint, denseDim: number | bigint): Tensor
  sparse_resize_and_clear(self: Tensor, size: readonly number[], sparseDim: number | bigint, denseDim: number | bigint): Tensor
  sparse_resize_and_clear_(self: Tensor, size: readonly number[], sparseDim: number | bigint, denseDim: number | bigint): Tensor
  sparse_sampled_addmm(self: Tensor, mat1: Tensor, mat2: Tensor): Tensor
  sparse_sampled_addmm(self: Tensor, mat1: Tensor, mat2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  special_airy_ai(x: Tensor): Tensor
  special_bessel_j0(self: Tensor): Tensor
  special_bessel_j1(self: Tensor): Tensor
  special_bessel_y0(self: Tensor): Tensor
  special_bessel_y1(self: Tensor): Tensor
  special_chebyshev_polynomial_t(x: Tensor, n: Tensor): Tensor
  special_chebyshev_polynomial_t(x: Tensor, n: Scalar): Tensor
  special_chebyshev_polynomial_t(x: Scalar, n: Tensor): Tensor
  special_chebyshev_polynomial_u(x: Tensor, n: Tensor): Tensor
  special_chebyshev_polynomial_u(x: Tensor, n: Scalar): Tensor
  special_chebyshev_polynomial_u(x: Scalar, n: Tensor): Tensor
  special_chebyshev_polynomial_v(x: Tensor, n: Tensor): Tensor
  special_chebyshev_polynomial_v(x: Tensor, n: Scalar): Tensor
  special_chebyshev_polynomial_v(x: Scalar, n: Tensor): Tensor
  special_chebyshev_polynomial_w(x: Tensor, n: Tensor): Tensor
  special_chebyshev_polynomial_w(x: Tensor, n: Scalar): Tensor
  special_chebyshev_polynomial_w(x: Scalar, n: Tensor): Tensor
  special_digamma(self: Tensor): Tensor
  special_entr(self: Tensor): Tensor
  special_erf(self: Tensor): Tensor
  special_erfc(self: Tensor): Tensor
  special_erfcx(self: Tensor): Tensor
  special_erfinv(self: Tensor): Tensor
  special_exp2(self: Tensor): Tensor
  special_expit(self: Tensor): Tensor
  special_expm1(self: Tensor): Tensor
  special_gammainc(self: Tensor, other: Tensor): Tensor
  special_gammaincc(self: Tensor, other: Tensor): Tensor
  special_gammaln(self: Tensor): Tensor
  special_hermite_polynomial_h(x: Tensor, n: Tensor): Tensor
  special_hermite_polynomial_h(x: Tensor, n: Scalar): Tensor
  special_hermite_polynomial_h(x: Scalar, n: Tensor): Tensor
  special_hermite_polynomial_he(x: Tensor, n: Tensor): Tensor
  special_hermite_polynomial_he(x: Tensor, n: Scalar): Tensor
  special_hermite_polynomial_he(x: Scalar, n: Tensor): Tensor
  special_i0(self: Tensor): Tensor
  special_i0e(self: Tensor): Tensor
  special_i1(self: Tensor): Tensor
  special_i1e(self: Tensor): Tensor
  special_laguerre_polynomial_l(x: Tensor, n: Tensor): Tensor
  special_laguerre_polynomial_l(x: Tensor, n: Scalar): Tensor
  special_laguerre_polynomial_l(x: Scalar, n: Tensor): Tensor
  special_legendre_polynomial_p(x: Tensor, n: Tensor): Tensor
  special_legendre_polynomial_p(x: Tensor, n: Scalar): Tensor
  special_legendre_polynomial_p(x: Scalar, n: Tensor): Tensor
  special_log1p(self: Tensor): Tensor
  special_log_ndtr(self: Tensor): Tensor
  special_log_softmax(self: Tensor, dim: number | bigint): Tensor
  special_log_softmax(self: Tensor, dim: number | bigint, options: { dtype?: DType | null }): Tensor
  special_logit(self: Tensor, eps?: number | null): Tensor
  special_logit(self: Tensor, options: { eps?: number | null }): Tensor
  special_logsumexp(self: Tensor, dim: number | readonly number[], keepdim?: boolean): Tensor
  special_logsumexp(self: Tensor, dim: number | readonly number[], options: { keepdim?: boolean }): Tensor
  special_modified_bessel_i0(self: Tensor): Tensor
  special_modified_bessel_i1(self: Tensor): Tensor
  special_modified_bessel_k0(self: Tensor): Tensor
  special_modified_bessel_k1(self: Tensor): Tensor
  special_multigammaln(self: Tensor, p: number | bigint): Tensor
  special_ndtr(self: Tensor): Tensor
  special_ndtri(self: Tensor): Tensor
  special_polygamma(n: number | bigint, self: Tensor): Tensor
  special_psi(self: Tensor): Tensor
  special_round(self: Tensor): Tensor
  special_round(self: Tensor, options: { decimals?: number | bigint }): Tensor
  special_scaled_modified_bessel_k0(x: Tensor): Tensor
  special_scaled_modified_bessel_k1(x: Tensor): Tensor
  special_shifted_chebyshev_polynomial_t(x: Tensor, n: Tensor): Tensor
  special_shifted_chebyshev_polynomial_t(x: Tensor, n: Scalar): Tensor
  special_shifted_chebyshev_polynomial_t(x: Scalar, n: Tensor): Tensor
  special_shifted_chebyshev_polynomial_u(x: Tensor, n: Tensor): Tensor
  special_shifted_chebyshev_polynomial_u(x: Tensor, n: Scalar): Tensor
  special_shifted_chebyshev_polynomial_u(x: Scalar, n: Tensor): Tensor
  special_shifted_chebyshev_polynomial_v(x: Tensor, n: Tensor): Tensor
  special_shifted_chebyshev_polynomial_v(x: Tensor, n: Scalar): Tensor
  special_shifted_chebyshev_polynomial_v(x: Scalar, n: Tensor): Tensor
  special_shifted_chebyshev_polynomial_w(x: Tensor, n: Tensor): Tensor
  special_shifted_chebyshev_polynomial_w(x: Tensor, n: Scalar): Tensor
  special_shifted_chebyshev_polynomial_w(x: Scalar, n: Tensor): Tensor
  special_sinc(self: Tensor): Tensor
  special_softmax(self: Tensor, dim: number | bigint, dtype?: DType | null): Tensor
  special_softmax(self: Tensor, dim: number | bigint, options: { dtype?: DType | null }): Tensor
  special_spherical_bessel_j0(x: Tensor): Tensor
  special_xlog1py(self: Tensor, other: Tensor): Tensor
  special_xlog1py(self: Tensor, other: Scalar): Tensor
  special_xlog1py(self: Scalar, other: Tensor): Tensor
  special_xlogy(self: Tensor, other: Tensor): Tensor
  special_xlogy(self: Tensor, other: Scalar): Tensor
  special_xlogy(self: Scalar, other: Tensor): Tensor
  special_zeta(self: Tensor, other: Tensor): Tensor
  special_zeta(self: Tensor, other: Scalar): Tensor
  special_zeta(self: Scalar, other: Tensor): Tensor
  split(self: Tensor, splitSize: number | bigint, dim?: number | bigint): Tensor[]
  split(self: Tensor, splitSize: number | bigint, options: { dim?: number | bigint }): Tensor[]
  split(self: Tensor, splitSize: readonly number[], dim?: number | bigint): Tensor[]
  split(self: Tensor, splitSize: readonly number[], options: { dim?: number | bigint }): Tensor[]
  split_copy(self: Tensor, splitSize: number | bigint, dim?: number | bigint): Tensor[]
  split_copy(self: Tensor, splitSize: number | bigint, options: { dim?: number | bigint }): Tensor[]
  split_with_sizes(self: Tensor, splitSizes: readonly number[], dim?: number | bigint): Tensor[]
  split_with_sizes(self: Tensor, splitSizes: readonly number[], options: { dim?: number | bigint }): Tensor[]
  split_with_sizes_copy(self: Tensor, splitSizes: readonly number[], dim?: number | bigint): Tensor[]
  split_with_sizes_copy(self: Tensor, splitSizes: readonly number[], options: { dim?: number | bigint }): Tensor[]
  sqrt(self: Tensor): Tensor
  sqrt_(self: Tensor): Tensor
  square(self: Tensor): Tensor
  square_(self: Tensor): Tensor
  squeeze(self: Tensor): Tensor
  squeeze(self: Tensor, dim: number | bigint): Tensor
  squeeze(self: Tensor, dim: string): Tensor
  squeeze_(self: Tensor): Tensor
  squeeze_(self: Tensor, dim: number | bigint): Tensor
  squeeze_(self: Tensor, dim: string): Tensor
  squeeze_copy(self: Tensor): Tensor
  squeeze_copy(self: Tensor, dim: number | bigint): Tensor
  sspaddmm(self: Tensor, mat1: Tensor, mat2: Tensor): Tensor
  sspaddmm(self: Tensor, mat1: Tensor, mat2: Tensor, options: { beta?: Scalar; alpha?: Scalar }): Tensor
  stack(tensors: readonly Tensor[], dim?: number | bigint): Tensor
  stack(tensors: readonly Tensor[], options: { dim?: number | bigint }): Tensor
  std(self: Tensor, unbiased?: boolean): Tensor
  std(self: Tensor, options: { unbiased?: boolean }): Tensor
  std(self: Tensor, dim: number | readonly number[] | null): Tensor
  std(self: Tensor, dim: number | readonly number[] | null, options: { correction?: number | bigint | null; keepdim?: boolean }): Tensor
  std(self: Tensor, dim: readonly string[]): Tensor
  std(self: Tensor, dim: readonly string[], options: { correction?: number | bigint | null; keepdim?: boolean }): Tensor
  std(self: Tensor, dim: number | readonly number[] | null, unbiased?: boolean, keepdim?: boolean): Tensor
  std(self: Tensor, dim: number | readonly number[] | null, options: { unbiased?: boolean; keepdim?: boolean }): Tensor
  std(self: Tensor, dim: readonly string[], unbiased?: boolean, keepdim?: boolean): Tensor
  std(self: Tensor, dim: readonly string[], options: { unbiased?: boolean; keepdim?: boolean }): Tensor
  std_mean(self: Tensor, unbiased?: boolean): [Tensor, Tensor]
  std_mean(self: Tensor, options: { unbiased?: boolean }): [Tensor, Tensor]
  std_mean(self: Tensor, dim: number | readonly number[] | null): [Tensor, Tensor]
  std_mean(self: Tensor, dim: number | readonly number[] | null, options: { correction?: number | bigint | null; keepdim?: boolean }): [Tensor, Tensor]
  std_mean(self: Tensor, dim: readonly string[]): [Tensor, Tensor]
  std_mean(self: Tensor, dim: readonly string[], options: { correction?: number | bigint | null; keepdim?: boolean }): [Tensor, Tensor]
  std_mean(self: Tensor, dim: number | readonly number[] | null, unbiased?: boolean, keepdim?: boolean): [Tensor, Tensor]
  std_mean(self: Tensor, dim: number | readonly number[] | null, options: { unbiased?: boolean; keepdim?: boolean }): [Tensor, Tensor]
  std_mean(self: Tensor, dim: readonly string[], unbiased?: boolean, keepdim?: boolean): [Tensor, Tensor]
  std_mean(self: Tensor, dim: readonly string[], options: { unbiased?: boolean; keepdim?: boolean }): [Tensor, Tensor]
  stft(self: Tensor, nFft: number | bigint, hopLength?: number | bigint | null, winLength?: number | bigint | null, window?: Tensor | null, normalized?: boolean, onesided?: boolean | null, returnComplex?: boolean | null): Tensor
  stft(self: Tensor, nFft: number | bigint, options: { hopLength?: number | bigint | null; winLength?: number | bigint | null; window?: Tensor | null; normalized?: boolean; onesided?: boolean | null; returnComplex?: boolean | null }): Tensor
  stft(self: Tensor, nFft: number | bigint, hopLength?: number | bigint | null, winLength?: number | bigint | null, window?: Tensor | null, center?: boolean, padMode?: string, normalized?: boolean, onesided?: boolean | null, returnComplex?: boolean | null): Tensor
  stft(self: Tensor, nFft: number | bigint, options: { hopLength?: number | bigint | null; winLength?: number | bigint | null; window?: Tensor | null; center?: boolean; padMode?: string; normalized?: boolean; onesided?: boolean | null; returnComplex?: boolean | null }): Tensor
  stride(self: Tensor, dim: string): number
  stride(self: Tensor, dim: number | bigint): number
  sub(self: Tensor, other: Scalar, alpha?: Scalar): Tensor
  sub(self: Tensor, other: Scalar, options: { alpha?: Scalar }): Tensor
  sub(self: Tensor, other: Tensor): Tensor
  sub(self: Tensor, other: Tensor, options: { alpha?: Scalar }): Tensor
  sub_(self: Tensor, other: Scalar, alpha?: Scalar): Tensor
  sub_(self: Tensor, other: Scalar, options: { alpha?: Scalar }): Tensor
  sub_(self: Tensor, other: Tensor): Tensor
  sub_(self: Tensor, other: Tensor, options: { alpha?: Scalar }): Tensor
  subtract(self: Tensor, other: Scalar, alpha?: Scalar): Tensor
  subtract(self: Tensor, other: Scalar, options: { alpha?: Scalar }): Tensor
  subtract(self: Tensor, other: Tensor): Tensor
  subtract(self: Tensor, other: Tensor, options: { alpha?: Scalar }): Tensor
  subtract_(self: Tensor, other: Scalar, alpha?: Scalar): Tensor
  subtract_(self: Tensor, other: Scalar, options: { alpha?: Scalar }): Tensor
  subtract_(self: Tensor, other: Tensor): Tensor
  subtract_(self: Tensor, other: Tensor, options: { alpha?: Scalar }): Tensor
  sum(self: Tensor): Tensor
  sum(self: Tensor, options: { dtype?: DType | null }): Tensor
  sum(self: Tensor, dim: readonly string[], keepdim?: boolean): Tensor
  sum(self: Tensor, dim: readonly string[], options: { keepdim?: boolean; dtype?: DType | null }): Tensor
  sum(self: Tensor, dim: number | readonly number[] | null, keepdim?: boolean): Tensor
  sum(self: Tensor, dim: number | readonly number[] | null, options: { keepdim?: boolean; dtype?: DType | null }): Tensor
  sum_to_size(self: Tensor, size: readonly number[]): Tensor
  svd(self: Tensor, some?: boolean, computeUv?: boolean): [Tensor, Tensor, Tensor]
  svd(self: Tensor, options: { some?: boolean; computeUv?: boolean }): [Tensor, Tensor, Tensor]
  swapaxes(self: Tensor, axis0: number | bigint, axis1: number | bigint): Tensor
  swapaxes_(self: Tensor, axis0: number | bigint, axis1: number | bigint): Tensor
  swapdims(self: Tensor, dim0: number | bigint, dim1: number | bigint): Tensor
  swapdims_(self: Tensor, dim0: number | bigint, dim1: number | bigint): Tensor
  symeig(self: Tensor, eigenvectors?: boolean, upper?: boolean): [Tensor, Tensor]
  symeig(self: Tensor, options: { eigenvectors?: boolean; upper?: boolean }): [Tensor, Tensor]
  t(self: Tensor): Tensor
  t_(self: Tensor): Tensor
  t_copy(self: Tensor): Tensor
  take(self: Tensor, index: Tensor): Tensor
  take_along_dim(self: Tensor, indices: Tensor, dim?: number | bigint | null): Tensor
  take_along_dim(self: Tensor, indices: Tensor, options: { dim?: number | bigint | null }): Tensor
  tan(self: Tensor): Tensor
  tan_(self: Tensor): Tensor
  tanh(self: Tensor): Tensor
  tanh_(self: Tensor): Tensor
  tensor_split(self: Tensor, indices: readonly number[], dim?: number | bigint): Tensor[]
  tensor_split(self: Tensor, indices: readonly number[], options: { dim?: number | bigint }): Tensor[]
  tensor_split(self: Tensor, sections: number | bigint, dim?: number | bigint): Tensor[]
  tensor_split(self: Tensor, sections: number | bigint, options: { dim?: number | bigint }): Tensor[]
  tensor_split(self: Tensor, tensorIndicesOrSections: Tensor, dim?: number | bigint): Tensor[]
  tensor_split(self: Tensor, tensorIndicesOrSections: Tensor, options: { dim?: number | bigint }): Tensor[]
  tensordot(self: Tensor, other: Tensor, dimsSelf: readonly number[], dimsOther: readonly number[]): Tensor
  thnn_conv2d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], bias?: Tensor | null, stride?: number | readonly number[], padding?: number | readonly number[]): Tensor
  thnn_conv2d(self: Tensor, weight: Tensor, kernelSize: number | readonly number[], options: { bias?: Tensor | null; stride?: number | readonly number[]; padding?: number | readonly number[] }): Tensor
  threshold(self: Tensor, threshold: Scalar, value: Scalar): Tensor
  threshold_(self: Tensor, threshold: Scalar, value: Scalar): Tensor
  tile(self: Tensor, dims: readonly number[]): Tensor
  to(self: Tensor, device: Device, dtype: DType, nonBlocking?: boolean, copy?: boolean, memoryFormat?: MemoryFormat | null): Tensor
  to(self: Tensor, device: Device, dtype: DType, options: { nonBlocking?: boolean; copy?: boolean; memoryFormat?: MemoryFormat | null }): Tensor
  to(self: Tensor, dtype: DType, nonBlocking?: boolean, copy?: boolean, memoryFormat?: MemoryFormat | null): Tensor
  to(self: Tensor, dtype: DType, options: { nonBlocking?: boolean; copy?: boolean; memoryFormat?: MemoryFormat | null }): Tensor
  to(self: Tensor): Tensor
  to(self: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; nonBlocking?: boolean; copy?: boolean; memoryFormat?: MemoryFormat | null }): Tensor
  to(self: Tensor, other: Tensor, nonBlocking?: boolean, copy?: boolean, memoryFormat?: MemoryFormat | null): Tensor
  to(self: Tensor, other: Tensor, options: { nonBlocking?: boolean; copy?: boolean; memoryFormat?: MemoryFormat | null }): Tensor
  to_dense(self: Tensor, dtype?: DType | null): Tensor
  to_dense(self: Tensor, options: { dtype?: DType | null }): Tensor
  to_mkldnn(self: Tensor, dtype?: DType | null): Tensor
  to_mkldnn(self: Tensor, options: { dtype?: DType | null }): Tensor
  to_padded_tensor(self: Tensor, padding: number, outputSize?: readonly number[] | null): Tensor
  to_padded_tensor(self: Tensor, padding: number, options: { outputSize?: readonly number[] | null }): Tensor
  to_sparse(self: Tensor): Tensor
  to_sparse(self: Tensor, sparseDim: number | bigint): Tensor
  to_sparse_bsc(self: Tensor, blocksize: number | readonly number[]): Tensor
  to_sparse_bsr(self: Tensor, blocksize: number | readonly number[]): Tensor
  to_sparse_csc(self: Tensor): Tensor
  to_sparse_csr(self: Tensor): Tensor
  topk(self: Tensor, k: number | bigint, dim?: number | bigint, largest?: boolean, sorted?: boolean): [Tensor, Tensor]
  topk(self: Tensor, k: number | bigint, options: { dim?: number | bigint; largest?: boolean; sorted?: boolean }): [Tensor, Tensor]
  trace(self: Tensor): Tensor
  transpose(self: Tensor, dim0: string, dim1: string): Tensor
  transpose(self: Tensor, dim0: number | bigint, dim1: number | bigint): Tensor
  transpose_(self: Tensor, dim0: number | bigint, dim1: number | bigint): Tensor
  transpose_copy(self: Tensor, dim0: number | bigint, dim1: number | bigint): Tensor
  trapezoid(y: Tensor): Tensor
  trapezoid(y: Tensor, options: { dx?: Scalar; dim?: number | bigint }): Tensor
  trapezoid(y: Tensor, x: Tensor): Tensor
  trapezoid(y: Tensor, x: Tensor, options: { dim?: number | bigint }): Tensor
  trapz(y: Tensor): Tensor
  trapz(y: Tensor, options: { dx?: number; dim?: number | bigint }): Tensor
  trapz(y: Tensor, x: Tensor): Tensor
  trapz(y: Tensor, x: Tensor, options: { dim?: number | bigint }): Tensor
  triangular_solve(self: Tensor, A: Tensor, upper?: boolean, transpose?: boolean, unitriangular?: boolean): [Tensor, Tensor]
  triangular_solve(self: Tensor, A: Tensor, options: { upper?: boolean; transpose?: boolean; unitriangular?: boolean }): [Tensor, Tensor]
  tril(self: Tensor, diagonal?: number | bigint): Tensor
  tril(self: Tensor, options: { diagonal?: number | bigint }): Tensor
  tril_(self: Tensor, diagonal?: number | bigint): Tensor
  tril_(self: Tensor, options: { diagonal?: number | bigint }): Tensor
  tril_indices(row: number | bigint, col: number | bigint, offset?: number | bigint): Tensor
  tril_indices(row: number | bigint, col: number | bigint, options: { offset?: number | bigint; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin?: number, p?: number, eps?: number, swap?: boolean, reduction?: number | bigint): Tensor
  triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, options: { margin?: number; p?: number; eps?: number; swap?: boolean; reduction?: number | bigint }): Tensor
  triu(self: Tensor, diagonal?: number | bigint): Tensor
  triu(self: Tensor, options: { diagonal?: number | bigint }): Tensor
  triu_(self: Tensor, diagonal?: number | bigint): Tensor
  triu_(self: Tensor, options: { diagonal?: number | bigint }): Tensor
  triu_indices(row: number | bigint, col: number | bigint, offset?: number | bigint): Tensor
  triu_indices(row: number | bigint, col: number | bigint, options: { offset?: number | bigint; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  true_divide(self: Tensor, other: Scalar): Tensor
  true_divide(self: Tensor, other: Tensor): Tensor
  true_divide_(self: Tensor, other: Scalar): Tensor
  true_divide_(self: Tensor, other: Tensor): Tensor
  trunc(self: Tensor): Tensor
  trunc_(self: Tensor): Tensor
  type_as(self: Tensor, other: Tensor): Tensor
  unbind(self: Tensor, dim: string): Tensor[]
  unbind(self: Tensor, dim?: number | bigint): Tensor[]
  unbind(self: Tensor, options: { dim?: number | bigint }): Tensor[]
  unbind_copy(self: Tensor, dim?: number | bigint): Tensor[]
  unbind_copy(self: Tensor, options: { dim?: number | bigint }): Tensor[]
  unflatten(self: Tensor, dim: string, sizes: readonly number[], names: readonly string[]): Tensor
  unflatten(self: Tensor, dim: number | bigint, sizes: readonly number[]): Tensor
  unflatten_dense_tensors(flat: Tensor, tensors: readonly Tensor[]): Tensor[]
  unfold(self: Tensor, dimension: number | bigint, size: number | bigint, step: number | bigint): Tensor
  unfold_copy(self: Tensor, dimension: number | bigint, size: number | bigint, step: number | bigint): Tensor
  uniform(self: Tensor, from?: number, to?: number): Tensor
  uniform(self: Tensor, options: { from?: number; to?: number; generator?: Generator | null }): Tensor
  uniform_(self: Tensor, from?: number, to?: number): Tensor
  uniform_(self: Tensor, options: { from?: number; to?: number; generator?: Generator | null }): Tensor
  unique_consecutive(self: Tensor, returnInverse?: boolean, returnCounts?: boolean, dim?: number | bigint | null): [Tensor, Tensor, Tensor]
  unique_consecutive(self: Tensor, options: { returnInverse?: boolean; returnCounts?: boolean; dim?: number | bigint | null }): [Tensor, Tensor, Tensor]
  unique_dim(self: Tensor, dim: number | bigint, sorted?: boolean, returnInverse?: boolean, returnCounts?: boolean): [Tensor, Tensor, Tensor]
  unique_dim(self: Tensor, dim: number | bigint, options: { sorted?: boolean; returnInverse?: boolean; returnCounts?: boolean }): [Tensor, Tensor, Tensor]
  unique_dim_consecutive(self: Tensor, dim: number | bigint, returnInverse?: boolean, returnCounts?: boolean): [Tensor, Tensor, Tensor]
  unique_dim_consecutive(self: Tensor, dim: number | bigint, options: { returnInverse?: boolean; returnCounts?: boolean }): [Tensor, Tensor, Tensor]
  unsafe_chunk(self: Tensor, chunks: number | bigint, dim?: number | bigint): Tensor[]
  unsafe_chunk(self: Tensor, chunks: number | bigint, options: { dim?: number | bigint }): Tensor[]
  unsafe_split(self: Tensor, splitSize: number | bigint, dim?: number | bigint): Tensor[]
  unsafe_split(self: Tensor, splitSize: number | bigint, options: { dim?: number | bigint }): Tensor[]
  unsafe_split_with_sizes(self: Tensor, splitSizes: readonly number[], dim?: number | bigint): Tensor[]
  unsafe_split_with_sizes(self: Tensor, splitSizes: readonly number[], options: { dim?: number | bigint }): Tensor[]
  unsqueeze(self: Tensor, dim: number | bigint): Tensor
  unsqueeze_(self: Tensor, dim: number | bigint): Tensor
  unsqueeze_copy(self: Tensor, dim: number | bigint): Tensor
  upsample_bicubic2d(self: Tensor, outputSize: number | readonly number[], alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor
  upsample_bicubic2d(self: Tensor, outputSize: number | readonly number[], alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor
  upsample_bicubic2d(input: Tensor, outputSize: readonly number[] | null, alignCorners: boolean, scaleFactors: readonly number[] | null): Tensor
  upsample_bilinear2d(self: Tensor, outputSize: number | readonly number[], alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor
  upsample_bilinear2d(self: Tensor, outputSize: number | readonly number[], alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor
  upsample_bilinear2d(input: Tensor, outputSize: readonly number[] | null, alignCorners: boolean, scaleFactors: readonly number[] | null): Tensor
  upsample_linear1d(self: Tensor, outputSize: number | readonly number[], alignCorners: boolean, scales?: number | null): Tensor
  upsample_linear1d(self: Tensor, outputSize: number | readonly number[], alignCorners: boolean, options: { scales?: number | null }): Tensor
  upsample_linear1d(input: Tensor, outputSize: readonly number[] | null, alignCorners: boolean, scaleFactors: readonly number[] | null): Tensor
  upsample_nearest1d(self: Tensor, outputSize: number | readonly number[], scales?: number | null): Tensor
  upsample_nearest1d(self: Tensor, outputSize: number | readonly number[], options: { scales?: number | null }): Tensor
  upsample_nearest1d(input: Tensor, outputSize: readonly number[] | null, scaleFactors: readonly number[] | null): Tensor
  upsample_nearest2d(self: Tensor, outputSize: number | readonly number[], scalesH?: number | null, scalesW?: number | null): Tensor
  upsample_nearest2d(self: Tensor, outputSize: number | readonly number[], options: { scalesH?: number | null; scalesW?: number | null }): Tensor
  upsample_nearest2d(input: Tensor, outputSize: readonly number[] | null, scaleFactors: readonly number[] | null): Tensor
  upsample_nearest3d(self: Tensor, outputSize: number | readonly number[], scalesD?: number | null, scalesH?: number | null, scalesW?: number | null): Tensor
  upsample_nearest3d(self: Tensor, outputSize: number | readonly number[], options: { scalesD?: number | null; scalesH?: number | null; scalesW?: number | null }): Tensor
  upsample_nearest3d(input: Tensor, outputSize: readonly number[] | null, scaleFactors: readonly number[] | null): Tensor
  upsample_trilinear3d(self: Tensor, outputSize: number | readonly number[], alignCorners: boolean, scalesD?: number | null, scalesH?: number | null, scalesW?: number | null): Tensor
  upsample_trilinear3d(self: Tensor, outputSize: number | readonly number[], alignCorners: boolean, options: { scalesD?: number | null; scalesH?: number | null; scalesW?: number | null }): Tensor
  upsample_trilinear3d(input: Tensor, outputSize: readonly number[] | null, alignCorners: boolean, scaleFactors: readonly number[] | null): Tensor
  values(self: Tensor): Tensor
  values_copy(self: Tensor): Tensor
  vander(x: Tensor, N?: number | bigint | null, increasing?: boolean): Tensor
  vander(x: Tensor, options: { N?: number | bigint | null; increasing?: boolean }): Tensor
  var(self: Tensor, unbiased?: boolean): Tensor
  var(self: Tensor, options: { unbiased?: boolean }): Tensor
  var(self: Tensor, dim: number | readonly number[] | null): Tensor
  var(self: Tensor, dim: number | readonly number[] | null, options: { correction?: number | bigint | null; keepdim?: boolean }): Tensor
  var(self: Tensor, dim: readonly string[]): Tensor
  var(self: Tensor, dim: readonly string[], options: { correction?: number | bigint | null; keepdim?: boolean }): Tensor
  var(self: Tensor, dim: number | readonly number[] | null, unbiased?: boolean, keepdim?: boolean): Tensor
  var(self: Tensor, dim: number | readonly number[] | null, options: { unbiased?: boolean; keepdim?: boolean }): Tensor
  var(self: Tensor, dim: readonly string[], unbiased?: boolean, keepdim?: boolean): Tensor
  var(self: Tensor, dim: readonly string[], options: { unbiased?: boolean; keepdim?: boolean }): Tensor
  var_mean(self: Tensor, unbiased?: boolean): [Tensor, Tensor]
  var_mean(self: Tensor, options: { unbiased?: boolean }): [Tensor, Tensor]
  var_mean(self: Tensor, dim: number | readonly number[] | null): [Tensor, Tensor]
  var_mean(self: Tensor, dim: number | readonly number[] | null, options: { correction?: number | bigint | null; keepdim?: boolean }): [Tensor, Tensor]
  var_mean(self: Tensor, dim: readonly string[]): [Tensor, Tensor]
  var_mean(self: Tensor, dim: readonly string[], options: { correction?: number | bigint | null; keepdim?: boolean }): [Tensor, Tensor]
  var_mean(self: Tensor, dim: number | readonly number[] | null, unbiased?: boolean, keepdim?: boolean): [Tensor, Tensor]
  var_mean(self: Tensor, dim: number | readonly number[] | null, options: { unbiased?: boolean; keepdim?: boolean }): [Tensor, Tensor]
  var_mean(self: Tensor, dim: readonly string[], unbiased?: boolean, keepdim?: boolean): [Tensor, Tensor]
  var_mean(self: Tensor, dim: readonly string[], options: { unbiased?: boolean; keepdim?: boolean }): [Tensor, Tensor]
  vdot(self: Tensor, other: Tensor): Tensor
  view(self: Tensor, size: readonly number[]): Tensor
  view(self: Tensor, dtype: DType): Tensor
  view_as(self: Tensor, other: Tensor): Tensor
  view_as_complex(self: Tensor): Tensor
  view_as_complex_copy(self: Tensor): Tensor
  view_as_real(self: Tensor): Tensor
  view_as_real_copy(self: Tensor): Tensor
  view_copy(self: Tensor, size: readonly number[]): Tensor
  view_copy(self: Tensor, dtype: DType): Tensor
  vsplit(self: Tensor, indices: readonly number[]): Tensor[]
  vsplit(self: Tensor, sections: number | bigint): Tensor[]
  vstack(tensors: readonly Tensor[]): Tensor
  where(condition: Tensor): Tensor[]
  where(condition: Tensor, self: Scalar, other: Scalar): Tensor
  where(condition: Tensor, self: Tensor, other: Scalar): Tensor
  where(condition: Tensor, self: Scalar, other: Tensor): Tensor
  where(condition: Tensor, self: Tensor, other: Tensor): Tensor
  xlogy(self: Tensor, other: Scalar): Tensor
  xlogy(self: Scalar, other: Tensor): Tensor
  xlogy(self: Tensor, other: Tensor): Tensor
  xlogy_(self: Tensor, other: Scalar): Tensor
  xlogy_(self: Tensor, other: Tensor): Tensor
  zero(self: Tensor): Tensor
  zero_(self: Tensor): Tensor
  zeros(size: readonly number[]): Tensor
  zeros(size: readonly number[], options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  zeros(size: readonly number[], options: { names?: readonly string[] | null; dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null }): Tensor
  zeros_like(self: Tensor): Tensor
  zeros_like(self: Tensor, options: { dtype?: DType | null; layout?: 'strided' | 'sparse' | null; device?: Device | null; pinMemory?: boolean | null; memoryFormat?: MemoryFormat | null }): Tensor
}
