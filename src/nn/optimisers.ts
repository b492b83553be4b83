/**
 * Optimisers. On the CPU a step is one fused pass over each parameter (native/kernels/optimisers.cpp); on
 * other devices it is composed of `_foreach_*` operators, which is also the oracle of the fused form.
 */
import { clearGradients, gradientsOf, noGrad, operator, ops, type Tensor } from '../torch/index.js'

/** Parameters that share their settings; `lrScale` multiplies the rate that a step is given. */
export interface ParameterGroup {
  parameters: ReadonlyMap<string, Tensor>
  lrScale?: number
  weightDecay?: number
}

export interface Optimiser {
  /**
   * Applies the gradients that `backward` left.
   * @param lr learning rate of this step
   * @param scale factor on all gradients (clipping, accumulation)
   */
  step(lr: number, scale?: number): void
  zeroGrad(): void
  /** Momenta and moments by `<kind>.<parameter path>`, with the number of steps taken. */
  state(): { steps: number; tensors: Map<string, Tensor> }
  restore(state: { steps: number; tensors: ReadonlyMap<string, Tensor> }): void
}

abstract class Base implements Optimiser {
  protected steps = 0
  protected readonly groups: Required<ParameterGroup>[]
  protected readonly states: Record<string, Tensor>[] = []

  constructor(
    groups: readonly ParameterGroup[],
    defaults: { weightDecay: number },
    kinds: readonly string[],
  ) {
    this.groups = groups.map(group => ({ lrScale: 1, weightDecay: defaults.weightDecay, ...group }))
    for (const { parameters } of this.groups) {
      for (const tensor of parameters.values()) {
        this.states.push(
          Object.fromEntries(kinds.map(kind => [kind, ops.zeros_like(tensor.detach()).persist()])),
        )
      }
    }
  }

  protected abstract update(parts: GroupParts, lr: number, weightDecay: number, scale: number): void

  step(lr: number, scale = 1): void {
    this.steps++
    let offset = 0
    noGrad(() => {
      for (const { parameters, lrScale, weightDecay } of this.groups) {
        const all = [...parameters.values()]
        const grads = gradientsOf(all)
        const used = all.map((_, i) => i).filter(i => grads[i] !== null)
        const states = used.map(i => this.states[offset + i]!)
        this.update(
          { parameters: used.map(i => all[i]!), gradients: used.map(i => grads[i]!), states },
          lr * lrScale,
          weightDecay,
          scale,
        )
        offset += all.length
      }
    })
  }

  zeroGrad(): void {
    for (const { parameters } of this.groups) clearGradients([...parameters.values()])
  }

  state() {
    const tensors = new Map<string, Tensor>()
    this.#eachState((key, tensor) => tensors.set(key, tensor))
    return { steps: this.steps, tensors }
  }

  restore({ steps, tensors }: { steps: number; tensors: ReadonlyMap<string, Tensor> }): void {
    this.steps = steps
    noGrad(() =>
      this.#eachState((key, tensor) => {
        const saved = tensors.get(key)
        if (!saved) throw new Error(`optimiser state lacks ${key}`)
        tensor.copy_(saved)
      }),
    )
  }

  #eachState(see: (key: string, tensor: Tensor) => void): void {
    const paths = this.groups.flatMap(({ parameters }) => [...parameters.keys()])
    for (const [i, path] of paths.entries()) {
      for (const [kind, tensor] of Object.entries(this.states[i]!)) see(`${kind}.${path}`, tensor)
    }
  }
}

interface GroupParts {
  parameters: Tensor[]
  gradients: Tensor[]
  states: Record<string, Tensor>[]
}

const onCpu = (tensors: readonly Tensor[]): boolean => tensors[0]?.device === 'cpu'

export interface SgdOptions {
  momentum?: number
  weightDecay?: number
  nesterov?: boolean
  /** Compose the step of operators even on the CPU. */
  composed?: boolean
}

/** Stochastic gradient descent as in torch.optim.SGD (momentum without dampening). */
export class Sgd extends Base {
  readonly #options: Required<SgdOptions>
  constructor(groups: readonly ParameterGroup[], options: SgdOptions = {}) {
    const full = { momentum: 0, weightDecay: 0, nesterov: false, composed: false, ...options }
    super(groups, full, ['velocity'])
    this.#options = full
  }

  protected update(
    { parameters, gradients, states }: GroupParts,
    lr: number,
    weightDecay: number,
    scale: number,
  ) {
    if (parameters.length === 0) return
    const { momentum, nesterov, composed } = this.#options
    const velocities = states.map(state => state.velocity!)
    if (onCpu(parameters) && !composed) {
      const first = this.steps === 1
      operator('uno::sgd_step_')(
        parameters,
        gradients,
        velocities,
        lr,
        momentum,
        weightDecay,
        nesterov,
        first,
        scale,
      )
      return
    }
    const scaled = scale === 1 ? gradients : (ops._foreach_mul(gradients, scale) as Tensor[])
    const d =
      weightDecay === 0 ? scaled : (ops._foreach_add(scaled, parameters, { alpha: weightDecay }) as Tensor[])
    // Velocities start at zero, so that the first step needs no case of its own: μ·0 + d = d.
    ops._foreach_mul_(velocities, momentum)
    ops._foreach_add_(velocities, d)
    const direction = nesterov
      ? (ops._foreach_add(d, velocities, { alpha: momentum }) as Tensor[])
      : velocities
    ops._foreach_add_(parameters, direction, { alpha: -lr })
  }
}

export interface AdamWOptions {
  betas?: readonly [number, number]
  eps?: number
  weightDecay?: number
  composed?: boolean
}

/**
 * AdamW as in torch.optim.AdamW: decoupled weight decay, bias-corrected moments. The correction counts the steps of
 * the optimiser, PyTorch's those of each parameter, which differs for one that had no gradient at first.
 */
export class AdamW extends Base {
  readonly #options: Required<AdamWOptions>
  constructor(groups: readonly ParameterGroup[], options: AdamWOptions = {}) {
    const full = { betas: [0.9, 0.999] as const, eps: 1e-8, weightDecay: 0.01, composed: false, ...options }
    super(groups, full, ['first', 'second'])
    this.#options = full
  }

  protected update(
    { parameters, gradients, states }: GroupParts,
    lr: number,
    weightDecay: number,
    scale: number,
  ) {
    if (parameters.length === 0) return
    const { betas, eps, composed } = this.#options
    const first = states.map(state => state.first!)
    const second = states.map(state => state.second!)
    if (onCpu(parameters) && !composed) {
      const step = operator('uno::adamw_step_')
      step(parameters, gradients, first, second, this.steps, lr, betas[0], betas[1], eps, weightDecay, scale)
      return
    }
    const d = scale === 1 ? gradients : (ops._foreach_mul(gradients, scale) as Tensor[])
    ops._foreach_mul_(first, betas[0])
    ops._foreach_add_(first, d, { alpha: 1 - betas[0] })
    ops._foreach_mul_(second, betas[1])
    ops._foreach_addcmul_(second, d, d, { value: 1 - betas[1] })
    const root = ops._foreach_sqrt(second) as Tensor[]
    ops._foreach_div_(root, Math.sqrt(1 - betas[1] ** this.steps))
    ops._foreach_add_(root, { float: eps })
    ops._foreach_mul_(parameters, { float: 1 - lr * weightDecay })
    ops._foreach_addcdiv_(parameters, first, root, { value: -lr / (1 - betas[0] ** this.steps) })
  }
}
