/** A table of learned vectors, `weight` `[rows, channels]`, drawn from N(0, 1). */
import type { Generator, Tensor } from '../torch/index.js'
import { normal } from './initialise.js'
import { Module, parameter } from './module.js'

export class Embedding extends Module {
  weight: Tensor

  constructor(rows: number, channels: number, generator: Generator) {
    super()
    this.weight = parameter(normal([rows, channels], 1, generator))
  }
}
