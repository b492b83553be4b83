/** Linear layers with ReLU between them. */
import { type Generator, ops, type Tensor } from '../torch/index.js'
import { Linear } from './layers.js'
import { Module } from './module.js'

export class Mlp extends Module {
  layers: Linear[]

  /** @param widths of the input, of every hidden layer, of the output */
  constructor(widths: readonly number[], generator: Generator) {
    super()
    this.layers = widths.slice(1).map((outputs, i) => new Linear(widths[i]!, outputs, generator))
  }

  /** `[…, widths[0]]` → `[…, widths.at(-1)]` */
  forward(x: Tensor): Tensor {
    return this.layers.reduce((h, layer, i) => (i === 0 ? layer.forward(h) : layer.forward(ops.relu(h))), x)
  }
}
