/** An exponential moving average of weights (parameters and floating buffers). */
import { noGrad, operator, ops, type Tensor } from '../torch/index.js'
import type { Module } from './module.js'

export class WeightAverage {
  readonly averages: Map<string, Tensor>
  readonly #source: Map<string, Tensor>

  /** @param decay share that the average keeps at each update, in (0, 1) */
  constructor(
    module: Module,
    readonly decay: number,
  ) {
    const floating = ([, tensor]: [string, Tensor]) => tensor.dtype.startsWith('float')
    this.#source = new Map([...module.stateDict()].filter(floating))
    this.averages = new Map(
      [...this.#source].map(([path, tensor]) => [path, tensor.detach().clone().persist()]),
    )
  }

  /**
   * a ← a + (1 − d)(w − a). The decay is smaller at first, (1 + n)/(10 + n) after n updates, so that the
   * average forgets the initial weights.
   */
  update(updates: number): void {
    const decay = Math.min(this.decay, (1 + updates) / (10 + updates))
    const [averages, weights] = [[...this.averages.values()], [...this.#source.values()]]
    noGrad(() => {
      if (averages[0]?.device === 'cpu') operator('uno::average_step_')(averages, weights, decay)
      else for (const [i, average] of averages.entries()) ops.lerp_(average, weights[i]!, 1 - decay)
    })
  }

  restore(saved: ReadonlyMap<string, Tensor>): void {
    noGrad(() => {
      for (const [path, average] of this.averages) average.copy_(saved.get(path)!)
    })
  }
}
