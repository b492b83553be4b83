/**
 * Normalisation layers beside batch normalisation, with PyTorch's names and numerics. Under autocast x may be bfloat16:
 * they are float32 then, as in PyTorch's autocast on GPUs; besides, libtorch's own kernels for bfloat16 are ten times
 * slower on the CPU.
 */
import { atLeastFloat, ops, Tensor } from '../torch/index.js'
import { buffer, Module, parameter } from './module.js'

const eps = 1e-5

/** Over the last dimension: `[…, C]` → `[…, C]`, float32 or wider. */
export class LayerNorm extends Module {
  weight: Tensor
  bias: Tensor

  constructor(readonly channels: number) {
    super()
    this.weight = parameter(Tensor.full([channels], 1))
    this.bias = parameter(Tensor.zeros([channels]))
  }

  forward(x: Tensor): Tensor {
    return ops.layer_norm(atLeastFloat(x), [this.channels], this.weight, this.bias, eps)
  }
}

/** Over groups of channels and all pixels: `[N, C, H, W]` → `[N, C, H, W]`, float32 or wider. */
export class GroupNorm extends Module {
  weight: Tensor
  bias: Tensor

  constructor(
    readonly groups: number,
    channels: number,
  ) {
    super()
    this.weight = parameter(Tensor.full([channels], 1))
    this.bias = parameter(Tensor.zeros([channels]))
  }

  forward(x: Tensor): Tensor {
    return ops.group_norm(atLeastFloat(x), this.groups, this.weight, this.bias, eps)
  }
}

/** Batch normalisation with statistics and scales that never change (detectron2): all four are buffers. */
export class FrozenBatchNorm2d extends Module {
  weight: Tensor
  bias: Tensor
  running_mean: Tensor
  running_var: Tensor

  constructor(channels: number) {
    super()
    this.weight = buffer(Tensor.full([channels], 1))
    this.bias = buffer(Tensor.zeros([channels]))
    this.running_mean = buffer(Tensor.zeros([channels]))
    this.running_var = buffer(Tensor.full([channels], 1 - eps))
  }
}

/** What batch normalisation with fixed statistics does to a channel: x·scale + shift, each `[C]`. */
export function fixedAffine(norm: {
  weight: Tensor
  bias: Tensor
  running_mean: Tensor
  running_var: Tensor
}): { scale: Tensor; shift: Tensor } {
  const scale = norm.weight.mul(ops.rsqrt(norm.running_var.add(eps)))
  return { scale, shift: norm.bias.sub(norm.running_mean.mul(scale)) }
}
