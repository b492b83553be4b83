/** Multi-head attention as PyTorch's `nn.MultiheadAttention`: packed input projection, batch first. */
import { type Generator, ops, scope, Tensor } from '../torch/index.js'
import { allZero, xavierUniform } from './initialise.js'
import { Linear } from './layers.js'
import { Module, parameter } from './module.js'

export class MultiheadAttention extends Module {
  /** `[3C, C]`: the projections of queries, keys and values one below the other. */
  in_proj_weight: Tensor
  in_proj_bias: Tensor
  out_proj: Linear

  constructor(
    readonly channels: number,
    readonly heads: number,
    generator: Generator,
  ) {
    super()
    this.in_proj_weight = parameter(xavierUniform([3 * channels, channels], generator))
    this.in_proj_bias = parameter(Tensor.zeros([3 * channels]))
    this.out_proj = new Linear(channels, channels, generator, {
      initialise: xavierUniform,
      initialiseBias: allZero,
    })
  }

  /**
   * softmax(q·kᵀ/√d)·v for every head.
   *
   * @param query `[N, L, C]`
   * @param key `[N, S, C]`
   * @param value `[N, S, C]`
   * @param forbidden bool `[N, L, S]`: true where a query may not look, the same for all heads
   * @returns `[N, L, C]`
   */
  forward(query: Tensor, key: Tensor, value: Tensor, forbidden?: Tensor): Tensor {
    const [N, L] = query.shape as [number, number]
    const S = key.shape[1]!
    const mixed = scope(() => {
      const [q, k, v] = [query, key, value].map((x, i) => this.#split(this.#project(x, i)))
      const product = q!.mul(1 / Math.sqrt(this.channels / this.heads)).matmul(k!.transpose(-1, -2))
      const scores = forbidden
        ? ops.masked_fill_(product, forbidden.reshape([N, 1, L, S]), Number.NEGATIVE_INFINITY)
        : product
      return scores.softmax(-1).matmul(v!).transpose(1, 2).reshape([N, L, this.channels])
    })
    return this.out_proj.forward(mixed)
  }

  #project(x: Tensor, third: number): Tensor {
    const [start, C] = [third * this.channels, this.channels]
    return ops.linear(x, this.in_proj_weight.narrow(0, start, C), this.in_proj_bias.narrow(0, start, C))
  }

  /** `[N, L, C]` → `[N, heads, L, C / heads]` */
  #split(x: Tensor): Tensor {
    const [N, L, C] = x.shape as [number, number, number]
    return x.reshape([N, L, this.heads, C / this.heads]).transpose(1, 2)
  }
}
