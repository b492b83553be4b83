/** One optimiser step, and the state that a checkpoint holds. What a batch is and costs, a track's trainer knows. */
import type { ModelConfig } from '../models/index.js'
import {
  AdamW,
  clipFactor,
  constant,
  cosine,
  gradientNorm,
  type Module,
  type Optimiser,
  oneCycle,
  type ParameterGroup,
  poly,
  type Schedule,
  Sgd,
  WeightAverage,
} from '../nn/index.js'
import { gradientsOf, openScope, Tensor, valuesOf } from '../torch/index.js'
import type { ResolvedRecipe } from './recipe.js'

export interface StepResult {
  losses: Record<string, number>
  loss: number
  lr: number
  /** What was classified rightly, of `judged`: images by the first K logits, or masks by their query. */
  correct: number
  judged: number
  images: number
  gradientNorm: number
  /** Milliseconds of the parts of the step. */
  parts: Record<string, number>
  /** Set when loss or gradients were not finite: the first tensor that is not. Then nothing was changed. */
  nonfinite?: string
}

/** What the passes of a step came to. */
interface Differentiated
  extends Pick<StepResult, 'losses' | 'loss' | 'correct' | 'judged' | 'images' | 'nonfinite'> {
  passes: number
}

/** A forward pass whose loss is still to be differentiated. */
export interface Pass {
  /** Scalars whose sum is minimised. */
  terms: Record<string, Tensor>
  /** Outputs by name, for the search of what is not finite. */
  outputs: Record<string, Tensor>
  correct: number
  judged: number
  images: number
}

const schedules: Record<ResolvedRecipe['schedule']['name'], (recipe: ResolvedRecipe) => Schedule> = {
  cosine: ({ schedule, optimiser }) => cosine(schedule.floor / optimiser.lr),
  'one-cycle': ({ schedule }) => oneCycle(schedule.rise),
  poly: ({ schedule }) => poly(schedule.power),
  constant: () => constant(),
}

export interface TrainerParts<M extends Module> {
  model: M
  groups: readonly ParameterGroup[]
  /** What is trained beside the model and is no part of it. */
  companion?: Module
  /** S of the schedule, where training ends before it does. */
  scheduleSteps?: number
}

export abstract class Trainer<Batch = unknown, M extends Module = Module> {
  readonly model: M
  readonly companion: Module | undefined
  readonly optimiser: Optimiser
  readonly average: WeightAverage | undefined
  readonly #named: Map<string, Tensor>
  readonly #schedule: Schedule
  readonly #scheduleSteps: number

  constructor(
    readonly recipe: ResolvedRecipe,
    readonly config: ModelConfig,
    readonly steps: number,
    { model, groups, companion, scheduleSteps = steps }: TrainerParts<M>,
  ) {
    const { optimiser, weightAverage } = recipe
    this.model = model
    this.companion = companion
    this.#named = new Map(groups.flatMap(({ parameters }) => [...parameters]))
    this.optimiser = optimiser.name === 'sgd' ? new Sgd(groups, optimiser) : new AdamW(groups, optimiser)
    this.average = weightAverage === null ? undefined : new WeightAverage(model, weightAverage)
    this.#schedule = schedules[recipe.schedule.name](recipe)
    this.#scheduleSteps = scheduleSteps
  }

  /** Forward passes of a step, one after another; each is differentiated before the next is asked for. */
  protected abstract passes(step: number, batch: Batch): Iterable<Pass>

  get parameterCount(): number {
    return [...this.model.namedParameters().values()].reduce((sum, tensor) => sum + tensor.size, 0)
  }

  learningRate(step: number): number {
    return this.recipe.optimiser.lr * this.#schedule(step, this.#scheduleSteps)
  }

  /** Step number `step`, counted from 0. Tensors of the batch are freed with everything else of the step. */
  step(step: number, makeBatch: () => Batch): StepResult {
    using _ = openScope()
    const clock = stopwatch()
    const batch = makeBatch()
    clock.lap('batch')
    const statistics = this.#copyOfStatistics()
    this.model.train()
    const { passes, nonfinite: first, ...found } = this.#differentiate(step, batch, clock)
    const gradients = gradientsOf([...this.#named.values()]).filter(gradient => gradient !== null)
    const norm = gradientNorm(gradients) / passes
    const lr = this.learningRate(step)
    const nonfinite = first ?? (Number.isFinite(norm) ? undefined : this.#firstNonfinite({}))
    if (nonfinite === undefined) {
      const { clip } = this.recipe
      this.optimiser.step(lr, (clip === null ? 1 : clipFactor(norm, clip)) / passes)
      this.average?.update(step)
    } else if (statistics) {
      // The forward pass has already mixed this batch into the running statistics.
      this.model.loadStateDict(statistics)
    }
    this.optimiser.zeroGrad()
    clock.lap('update')
    return { ...found, lr, gradientNorm: norm, parts: clock.parts, nonfinite }
  }

  /** Leaves the sum of the passes' gradients; losses are their means, counts their sums. */
  #differentiate(step: number, batch: Batch, clock: ReturnType<typeof stopwatch>): Differentiated {
    const sums = { passes: 0, loss: 0, correct: 0, judged: 0, images: 0 }
    const losses: Record<string, number> = {}
    let nonfinite: string | undefined
    const passes = this.passes(step, batch)[Symbol.iterator]()
    for (;;) {
      using _ = openScope()
      const { done, value: pass } = passes.next()
      if (done) break
      const terms = Object.values(pass.terms)
      const total = terms.reduce((sum, term) => sum.add(term))
      const [loss, ...parts] = valuesOf(Tensor.stack([total, ...terms]).detach())
      clock.lap('forward')
      total.backward()
      clock.lap('backward')
      sums.passes++
      sums.loss += loss!
      for (const key of ['correct', 'judged', 'images'] as const) sums[key] += pass[key]
      for (const [i, name] of Object.keys(pass.terms).entries())
        losses[name] = (losses[name] ?? 0) + parts[i]!
      if (!Number.isFinite(loss)) nonfinite ??= this.#firstNonfinite(pass.outputs)
    }
    for (const name of Object.keys(losses)) losses[name]! /= sums.passes
    return { ...sums, loss: sums.loss / sums.passes, losses, nonfinite }
  }

  /** Running statistics as they are before a step, where the recipe allows steps to be skipped. */
  #copyOfStatistics(): Map<string, Tensor> | undefined {
    if (this.recipe.skipNonfinite === 0) return undefined
    return new Map([...this.model.namedBuffers()].map(([path, tensor]) => [path, tensor.clone()]))
  }

  /** Name of the first tensor with a NaN or an infinity, causes before effects. */
  #firstNonfinite(outputs: Record<string, Tensor>): string {
    const gradients = gradientsOf([...this.#named.values()])
    const named = [...this.#named.keys()].map((path, i) => [`gradient of ${path}`, gradients[i]!] as const)
    return (
      this.nonfiniteWeight() ?? firstNonfinite([...Object.entries(outputs), ...named]) ?? 'the loss itself'
    )
  }

  /** Name of a weight or running statistic with a NaN or an infinity, if there is one. */
  nonfiniteWeight(): string | undefined {
    using _ = openScope()
    return firstNonfinite([...this.model.stateDict(), ...this.#named])
  }

  /** The weights that are the model: the moving average where the recipe asks for one. */
  modelState(): Map<string, Tensor> {
    return new Map(
      [...this.model.stateDict()].map(([key, tensor]) => [key, this.average?.averages.get(key) ?? tensor]),
    )
  }

  /** The average begins with the weights as they are: after others were loaded. */
  restartAverage(): void {
    this.average?.restore(this.model.stateDict())
  }

  /** Runs `body` while the model's tensors hold `modelState()`, and puts the raw weights back. */
  withModelState<T>(body: () => T): T {
    if (!this.average) return body()
    using _ = openScope()
    const raw = new Map([...this.model.stateDict()].map(([key, tensor]) => [key, tensor.detach().clone()]))
    this.model.loadStateDict(this.average.averages)
    try {
      return body()
    } finally {
      this.model.loadStateDict(raw)
    }
  }
}

const integers = new Set(['int64', 'int32', 'int16', 'int8', 'uint8', 'bool'])
const isAllFinite = (tensor: Tensor): boolean =>
  integers.has(tensor.dtype) || tensor.detach().isFinite().all().item() === 1

const firstNonfinite = (tensors: Iterable<readonly [string, Tensor | null]>): string | undefined =>
  [...tensors].find(([, tensor]) => tensor && !isAllFinite(tensor))?.[0]

/** Sums of milliseconds by part. */
function stopwatch() {
  const parts: Record<string, number> = {}
  let last = performance.now()
  return {
    parts,
    lap(part: string) {
      const now = performance.now()
      parts[part] = (parts[part] ?? 0) + now - last
      last = now
    },
  }
}
