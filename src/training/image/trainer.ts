/**
 * The image-wide trainer. One joint forward pass for inliers and negatives: separate passes would give batch
 * normalisation two different statistics.
 */
import { type Objective, objectiveByName } from '../../methods/index.js'
import { type ClassifierConfig, createModel, type ResNet18 } from '../../models/index.js'
import { autocast, noGrad, ops, scalarOf } from '../../torch/index.js'
import { type Pass, Trainer } from '../trainer.js'
import { reduceImages, sideAt } from './progressive.js'
import type { ResolvedImageRecipe } from './recipe.js'
import { asModelInput, type Batch } from './source.js'

export class ImageTrainer extends Trainer<Batch, ResNet18> {
  readonly #objective: Objective
  readonly #options: unknown

  constructor(
    override readonly recipe: ResolvedImageRecipe,
    override readonly config: ClassifierConfig,
    steps: number,
  ) {
    const { objective, precision, memoryFormat, device } = recipe
    const model = createModel(config, recipe.seed)
    model.to({ memoryFormat, device, dtype: precision === 'float64' ? 'float64' : 'float32' })
    super(recipe, config, steps, { model, groups: [{ parameters: model.namedParameters() }] })
    this.#objective = objectiveByName(objective.name)
    this.#options = this.#objective.options.parse(objective.options)
  }

  protected override *passes(step: number, batch: Batch): Iterable<Pass> {
    const { precision, device, augmentation } = this.recipe
    const { inlierClasses: K } = this.config
    const { inliers } = batch
    const { progressive } = augmentation
    const whole = asModelInput(batch.images, this.recipe)
    const side = progressive ? sideAt(step / this.steps, whole.shape[3]!, progressive) : whole.shape[3]!
    const images = reduceImages(whole, side)
    const labels = batch.labels.to({ device })
    const half = precision === 'bfloat16' ? 'bfloat16' : null
    const { logits } = autocast(half, () => this.model.forward(images), device)
    const terms = this.#objective.losses({ logits, labels, inlierClasses: K }, this.#options)
    const correct = noGrad(() =>
      scalarOf(ops.sum(logits.narrow(0, 0, inliers).narrow(1, 0, K).argmax(1).eq(labels))),
    )
    yield { terms, outputs: { logits }, correct, judged: inliers, images: images.shape[0]! }
  }
}
