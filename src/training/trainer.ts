/**
 * One optimiser step, and the state that a checkpoint holds. One joint forward pass for inliers and
 * negatives: separate passes would give batch normalisation two different statistics.
 */
import { type Objective, objectiveByName } from '../methods/index.js'
import { type ClassifierConfig, createModel, type ResNet18 } from '../models/index.js'
import {
  AdamW,
  clipFactor,
  constant,
  cosine,
  gradientNorm,
  type Optimiser,
  oneCycle,
  poly,
  type Schedule,
  Sgd,
  WeightAverage,
} from '../nn/index.js'
import { autocast, gradientsOf, noGrad, openScope, ops, type Tensor } from '../torch/index.js'
import { asModelInput, type Batch } from './batch-source.js'
import type { ResolvedRecipe } from './recipe.js'

export interface StepResult {
  losses: Record<string, number>
  loss: number
  lr: number
  /** Inliers that the first K logits classify rightly, of `inliers`. */
  correct: number
  inliers: number
  images: number
  gradientNorm: number
  /** Set when loss or gradients were not finite: the first tensor that is not. Then nothing was changed. */
  nonfinite?: string
}

const schedules: Record<ResolvedRecipe['schedule']['name'], (recipe: ResolvedRecipe) => Schedule> = {
  cosine: ({ schedule, optimiser }) => cosine(schedule.floor / optimiser.lr),
  'one-cycle': ({ schedule }) => oneCycle(schedule.rise),
  poly: ({ schedule }) => poly(schedule.power),
  constant: () => constant(),
}

export class Trainer {
  readonly model: ResNet18
  readonly optimiser: Optimiser
  readonly average: WeightAverage | undefined
  readonly #parameters: Tensor[]
  readonly #objective: Objective
  readonly #options: unknown
  readonly #schedule: Schedule

  constructor(
    readonly recipe: ResolvedRecipe,
    readonly config: ClassifierConfig,
    /** S of the schedule. */
    readonly steps: number,
  ) {
    const { optimiser, objective, weightAverage, precision, memoryFormat, device } = recipe
    this.model = createModel(config, recipe.seed)
    this.model.to({ memoryFormat, device, dtype: precision === 'float64' ? 'float64' : 'float32' })
    const parameters = this.model.namedParameters()
    this.#parameters = [...parameters.values()]
    this.optimiser =
      optimiser.name === 'sgd' ? new Sgd([{ parameters }], optimiser) : new AdamW([{ parameters }], optimiser)
    this.average = weightAverage === null ? undefined : new WeightAverage(this.model, weightAverage)
    this.#objective = objectiveByName(objective.name)
    this.#options = this.#objective.options.parse(objective.options)
    this.#schedule = schedules[recipe.schedule.name](recipe)
  }

  get parameterCount(): number {
    return this.#parameters.reduce((sum, tensor) => sum + tensor.size, 0)
  }

  learningRate(step: number): number {
    return this.recipe.optimiser.lr * this.#schedule(step, this.steps)
  }

  /** Step number `step`, counted from 0. Tensors of the batch are freed with everything else of the step. */
  step(step: number, makeBatch: () => Batch): StepResult {
    using _ = openScope()
    const { precision, device, clip } = this.recipe
    const K = this.config.inlierClasses
    const batch = makeBatch()
    const { inliers } = batch
    const images = asModelInput(batch.images, this.recipe)
    const labels = batch.labels.to({ device })
    const statistics = this.#copyOfStatistics()
    this.model.train()
    const half = precision === 'bfloat16' ? 'bfloat16' : null
    const { logits } = autocast(half, () => this.model.forward(images), device)
    const terms = this.#objective.losses({ logits, labels, inlierClasses: K }, this.#options)
    const total = Object.values(terms).reduce((sum, term) => sum.add(term))
    const losses = Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, term.item()]))
    const loss = total.item()
    total.backward()
    const norm = gradientNorm(gradientsOf(this.#parameters).filter(gradient => gradient !== null))
    const lr = this.learningRate(step)
    let nonfinite: string | undefined
    if (Number.isFinite(loss) && Number.isFinite(norm)) {
      this.optimiser.step(lr, clip === null ? 1 : clipFactor(norm, clip))
      this.average?.update(step)
    } else {
      nonfinite = this.#firstNonfinite(logits)
      // The forward pass has already mixed this batch into the running statistics.
      if (statistics) this.model.loadStateDict(statistics)
    }
    this.optimiser.zeroGrad()
    const correct = noGrad(() =>
      ops.sum(logits.narrow(0, 0, inliers).narrow(1, 0, K).argmax(1).eq(labels)).item(),
    )
    return { losses, loss, lr, correct, inliers, images: images.shape[0]!, gradientNorm: norm, nonfinite }
  }

  /** Running statistics as they are before a step, where the recipe allows steps to be skipped. */
  #copyOfStatistics(): Map<string, Tensor> | undefined {
    if (this.recipe.skipNonfinite === 0) return undefined
    return new Map([...this.model.namedBuffers()].map(([path, tensor]) => [path, tensor.clone()]))
  }

  /** Name of the first tensor with a NaN or an infinity, causes before effects. */
  #firstNonfinite(logits: Tensor): string | undefined {
    const gradients = gradientsOf(this.#parameters)
    const suspects: [string, Tensor | null][] = [
      ...this.model.stateDict(),
      ['logits', logits],
      ...[...this.model.namedParameters().keys()].map((path, i): [string, Tensor | null] => [
        `gradient of ${path}`,
        gradients[i]!,
      ]),
    ]
    return suspects.find(([, tensor]) => tensor && !isAllFinite(tensor))?.[0]
  }

  /** The weights that are the model: the moving average where the recipe asks for one. */
  modelState(): Map<string, Tensor> {
    return new Map(
      [...this.model.stateDict()].map(([key, tensor]) => [key, this.average?.averages.get(key) ?? tensor]),
    )
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

const isAllFinite = (tensor: Tensor): boolean =>
  tensor.dtype === 'int64' || tensor.detach().isFinite().all().item() === 1
