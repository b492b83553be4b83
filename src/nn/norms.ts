/** Normalisation layers beside batch normalisation, with PyTorch's names and numerics. */
import { ops, Tensor } from '../torch/index.js'
import { buffer, Module, parameter } from './module.js'

const eps = 1e-5

/**
 * Under autocast x may be bfloat16, which libtorch 1.13 does not mix with float32: scales follow the map, sums
 * are float32 in any case.
 */
function like(x: Tensor, { weight, bias }: { weight: Tensor; bias: Tensor }) {
  const { dtype } = x
  return weight.dtype === dtype ? { weight, bias } : { weight: weight.to(dtype), bias: bias.to(dtype) }
}

/** Over the last dimension: `[…, C]` → `[…, C]`. */
export class LayerNorm extends Module {
  weight: Tensor
  bias: Tensor

  constructor(readonly channels: number) {
    super()
    this.weight = parameter(Tensor.full([channels], 1))
    this.bias = parameter(Tensor.zeros([channels]))
  }

  forward(x: Tensor): Tensor {
    const { weight, bias } = like(x, this)
    return ops.layer_norm(x, [this.channels], weight, bias, eps)
  }
}

/** Over groups of channels and all pixels: `[N, C, H, W]` → `[N, C, H, W]`. */
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
    const { weight, bias } = like(x, this)
    return ops.group_norm(x, this.groups, weight, bias, eps)
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
